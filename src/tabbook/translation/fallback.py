"""A translated page's blocks and how it stands in, the blocks as its readers see them out.

A paragraph that nobody translated yet is the original's; behind each block that is behind there is a mark.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from tabbook import source
from tabbook.document import Behind, BehindMark, Block, Piece, Prose, Standing, Text
from tabbook.errors import Place

_ADDED = {"paragraph": "\n\n", "item": "\n"}
"""What the original can stand in for, and what parts it from the text above; a heading would count."""
_TAIL = re.compile(
    r"""
      \A \s* \| .* (?= \| [ \t]* \Z )                        # the row of a table, up to its last bar
    | \A !\[ .* (?= \]\( [^()\s]* \) \Z )                     # a picture, up to where it lies
    | \A \#{1,6} \s .*? (?= [ \t]+ (?: \#+ | \{[^{}]*\} ) \Z )   # a heading, up to what is no words of it
    """,
    re.VERBOSE,
)
"""The part of a block's last line that ends before the mark; mostly all of it does."""
_DRAWN = re.compile(r"(?m)^[ \t]*[-+=|: ]*[-=]{2,}[-+=|: ]*$|^[ \t]*(?:```|~~~)")
"""A table drawn with dashes, an underlined heading, an indented fence: a mark would break it."""


def marked(blocks: Sequence[Block], file: str, standing: Standing, frameworks: tuple[str, ...]) -> tuple[Block, ...]:
    """`blocks` of the page `file`, their pieces with what is added; their text stays what the file says."""
    waiting = [
        (behind.end, number, behind)
        for number, behind in enumerate(standing.behind)
        if behind.kind in ("heading", "paragraph", "item", "row", "caption", "image")
        and (not behind.is_missing or _is_added(behind, standing))
    ]
    waiting.sort(key=lambda found: found[:2])
    result: list[Block] = []
    at = 0
    for block in blocks:
        stop = at + len(block.text)
        if isinstance(block, Prose):
            here = [found for found in waiting if found[0] <= stop]
            waiting = waiting[len(here) :]
            pieces = list(block.pieces) if here else []
            for end, number, behind in reversed(here):
                new = _new(behind, number, file, standing, frameworks)
                place = max(0, end - at) if behind.is_missing else _place(block.text, end - at)
                pieces = _put(pieces, place, new) if place is not None else pieces
            block = replace(block, pieces=tuple(pieces)) if here else block
        result.append(block)
        at = stop
    return tuple(result)


def _is_added(behind: Behind, standing: Standing) -> bool:
    """Whether the original is put where nothing stands: not where it may stand elsewhere."""
    return standing.base == "known" and behind.why in ("added", "missing") and behind.kind in _ADDED and behind.end > 0


def _new(behind: Behind, number: int, file: str, standing: Standing, frameworks: tuple[str, ...]) -> tuple[Piece, ...]:
    mark = BehindMark(Place(file, behind.line), "", number)
    if not behind.is_missing:
        return (mark,)
    # As many lines above it as in its file, so that its Problems name its own.
    blocks, _ = source.parse("\n" * (behind.original_line - 1) + behind.new, standing.original_file, frameworks)
    pieces = [piece for block in blocks if isinstance(block, Prose) for piece in block.pieces]
    pieces = [
        replace(piece, text=piece.text.lstrip("\n")) if not index else piece for index, piece in enumerate(pieces)
    ]
    place = Place(standing.original_file, behind.original_line)
    return (Text(place, _ADDED[behind.kind]), *pieces, mark, Text(place, "\n\n" if behind.kind == "paragraph" else ""))


def _place(text: str, end: int) -> int | None:
    """Where the mark of a block goes that ends at `end`; `None` where it would break the block."""
    own = text[:end].rpartition("\n\n")[2]
    line = own.rpartition("\n")[2]
    if end <= 0 or _DRAWN.search(line if line.lstrip().startswith("|") else own):
        return None
    found = _TAIL.match(line)
    return end - len(line) + found.end() if found else end


def _put(pieces: Sequence[Piece], at: int, new: Sequence[Piece]) -> list[Piece]:
    """`pieces` with `new` at an offset; only running text is parted."""
    result: list[Piece] = []
    here = 0
    waits = True
    for piece in pieces:
        stop = here + len(piece.text)
        if waits and here <= at < stop and (here == at or isinstance(piece, Text)):
            waits = False
            result += _parted(piece, at - here, new)
        else:
            result.append(piece)
        here = stop
    return [*result, *new] if waits else result


def _parted(piece: Piece, at: int, new: Sequence[Piece]) -> list[Piece]:
    if not at:
        return [*new, piece]
    place = Place(piece.place.file, piece.place.line + piece.text.count("\n", 0, at))
    return [replace(piece, text=piece.text[:at]), *new, Text(place, piece.text[at:])]
