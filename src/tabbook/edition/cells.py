"""A page's program in, its cells as the readers of its framework see them out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tabbook.document import Cell, Code, Page, Program
from tabbook.edition import outputs
from tabbook.errors import Place
from tabbook.source import hidden_in


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
