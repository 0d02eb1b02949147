"""What a check found on a page, and the ways over a page that checks share: its rows, each with a line to name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tabbook.errors import Severity
from tabbook.translation.align import Entry, Row
from tabbook.translation.once import once
from tabbook.translation.pages import Compared
from tabbook.translation.units import Unit


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of a translated page."""

    code: str
    line: int
    """In the translation, its lost fences put back."""
    what: str
    cure: str
    severity: Severity = "error"
    made: Unit | None = None
    """Where it stands; empty for what is missing."""
    english: Unit | None = None
    """What it should say."""

    @property
    def key(self) -> tuple[str, str, str]:
        """What is equal where an unchanged block has the same fault."""
        return self.code, self.made.text if self.made else "", self.english.key if self.english else self.what


Check = Callable[[Compared], Iterator[Finding]]


@dataclass(eq=False)
class Spot:
    """A row of a page; nobody writes to it, and it is not frozen for the same reason as a `Unit`."""

    row: Row
    line: int
    """Where its translation stands, or should."""
    english: tuple[Unit, ...]
    """Its English: of each entry today's version, then the one that was translated."""
    rows: Sequence[Row]
    """All of the page."""
    at: int
    """Which of them it is."""

    @once
    def near(self) -> tuple[Unit, ...]:
        """Its translation, and those of two rows above it and two below."""
        return tuple([unit for row in self.rows[max(0, self.at - 2) : self.at + 3] for unit in row.made])

    @once
    def alternatives(self) -> tuple[tuple[Unit, ...], ...]:
        """Its English as it is today and as it was translated; one where nobody touched it."""
        if len(self.english) == 1:
            return (self.english,)
        new = tuple(entry.new for entry in self.row.entries if entry.new)
        old = tuple(entry.old for entry in self.row.entries if entry.old)
        return tuple(dict.fromkeys(group for group in (new, old) if group))

    @property
    def is_due(self) -> bool:
        """Whether a translation must have it: it was in the English that was translated, and still is."""
        return bool(self.row.entries) and all(entry.is_in_both for entry in self.row.entries)

    @property
    def is_missing(self) -> bool:
        return not self.row.made and self.is_due


# Each of twenty checks asks for the same ones.
@lru_cache(maxsize=1)
def spots(page: Compared) -> tuple[Spot, ...]:
    """The rows of a page, in the order of its English."""
    return tuple(_spots(page.rows))


@lru_cache(maxsize=1)
def prose(page: Compared) -> tuple[Spot, ...]:
    """The rows of a page in which there is prose."""
    return tuple([spot for spot in spots(page) if any(unit.is_prose for unit in (*spot.row.made, *spot.english))])


def _spots(rows: Sequence[Row]) -> Iterator[Spot]:
    above: Unit | None = None
    for at, row in enumerate(rows):
        line = row.made[0].line if row.made else above.last_line if above else 1
        if len(row.entries) == 1:
            english = row.entries[0].versions
        else:
            english = tuple([unit for entry in row.entries for unit in entry.versions])
        yield Spot(row, line, english, rows, at)
        above = row.made[-1] if row.made else above


def lacking(spot: Spot, read: Callable[[Unit], Iterable[str]], kept: Iterable[str]) -> list[str]:
    """What `read` finds in the English, in either version, and is not among `kept`; in order, each once.

    Where there is nothing to find, `kept` is not looked at.
    """
    found = [dict.fromkeys([item for unit in group for item in read(unit)]) for group in spot.alternatives]
    if not found or not all(found):
        return []
    here = set(kept)
    return min(([item for item in items if item not in here] for items in found), key=len)


def everywhere(page: Compared, read: Callable[[Unit], Iterable[str]]) -> frozenset[str]:
    """What `read` finds anywhere in the English of a page."""
    return _everywhere(page.entries, read)


# The English is the same for each of its translations.
@lru_cache(maxsize=64)
def _everywhere(entries: tuple[Entry, ...], read: Callable[[Unit], Iterable[str]]) -> frozenset[str]:
    return frozenset([item for entry in entries for unit in entry.versions for item in read(unit)])


def clipped(text: str, most: int = 60) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"
