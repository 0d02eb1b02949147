"""A page and its program for one framework in, the cells of its slides out: only marked text, and all code."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tabbook.document import Cell, Code, Formula, Page, Piece, Program, Prose, Selector, SlideMark, TabLine

CUT = re.compile(r"\#\ .* | \#\s*@save.*", re.VERBOSE)
"""Comments that do not go on slides."""


@dataclass(frozen=True, slots=True)
class SlideCell:
    """One cell of the slides."""

    kind: str
    """`markdown` or `code`."""
    source: str
    slide_type: str = ""
    """For text: `slide` begins a new slide, `-` goes on with the last one."""
    outputs: tuple[Mapping[str, Any], ...] = ()


def deck(page: Page, program: Program) -> tuple[SlideCell, ...]:
    """The slides of `page` as `program` runs it; none for a page without a marked text."""
    cells = {cell.block: cell for cell in program.cells}
    found: list[SlideCell] = []
    pieces: list[Piece] = []
    for index, block in enumerate(page.blocks):
        if isinstance(block, Prose) and (not block.frameworks or program.framework in block.frameworks):
            pieces += block.pieces
        elif isinstance(block, (Code, Selector, TabLine)):
            found += _text(pieces)
            pieces = []
        if index in cells:
            _add_code(found, cells[index])
    found += _text(pieces)
    return tuple(found) if any(cell.kind == "markdown" for cell in found) else ()


def _text(pieces: Sequence[Piece]) -> Iterator[SlideCell]:
    """The marked texts of one run of prose, its title first; nothing where nothing is marked."""
    marked = list(_marked(pieces))
    if marked:
        title = re.search(r"(?m)^# .*$", "".join(_unmarked(piece) for piece in pieces))
        lines = [text for _, text in marked if not title or text != title[0].removeprefix("# ")]
        source = "\n\n".join(filter(None, (title[0] if title else "", "\n".join(lines))))
        starts = any(kind.startswith("[") for kind, _ in marked)
        yield SlideCell("markdown", source, "slide" if starts else "-")


def _marked(pieces: Sequence[Piece]) -> Iterator[tuple[str, str]]:
    """The kind and the text of each pair of slide marks."""
    kind = ""
    texts: list[str] = []
    for piece in pieces:
        if isinstance(piece, SlideMark) and piece.is_open and not kind:
            kind, texts = piece.kind, []
            continue
        texts.append(_unmarked(piece))
        closing = piece.slide_marks if isinstance(piece, Formula) else (piece,)
        if any(isinstance(mark, SlideMark) and not mark.is_open and mark.kind == kind for mark in closing):
            yield kind, "".join(texts).strip()
            kind = ""


def _unmarked(piece: Piece) -> str:
    """A piece's text without the slide marks in it; a formula without its label, which slides do not number."""
    if isinstance(piece, SlideMark):
        return ""
    if isinstance(piece, Formula) and piece.is_display:
        return f"$${piece.source}$$"
    return piece.text


def _add_code(found: list[SlideCell], cell: Cell) -> None:
    """Add a cell's code, joined to the code right before it if that printed nothing."""
    source = _without_comments(cell.source)
    if not source:
        return
    if found and found[-1].kind == "code" and not found[-1].outputs:
        source = f"{found.pop().source}\n\n{source}"
    found.append(SlideCell("code", source, outputs=cell.outputs))


def _without_comments(source: str) -> str:
    """`source` without its comments and the lines that were only a comment; strings are not looked into."""
    lines: list[str | None] = list(source.split("\n"))
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        return source  # a cell in another language
    for token in tokens:
        if token.type == tokenize.COMMENT and CUT.fullmatch(token.string):
            number, column = token.start
            lines[number - 1] = (lines[number - 1] or "")[:column].rstrip() or None
    return "\n".join(line for line in lines if line is not None).strip("\n")
