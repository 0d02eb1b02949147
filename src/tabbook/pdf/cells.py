"""A page's program in, its cells as they stand in the PDF out: each in one line of Typst."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tabbook.document import Cell, Code, Page, Program
from tabbook.errors import Place, Problem
from tabbook.pdf import outputs
from tabbook.pdf.listings import COLUMNS, listing, width_of
from tabbook.source import hidden_in

TALL = 46
"""Lines of code and output that are parted where the page ends; fewer stay together."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as readers see it."""

    place: Place
    source: str
    language: str
    outputs: tuple[outputs.Output, ...] = ()
    is_bare: bool = False
    """Whether it is the first of a program that was not run."""


def shown_cells(page: Page, program: Program | None) -> dict[int, Shown]:
    """The cells that anyone sees, by the index of their block; the author's hiding marks are obeyed."""
    found: dict[int, Shown] = {}
    is_bare = program is not None and not program.was_run
    for cell in program.cells if program else ():
        hidden = hidden_in(cell.source)
        if "all" in hidden:
            break
        if {"code", "outputs"} <= hidden:
            continue
        found[cell.block] = replace(_shown(page, cell, hidden), is_bare=is_bare)
        is_bare = False
    return found


def _shown(page: Page, cell: Cell, hidden: set[str]) -> Shown:
    block = page.blocks[cell.block]
    return Shown(
        place=cell.place,
        source="" if "code" in hidden else cell.source,
        language=block.language if isinstance(block, Code) else "python",
        outputs=() if "outputs" in hidden else tuple(outputs.joined(cell.outputs)),
    )


def follows(first: Shown, second: Shown) -> bool:
    """Whether two cells in a row are shown as one: the first printed nothing."""
    is_alike = bool(first.source and second.source) and first.language == second.language
    return is_alike and not first.outputs and not first.is_bare


def as_one(first: Shown, second: Shown) -> Shown:
    return replace(second, place=first.place, source=f"{first.source}\n\n{second.source}")


def to_typst(cell: Shown, writing: outputs.Writing) -> str:
    """The cell in one line: code, then what it printed."""
    code = listing(cell.source, cell.language) if cell.source else "none"
    parts = [part for output in cell.outputs if (part := outputs.to_typst(output, writing))]
    height = cell.source.count("\n") + sum(part.lines for part in parts)
    parted = ", parted: true" if height > TALL else ""
    shown = "".join(f"[{part.typst}]" for part in parts)
    bare = writing.words["bare"]
    return f"#cell({code}{parted}){shown}" + (f"\n#bare[{bare}]" if cell.is_bare else "")


def find_overfull(program: Program, hidden: Mapping[int, Shown]) -> list[Problem]:
    """A warning for each line of code that the page cannot hold; it is wrapped."""
    problems: list[Problem] = []
    for cell in program.cells:
        if cell.block not in hidden:
            continue
        for index, line in enumerate(cell.source.split("\n")):
            wide = round(width_of(line.expandtabs(4)))
            if wide > COLUMNS:
                number = cell.lines[index] if index < len(cell.lines) else cell.place.line
                what = f"a line of code {wide} letters wide; the PDF's page holds {COLUMNS}, so it is wrapped"
                place = Place(cell.place.file, number)
                problems.append(Problem("D03", place, what, "break it into shorter lines", "warning"))
    return problems
