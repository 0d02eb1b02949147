"""A glossary file in, its terms out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Term:
    """A line of a glossary."""

    english: str
    preferred: str
    forbidden: tuple[str, ...]
    note: str = ""


def read(path: Path) -> tuple[Term, ...]:
    """The terms of a glossary; none where there is no such file."""
    if not path.is_file():
        return ()
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8-sig").split("\n")[1:])
    return tuple(
        Term(row[0].strip(), row[1].strip(), _variants(row[2]) if len(row) > 2 else (), row[3] if len(row) > 3 else "")
        for row in rows
        if len(row) > 1 and row[0].strip()
    )


def _variants(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())
