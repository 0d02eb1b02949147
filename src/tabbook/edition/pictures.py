"""A picture's path in, its bytes and the name of its file out."""

from __future__ import annotations

from pathlib import Path

from tabbook.edition import outputs
from tabbook.errors import Place, Problem
from tabbook.files import file_in

KINDS = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp")


def read(root: Path, target: str) -> bytes | None:
    """The bytes of a picture of the book; `None` where there is no such file, or it is none that is drawn."""
    path = file_in(root, target)
    return path.read_bytes() if path and path.suffix.lower() in KINDS else None


def name_of(target: str, content: bytes) -> str:
    return outputs.name_of(target.rpartition(".")[2].lower(), content)


def missing(code: str, target: str, place: Place) -> Problem:
    """A picture that `read` did not find."""
    what, cure = f"there is no picture `{target}`", "add it, as SVG, PNG, JPEG, GIF or WebP, or mend the path"
    return Problem(code, place, what, cure, "warning")
