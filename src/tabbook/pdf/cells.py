"""Cells as readers see them in, the same as they stand in the PDF out: each in one line of Typst."""

from __future__ import annotations

from tabbook.edition import Section, Shown
from tabbook.errors import Place, Problem
from tabbook.pdf import outputs
from tabbook.pdf.listings import COLUMNS, listing, width_of

TALL = 46
"""Lines of code and output that are parted where the page ends; fewer stay together."""


def to_typst(cell: Shown, writing: outputs.Writing) -> str:
    """The cell in one line: code, then what it printed."""
    code = listing(cell.source, cell.language) if cell.source else "none"
    parts = [part for output in cell.outputs if (part := outputs.to_typst(output, writing))]
    height = cell.source.count("\n") + sum(part.lines for part in parts)
    parted = ", parted: true" if height > TALL else ""
    shown = "".join(f"[{part.typst}]" for part in parts)
    bare = writing.words["bare"]
    return f"#cell({code}{parted}){shown}" + (f"\n#bare[{bare}]" if cell.is_bare else "")


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
