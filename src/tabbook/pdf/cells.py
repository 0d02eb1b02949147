"""Cells as readers see them in, the same as they stand in the PDF out: each in one line of Typst."""

from __future__ import annotations

from collections.abc import Sequence

from tabbook.edition import Section, Shown
from tabbook.errors import Place, Problem
from tabbook.pdf import outputs
from tabbook.pdf.listings import COLUMNS, listings, pieces_of, width_of

SHORT = 15
"""Lines of code and output that are never parted: about a quarter of a page stays empty before them at most."""
TALL = 46
"""Lines of code and output that are parted wherever the page ends, for it would not hold them."""
LONG = 6
"""Lines of code that fill a page's end well, though what they draw is on the next."""


def to_typst(cell: Shown, writing: outputs.Writing) -> str:
    """The cell in one line: code, then what it printed."""
    parts = [part for output in cell.outputs if (part := outputs.to_typst(output, writing))]
    bare = writing.words["bare"]
    return code(cell.source, cell.language, parts) + (f"\n#bare[{bare}]" if cell.is_bare else "")


def code(source: str, language: str, parts: Sequence[outputs.Part] = ()) -> str:
    """Code and what it printed; where it is long, in pieces that a page may end between."""
    height = source.count("\n") + sum(part.lines for part in parts)
    is_loose = SHORT < height <= TALL
    pieces = pieces_of(source) if is_loose else [source]
    shown = "".join(f"{piece}, " for piece in listings(pieces, language)) if source else ""
    is_apart = is_loose and bool(parts) and parts[0].is_drawn and pieces[-1].count("\n") >= LONG
    ways = {"loose: true": is_loose, "parted: true": height > TALL, "held: false": is_apart}
    asked = "".join(f", {way}" for way, is_asked in ways.items() if is_asked)
    return f"#cell({shown}outputs: ({''.join(f'[{part.typst}], ' for part in parts)}){asked})"


def find_overfull(section: Section) -> list[Problem]:
    """A warning for each line of code that the page cannot hold; it is wrapped."""
    problems: list[Problem] = []
    for cell in section.program.cells if section.program else ():
        if cell.block not in section.cells:
            continue
        for index, line in enumerate(cell.source.split("\n")):
            wide = round(width_of(line.expandtabs(4)))
            if wide > COLUMNS:
                number = cell.lines[index] if index < len(cell.lines) else cell.place.line
                what = f"a line of code {wide} letters wide; the PDF's page holds {COLUMNS}, so it is wrapped"
                place = Place(cell.place.file, number)
                problems.append(Problem("D03", place, what, "break it into shorter lines", "warning"))
    return problems
