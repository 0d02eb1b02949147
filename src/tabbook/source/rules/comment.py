"""An HTML comment."""

from __future__ import annotations

from tabbook.document import Verbatim
from tabbook.source.found import FoundPiece
from tabbook.source.passage import Passage


def read(passage: Passage, at: int, written: str) -> FoundPiece | None:
    """The comment that begins at `at`, if it ends within the passage."""
    if at + 4 > passage.last_comment_end:
        return None
    end = passage.text.index("-->", at + 4) + 3
    return FoundPiece(Verbatim(passage.place(at), passage.text[at:end]))
