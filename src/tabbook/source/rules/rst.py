"""A fence in, raw reStructuredText out."""

from __future__ import annotations

from tabbook.document import Rst
from tabbook.source.found import FoundBlock
from tabbook.source.lines import Lines
from tabbook.source.rules.fence import Fence


def read(lines: Lines, fence: Fence) -> FoundBlock | None:
    """Raw reStructuredText, if the info string is `eval_rst`."""
    if fence.info != "eval_rst":
        return None
    text = lines.text(fence.start, fence.end)
    return FoundBlock(Rst(lines.place(fence.start), text, lines.body(fence.start + 1, fence.body_end)), fence.end)
