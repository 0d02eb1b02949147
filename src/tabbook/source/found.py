"""What a rule gives back: a block or a piece, and the Problems with it."""

from __future__ import annotations

from dataclasses import dataclass

from tabbook.document import Block, Piece
from tabbook.errors import Problem


@dataclass(frozen=True, slots=True)
class FoundBlock:
    """What a rule made of some lines of a page."""

    block: Block | None
    """`None` where the lines are prose."""
    end: int
    """Index of the line after."""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundPiece:
    """What a rule made of some characters of a passage."""

    piece: Piece
    problems: tuple[Problem, ...] = ()
