"""A block mark such as `:label:`; usually a line of its own, also at the end of the line it speaks about."""

from __future__ import annotations

from tabbook.document import Mark
from tabbook.source.found import FoundPiece
from tabbook.source.passage import Passage
from tabbook.source.rules import role


def read(passage: Passage, at: int, written: str) -> FoundPiece | None:
    """The mark that begins at `at`."""
    found = role.match(passage, at)
    if not found or found["gap"] or found["name"] not in role.MARK_NAMES or not role.value(found):
        return None
    return FoundPiece(Mark(passage.place(at), found[0], found["name"], role.value(found)))
