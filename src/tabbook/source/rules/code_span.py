"""Inline code: a run of backticks, and the next run of the same length in the paragraph."""

from __future__ import annotations

from tabbook.document import Text, Verbatim
from tabbook.source.found import FoundPiece
from tabbook.source.passage import Passage


def read(passage: Passage, at: int, written: str) -> FoundPiece | None:
    """The inline code that begins at `at` with the backticks `written`, if it ends."""
    after = at + len(written)
    close = passage.next_ticks(len(written), after)
    if close is not None and close < passage.item_end(at):
        return FoundPiece(Verbatim(passage.place(at), passage.text[at : close + len(written)]))
    if written == "`" and passage.text.startswith(":", after):
        return FoundPiece(Text(passage.place(at), written + ":"))  # no role begins after a stray backtick
    return None
