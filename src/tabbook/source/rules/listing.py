"""A fence in, a listing that is shown and never run out."""

from __future__ import annotations

from tabbook.document import Listing
from tabbook.errors import Problem
from tabbook.source.found import FoundBlock
from tabbook.source.lines import Lines
from tabbook.source.rules import marker
from tabbook.source.rules.fence import Fence


def read(lines: Lines, fence: Fence) -> FoundBlock:
    """Any fence that no other rule wants."""
    text, source = lines.text(fence.start, fence.end), lines.body(fence.start + 1, fence.body_end)
    block = Listing(lines.place(fence.start), text, fence.info, source)
    return FoundBlock(block, fence.end, _switched_off(lines, fence))


def _switched_off(lines: Lines, fence: Fence) -> tuple[Problem, ...]:
    """An old command of d2lbook turned the cells of other frameworks into listings."""
    if fence.info != "python" or not any(map(marker.is_marker, lines.bare[fence.start + 1 : fence.body_end])):
        return ()
    what = "a listing with a framework's marker looks like a cell that was switched off"
    cure = "write `{.python .input}` after the backticks, or delete the marker"
    return (Problem("S22", lines.place(fence.start), what, cure, "warning"),)
