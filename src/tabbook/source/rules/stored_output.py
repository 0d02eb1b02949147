"""A fence in, outputs stored by an author out."""

from __future__ import annotations

import json

from tabbook.document import StoredOutput
from tabbook.errors import Problem
from tabbook.source.found import FoundBlock
from tabbook.source.lines import Lines
from tabbook.source.rules.fence import Fence


def read(lines: Lines, fence: Fence) -> FoundBlock | None:
    """Stored outputs, if the info string has the classes `json` and `output`."""
    if not {"json", "output"} <= set(fence.says.classes) or fence.says.is_executable:
        return None
    place = lines.place(fence.start)
    outputs = _outputs(lines.body(fence.start + 1, fence.body_end))
    block = StoredOutput(place, lines.text(fence.start, fence.end), outputs or ())
    problem = Problem("S19", place, "the stored outputs are no JSON list of objects", "mend or delete them", "warning")
    return FoundBlock(block, fence.end, (problem,) if outputs is None else ())


def _outputs(body: str) -> tuple[dict[str, object], ...] | None:
    try:
        outputs = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(outputs, list) or not all(isinstance(output, dict) for output in outputs):
        return None
    return tuple(outputs)
