"""A cell in; the marks in its comments, such as `#@gpu 2`, out, each with its place. Of them a key has `#@raises`."""

from __future__ import annotations

import re
import tokenize
from collections.abc import Iterator, Sequence

from tabbook.document import Cell, Program
from tabbook.errors import Place, Problem
from tabbook.library import tokens

FORMS = {
    "gpu": (re.compile(r"\d+"), "a whole number", "`#@gpu 1`, or `#@gpu 0` where the page needs none"),
    "raises": (
        re.compile(r"([^\W\d]\w*(\.[^\W\d]\w*)*)?"),
        "an error",
        "`#@raises ValueError`, or `#@raises` where it may be any",
    ),
    "tolerance": (re.compile(r"(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?"), "a number", "`#@tolerance 1e-3`"),
}
"""What follows a mark, in words, and an example; other marks are followed by anything, or nothing."""


def find_marks(cell: Cell, name: str) -> Iterator[tuple[Place, str]]:
    """Where each comment `#@name` of a cell stands, and what follows the name."""
    return ((cell.place_of(line), value) for line, value in _marks(cell.source, name))


def _marks(source: str, name: str) -> Iterator[tuple[int, str]]:
    if f"@{name}" not in source:
        return
    for token in tokens(source):
        mark = re.match(rf"#\s*@{name}\b(.*)", token.string) if token.type == tokenize.COMMENT else None
        if mark:
            yield token.start[0], mark[1].strip()


def find_values(cell: Cell, name: str) -> Iterator[tuple[Place, str]]:
    """The same without the marks that are not as they must be."""
    return ((place, value) for place, value in find_marks(cell, name) if FORMS[name][0].fullmatch(value))


def raised_in(source: str) -> str | None:
    """The error that a cell means to raise, empty where it may be any; `None` for a cell that means to raise none."""
    found = [mark for _, mark in _marks(source, "raises") if FORMS["raises"][0].fullmatch(mark)]
    return found[-1] if found else None


def find_faulty_marks(programs: Sequence[Program]) -> tuple[Problem, ...]:
    """A Problem for each mark that is not followed by what it must be."""
    return tuple(
        dict.fromkeys(
            Problem(
                "X15", place, f"`#@{name} {value}`".replace(" `", "`") + f" does not name {wanted}", f"write {cure}"
            )
            for program in programs
            for cell in program.cells
            for name, (form, wanted, cure) in FORMS.items()
            for place, value in find_marks(cell, name)
            if not form.fullmatch(value)
        )
    )
