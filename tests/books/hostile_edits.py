"""A hostile book and a chance in; one of its pages edited in a line or two, as authors and accidents do, out."""

from __future__ import annotations

import random
from pathlib import Path

from books import hostile_books


def edit(folder: Path, chance: random.Random) -> str:
    """Change a page of the book in `folder`; what was done, and where."""
    pages = sorted(file for file in folder.rglob("*.md") if not file.is_symlink() and "build" not in file.parts)
    file = chance.choice([page for page in pages if "circle" not in page.parts])
    lines = file.read_bytes().split(b"\n")
    at = chance.randrange(len(lines))
    kind = chance.choice(("word", "word", "word", "word", "line", "drop", "double", "fence", "heading", "construct"))
    match kind:
        case "word":
            prose = [number for number, line in enumerate(lines) if line.endswith((b"end.", b"Words", b". "))]
            at = chance.choice(prose or [at])
            lines[at] += b" Truly."
        case "line":
            lines[at:at] = [b"", b"A line that is new.", b""]
        case "drop":
            del lines[at]
        case "double":
            lines.insert(at, lines[at])
        case "fence":
            lines[at] = lines[at][1:] if lines[at].startswith(b"`") else b"```"
        case "heading":
            lines[at:at] = [b"", b"## New", b":label:`sec_new`", b""]
        case "construct":
            text = chance.choice(hostile_books.CONSTRUCTS)(chance)
            lines[at:at] = [b"", text.encode("utf-8", "surrogatepass"), b""]
    file.write_bytes(b"\n".join(lines))
    return f"{kind} at line {at + 1} of {file.relative_to(folder)}"
