"""The first line of a translated page in, the English it was made from out."""

from __future__ import annotations

import re

from tabbook.document import Origin
from tabbook.errors import Problem
from tabbook.source.found import FoundBlock
from tabbook.source.lines import Lines

_ORIGIN = re.compile(r"<!-- \s*+ translated-from: \s*+ (?P<blob> [^\s>]*+ ) \s*+ --> \s*", re.VERBOSE)
_BLOB = re.compile(r"[0-9a-f]{40} (?: [0-9a-f]{24} )?", re.VERBOSE)


def read(lines: Lines, at: int) -> FoundBlock | None:
    """The marker, if it is line 1."""
    match = _ORIGIN.fullmatch(lines.bare[at]) if at == 0 else None
    if not match:
        return None
    blob = match["blob"].lower()
    if _BLOB.fullmatch(blob):
        return FoundBlock(Origin(lines.place(at), lines.texts[at], blob), at + 1)
    cure = "take the line that `tabbook translate start` writes"
    return FoundBlock(None, at + 1, (Problem("S21", lines.place(at), "this is no hash of a file", cure),))
