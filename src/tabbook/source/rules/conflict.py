"""Lines that git leaves in a file where two versions of it could not be merged."""

from __future__ import annotations

from collections.abc import Iterable

from tabbook.document import Block, Listing
from tabbook.errors import Place, Problem
from tabbook.source.lines import split

_BEGIN = "<" * 7 + " "
_END = ">" * 7 + " "


def may_be_in(text: str) -> bool:
    """Whether a page may have some."""
    return _BEGIN in text and _END in text


def find(blocks: Iterable[Block]) -> list[Problem]:
    """A report for each pair of versions; a listing may show one."""
    problems = []
    begun: Place | None = None
    for block in blocks:
        for number, line in enumerate(() if isinstance(block, Listing) else split(block.text), block.place.line):
            if line.startswith(_BEGIN):
                begun = Place(block.place.file, number)
            elif line.startswith(_END) and begun:
                what = f"git left two versions here, down to line {number}"
                cure = "keep one, and delete the lines of `<<<<<<<`, `=======` and `>>>>>>>`"
                problems.append(Problem("S23", begun, what, cure))
                begun = None
    return problems
