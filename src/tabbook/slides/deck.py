"""A page and its program for one framework in, the cells of its slides out: only marked text, and all code."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tabbook.document import Cell, Code, Formula, Mark, Page, Piece, Program, Prose, Selector, SlideMark, TabLine, Text
from tabbook.source import hidden_in

CUT = re.compile(r"\#\ .* | \#\s*@save.*", re.VERBOSE)
"""Comments that do not go on slides."""
HEADING = re.compile(r"^#{1,6}[ \t]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SlideCell:
    """One cell of the slides."""

    kind: str
    """`markdown` or `code`."""
    source: str
    slide_type: str = ""
    """For text: `slide` begins a new slide, `-` goes on with the last one."""
    outputs: tuple[Mapping[str, Any], ...] = ()
    language: str = "python"
    texts: tuple[str, ...] = ()
    """For text: each marked text, without the title."""
    after: int = -1
    """For text: index in `Page.blocks` of the last code before it; -1 where there is none."""
    heading: int = -1
    """For text: which of the page's headings it stands below, from 0."""


def deck(page: Page, program: Program) -> tuple[SlideCell, ...]:
    """The slides of `page` as `program` runs it; none for a page without a marked text."""
    cells = {cell.block: cell for cell in program.cells}
    found: list[SlideCell] = []
    run = _Run()
    is_rest_hidden = False
    for index, block in enumerate(page.blocks):
        if isinstance(block, Prose):
            run.take(block, is_shown=not block.frameworks or program.framework in block.frameworks)
        elif isinstance(block, (Code, Selector, TabLine)):
            found += run.ended(index if isinstance(block, Code) else None)
        if index in cells:
            hidden = hidden_in(cells[index].source)
            is_rest_hidden = is_rest_hidden or "all" in hidden
            if not is_rest_hidden:
                _add_code(found, cells[index], hidden, block.language if isinstance(block, Code) else "python")
    found += run.ended()
    return tuple(found) if any(cell.kind == "markdown" for cell in found) else ()


class _Run:
    """Prose under way between two cells or tab lines, and where on the page it stands."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.headings = 0
        """How many begin before the run, and after its last part those in it."""
        self.before = 0
        self.after = -1

    def take(self, block: Prose, is_shown: bool) -> None:
        if is_shown:
            self.pieces += block.pieces
        self.headings += _count_headings(block.pieces)

    def ended(self, code: int | None = None) -> Iterator[SlideCell]:
        """The slide text of the run, if any; the next begins after the block of index `code`."""
        yield from _text(self.pieces, self.after, self.before)
        self.pieces, self.before = [], self.headings
        self.after = self.after if code is None else code


def _count_headings(pieces: Iterable[Piece]) -> int:
    return len(HEADING.findall("".join(piece.text if isinstance(piece, Text) else "-" for piece in pieces)))


def _text(pieces: Sequence[Piece], after: int, headings: int) -> Iterator[SlideCell]:
    """The marked texts of one run of prose, its title first; nothing where nothing is marked."""
    marked = list(_marked(pieces))
    if marked:
        title = re.search(r"(?m)^# .*$", "".join(_unmarked(piece) for piece in pieces))
        lines = [text for _, text in marked if not title or text != title[0].removeprefix("# ")]
        source = "\n\n".join(filter(None, (title[0] if title else "", "\n".join(lines))))
        starts = any(kind.startswith("[") for kind, _ in marked)
        first = next(index for index, piece in enumerate(pieces) if isinstance(piece, SlideMark))
        heading = headings + _count_headings(pieces[:first]) - 1
        yield SlideCell("markdown", source, "slide" if starts else "-", (), "", tuple(lines), after, heading)


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
    """A piece's text without the marks in it; a formula without its label, which slides do not number."""
    if isinstance(piece, (SlideMark, Mark)):
        return ""
    if isinstance(piece, Formula) and piece.is_display:
        return f"$${piece.source}$$"
    return piece.text


def _add_code(found: list[SlideCell], cell: Cell, hidden: set[str], language: str) -> None:
    """Add a cell's code, joined to the code right before it if that printed nothing; hiding marks are obeyed."""
    source = "" if "code" in hidden else _without_comments(cell.source)
    outputs = () if "outputs" in hidden else cell.outputs
    if not source and not (outputs and "code" in hidden):
        return
    last = found[-1] if found else None
    if last and source and last.source and (last.kind, last.language, last.outputs) == ("code", language, ()):
        source = f"{found.pop().source}\n\n{source}"
    found.append(SlideCell("code", source, outputs=outputs, language=language))


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
