"""A fence in, a cell that is run out."""

from __future__ import annotations

from tabbook.document import Code
from tabbook.source.found import FoundBlock
from tabbook.source.lines import Lines
from tabbook.source.rules import marker
from tabbook.source.rules.fence import Fence


def read(lines: Lines, fence: Fence) -> FoundBlock | None:
    """A cell, if the info string has the class `input`."""
    if not fence.says.is_executable:
        return None
    markers = marker.read(lines, fence.start + 1, fence.body_end)
    body = [at for at in range(fence.start + 1, fence.body_end) if at not in markers.lines]
    words = [index for index, at in enumerate(body) if lines.bare[at].strip()]
    body = body[words[0] : words[-1] + 1] if words else []
    code = Code(
        place=lines.place(fence.start),
        text=lines.text(fence.start, fence.end),
        source="\n".join(lines.bare[at] for at in body),
        lines=tuple(at + 1 for at in body),
        frameworks=markers.frameworks,
        attributes=fence.says.attributes,
        language=fence.says.language,
    )
    return FoundBlock(code, fence.end, markers.problems)
