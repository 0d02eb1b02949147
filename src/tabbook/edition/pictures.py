"""A picture's path in, its bytes and the name of its file out."""

from __future__ import annotations

from pathlib import Path

from tabbook.edition import outputs

KINDS = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp")


def read(root: Path, target: str) -> bytes | None:
    """The bytes of a picture of the book; `None` where there is no such file, or it is none that is drawn."""
    path = (root / target).resolve()
    if path.suffix.lower() not in KINDS or not path.is_relative_to(root.resolve()) or not path.is_file():
        return None
    return path.read_bytes()


def name_of(target: str, content: bytes) -> str:
    return outputs.name_of(target.rpartition(".")[2].lower(), content)
