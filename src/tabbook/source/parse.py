"""The text of a page in, its blocks and their Problems out; the ordered tables of rules stand here."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from tabbook.document import Block, Listing, Piece, Prose, Text
from tabbook.errors import Place, Problem
from tabbook.source import lines as page_lines
from tabbook.source import passage, pieces
from tabbook.source.found import FoundBlock
from tabbook.source.lines import Lines
from tabbook.source.rules import (
    cell,
    conflict,
    control_character,
    fence,
    layout,
    listing,
    origin,
    placeholder,
    rst,
    selector,
    stored_output,
    tab_block,
    toc,
)
from tabbook.source.rules.fence import Fence

_BYTE_ORDER_MARK = "\ufeff"


def _fence(lines: Lines, at: int) -> FoundBlock | None:
    found = fence.find(lines, at)
    if not found:
        return None
    block = next(block for rule in FENCE_RULES if (block := rule(lines, found)))
    return dataclasses.replace(block, problems=(*found.problems, *block.problems)) if found.problems else block


def _indented_fence(lines: Lines, at: int) -> FoundBlock | None:
    """No line of it begins a block; `layout` finds it again among the lines of the prose."""
    end = layout.fence_end(lines.bare, at)
    return FoundBlock(None, end) if end > at else None


BLOCK_RULES: tuple[Callable[[Lines, int], FoundBlock | None], ...] = (
    origin.read,
    _fence,
    tab_block.read,
    _indented_fence,
)
"""Tried in this order at each line; lines that none of them wants are prose."""

FENCE_RULES: tuple[Callable[[Lines, Fence], FoundBlock | None], ...] = (
    selector.read,
    cell.read,
    stored_output.read,
    toc.read,
    rst.read,
    listing.read,
)
"""Tried in this order at each fence; the last one wants every fence."""


def parse(text: str, file: str, frameworks: tuple[str, ...]) -> tuple[tuple[Block, ...], tuple[Problem, ...]]:
    """The blocks of the page `file` in a book with these frameworks, and what is wrong with them.

    The `text` of all blocks joined is `text`. Never raises, whatever the text.
    """
    has_line_feeds = "\n" in text
    blocks, problems = outline(text, file, frameworks)
    for index, block in enumerate(blocks):
        if isinstance(block, Prose):
            found, wrong = _pieces(block, has_line_feeds)
            blocks[index] = dataclasses.replace(block, pieces=found)
            problems += wrong
    if conflict.may_be_in(text):
        problems += conflict.find(blocks)
    if control_character.may_be_in(text):
        problems += control_character.find(blocks, has_line_feeds)
    return tuple(blocks), tuple(sorted(dict.fromkeys(problems), key=lambda problem: (problem.place, problem.code)))


def outline(text: str, file: str, frameworks: tuple[str, ...]) -> tuple[list[Block], list[Problem]]:
    """The blocks of a page, its prose not yet divided into pieces."""
    mark = _BYTE_ORDER_MARK if text.startswith(_BYTE_ORDER_MARK) else ""
    # Writers drop an empty listing, so the mark is kept and does no harm.
    blocks: list[Block] = [Listing(Place(file, 1), mark, "", "")] if mark else []
    lines = page_lines.read(text[len(mark) :], file, frameworks)
    problems: list[Problem] = []
    at = prose = 0
    while at < len(lines.bare):
        found = next((found for rule in BLOCK_RULES if (found := rule(lines, at))), None)
        problems += found.problems if found else ()
        if found and found.block:
            blocks += [*_prose(lines, prose, at), found.block]
            prose = found.end
        at = found.end if found else at + 1
    blocks += _prose(lines, prose, at)
    enclosed, wrong = tab_block.enclose(blocks, frameworks)
    return enclosed, problems + wrong


def _pieces(block: Prose, has_line_feeds: bool) -> tuple[tuple[Piece, ...], list[Problem]]:
    if not block.text.strip():  # Of most books' prose most is what stands between two cells.
        return (Text(block.place, block.text),), []
    found, wrong = pieces.read(passage.read(block.text, block.place, has_line_feeds))
    return found, [*wrong, *placeholder.find(found)]


def _prose(lines: Lines, start: int, end: int) -> list[Block]:
    return [Prose(lines.place(start), lines.text(start, end))] if start < end else []
