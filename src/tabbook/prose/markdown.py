"""A page's blocks in, Markdown for pandoc out: what belongs to the dialect becomes spans and divisions.

Roles and marks become empty bracketed spans with their line, display formulas spans around the formula, cells and
tables of contents empty divisions with the index of their block, tab blocks divisions around their prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from tabbook import pandoc
from tabbook.document import (
    BehindMark,
    Block,
    Code,
    Formula,
    Listing,
    Mark,
    Page,
    Piece,
    Prose,
    Role,
    Rst,
    SlideMark,
    TabLine,
    Text,
    Toc,
    Verbatim,
)
from tabbook.prose.brackets import Brackets
from tabbook.prose.names import ending_of

DIVISION = ":" * 30
LIST_ITEM = re.compile(
    r"""
    [ \t]*
    (?: [-*+]           # a bullet
      | 1[.)]           # or the first number; another one may be the year at the end of a sentence
    )
    [ \t]+\S
    """,
    re.VERBOSE,
)
HEADING = re.compile(r"#{1,6}[ \t]+")
NO_PARAGRAPH = re.compile(
    r"""
    [ \t]*(?: [-*+][ \t] | \d+[.)][ \t] )   # a list
    | \#{1,6}[ \t]                          # a heading
    | [ ]{0,3}[|>:]                         # a table, a quote, a caption
    """,
    re.VERBOSE,
)
COMMENT = re.compile(r"(?<!\\)%.*")

QUOTED = re.compile(
    r"""
    (?<! [\w'\\] ) ' (?! [\s'] )  ([^'\n]*)  (?<! [\s\\] ) '
    (?= [\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3] )
    """,
    re.VERBOSE,
)
"""Words in quotation marks before a Korean or Japanese letter, which pandoc takes for apostrophes."""


def markdown(page: Page) -> str:
    """The page as pandoc Markdown; cells below each other share a division, whose `block` lists them."""
    ending = ending_of(page)
    parts: list[str] = []
    for pairs, blocks in _with_runs(_parts(page)):
        body = "".join(_block(index, block, page.text_language, ending) for index, block in blocks)
        parts.append(_division(pairs, body, ending) if pairs else body)
    return "".join(parts)


def placeholders(page: Page) -> list[dict[str, str]]:
    """The pairs of every division that `markdown` writes, in order, each cell by itself."""
    found: list[dict[str, str]] = []
    for pairs, blocks in _parts(page):
        found += [pairs] if pairs else []
        found += [_empty(index, block) for index, block in blocks if isinstance(block, Rst)]
    return found


Part = tuple[dict[str, str], list[tuple[int, Block]]]
"""The pairs of a division (empty: none is needed), and the blocks inside it."""


def _parts(page: Page) -> Iterator[Part]:
    is_tabbed = False
    tabbed: list[tuple[int, Block]] = []
    scope: tuple[str, ...] = ()
    for index, block in enumerate(page.blocks):
        if isinstance(block, TabLine):
            is_tabbed = block.is_begin
        elif isinstance(block, (Prose, Listing, Rst)) and (block.frameworks or is_tabbed):
            if block.frameworks != scope:
                yield from _tab(scope, tabbed)
                scope, tabbed = block.frameworks, []
            tabbed.append((index, block))
        elif isinstance(block, (Code, Toc)) or (isinstance(block, (Prose, Listing, Rst)) and _has_words(block)):
            yield from _tab(scope, tabbed)
            scope, tabbed = (), []
            yield (_empty(index, block), []) if isinstance(block, (Code, Toc)) else ({}, [(index, block)])
    yield from _tab(scope, tabbed)


def _with_runs(parts: Iterable[Part]) -> Iterator[Part]:
    """`parts` with one division for all cells below each other: pandoc takes its time over each."""
    for is_run, run in groupby(parts, lambda part: part[0].get("kind") == "cell"):
        if is_run:
            yield {"kind": "cell", "block": " ".join(pairs["block"] for pairs, _ in run)}, []
        else:
            yield from run


def _tab(scope: tuple[str, ...], blocks: list[tuple[int, Block]]) -> Iterator[Part]:
    if any(_has_words(block) for _, block in blocks):
        yield {"kind": "tab", "frameworks": " ".join(scope)}, blocks


def _has_words(block: Block) -> bool:
    """Whether there is something to read, which may be the original of what a translation lacks."""
    pieces = block.pieces if isinstance(block, Prose) else ()
    return bool(block.text.strip()) or any(piece.text.strip() for piece in pieces)


def _empty(index: int, block: Block) -> dict[str, str]:
    """The pairs of the division that keeps a block's place."""
    return {"kind": "cell" if isinstance(block, Code) else type(block).__name__.lower(), "block": str(index)}


def _division(pairs: dict[str, str], body: str, ending: str) -> str:
    attributes = "".join(f' {key}="{value}"' for key, value in pairs.items())
    return f"\n\n{DIVISION} {{.{pairs['kind']}{ending}{attributes}}}\n{body}\n{DIVISION}\n\n"


def _block(index: int, block: Block, language: str, ending: str) -> str:
    if isinstance(block, Listing):
        return _listing(block)
    if isinstance(block, Rst):
        return _division(_empty(index, block), "", ending)
    if isinstance(block, Prose):
        return f"{_Writer(language, ending).prose(block.pieces)}\n\n"
    return ""


def _listing(block: Listing) -> str:
    if not block.source.strip():
        return ""
    longest = max((len(run) for run in re.findall("`+", block.source)), default=0)
    fence = "`" * max(3, longest + 1)
    words = re.findall(r"[\w+#-]+", block.info.split("{")[0])
    return f"\n\n{fence} {' '.join(words[:1])}\n{block.source}\n{fence}\n\n"


def _quoted(value: object) -> str:
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


class _Writer:
    """Markdown under way; it knows where a line begins, and whether the line before belongs to a paragraph."""

    def __init__(self, language: str, ending: str) -> None:
        self.ending = ending
        """What the classes of our spans end in."""
        self.done: list[str] = []
        self.line = ""
        self.brackets = Brackets()
        self.is_in_paragraph = False
        self.is_chunk_start = True
        self.is_after_caption = False
        self.joins_lines = language.partition("-")[0] in pandoc.JOINING
        """Whether blanks at a line's end are no line break, for nobody means one between two wide letters."""

    def prose(self, pieces: tuple[Piece, ...]) -> str:
        dropped = ""
        for piece in pieces:
            if isinstance(piece, SlideMark):
                if "~~" in piece.kind and (piece.is_open or piece.kind == dropped):
                    dropped = piece.kind if piece.is_open else ""
            elif not dropped:
                self.piece(piece)
            if isinstance(piece, Formula) and any("~~" in mark.kind for mark in piece.slide_marks):
                dropped = ""
        return "".join(self.done) + self.line

    def piece(self, piece: Piece) -> None:
        match piece:
            case Text():
                text = self.brackets.flattened(piece.text.replace("\r\n", "\n").replace("\r", "\n"))
                self.text(QUOTED.sub(r"‘\1’", text), piece.place.line)
            case Verbatim():
                if not piece.text.startswith("<!--"):
                    self.verbatim(piece.text.replace("\r\n", "\n").replace("\r", "\n"))
            case Formula():
                self.formula(piece)
            case Role():
                self.span("", "role", piece.place.line, name=piece.name, value=piece.value)
            case Mark():
                self.mark(piece)
            case BehindMark():
                self.span("", "behind", piece.place.line, behind=str(piece.number))

    def text(self, value: str, number: int) -> None:
        for index, segment in enumerate(value.split("\n")):
            if index:
                self.end_line()
            if segment and not self.line:
                self.begin_line(segment, number + index)
            else:
                self.line += segment

    def verbatim(self, value: str) -> None:
        first, *rest = value.split("\n")
        self.line += first
        for line in rest:
            self.end_line()
            self.line = line

    def begin_line(self, segment: str, number: int) -> None:
        if self.is_in_paragraph and LIST_ITEM.match(segment):
            self.done.append("\n")
            self.is_in_paragraph = False
        heading = HEADING.match(segment)
        if heading:
            rest = segment[heading.end() :]
            segment = f"{heading[0]}[]{{.line{self.ending} line={_quoted(number)}}}{rest}"
        self.line = segment

    def end_line(self) -> None:
        if self.joins_lines and self.line.endswith("  "):
            self.line = self.line.rstrip()
        if not self.line.strip():
            self.is_in_paragraph, self.is_chunk_start = False, True
        elif self.is_chunk_start or HEADING.match(self.line):
            self.is_in_paragraph = not NO_PARAGRAPH.match(self.line)
            self.is_after_caption = bool(re.match(r":(?!:)", self.line))
            self.is_chunk_start = False
        self.done.append(self.line + "\n")
        self.line = ""

    def formula(self, piece: Formula) -> None:
        source = one_line(piece.source)
        if piece.is_display and source:
            self.span(f"$${source}$$", "formula", piece.place.line, **_label(piece))
        else:
            self.line += f"${source}$" if source else ""
        if piece.text.endswith("\n"):
            self.end_line()

    def mark(self, piece: Mark) -> None:
        is_alone = piece.name == "bibliography"
        if is_alone:
            self.end_line()
            self.end_line()
        elif not self.line and self.is_chunk_start and self.is_after_caption:
            while self.done and not self.done[-1].strip():
                self.done.pop()
        self.span("", "mark", piece.place.line, name=piece.name, value=piece.value)
        if is_alone or piece.text.endswith("\n"):
            self.end_line()
        if is_alone:
            self.end_line()

    def span(self, inside: str, kind: str, number: int, **pairs: str) -> None:
        """A bracketed span; parted from a sign that would make its bracket a picture, a link or a note."""
        attributes = "".join(f" {key}={_quoted(value)}" for key, value in {**pairs, "line": number}.items())
        if self.line.endswith(("!", "]", "\\", "^")):
            self.line += "<!-- -->"
        self.line += f"[{inside}]{{.{kind}{self.ending}{attributes}}}"


def _label(piece: Formula) -> dict[str, str]:
    """The pairs that carry a formula's label and the line it stands on."""
    if not piece.label:
        return {}
    offset = max(piece.text.rfind(":eqlabel:"), 0)
    return {"label": piece.label, "label-line": str(piece.place.line + piece.text.count("\n", 0, offset))}


def one_line(source: str) -> str:
    """A formula on one line, its TeX comments gone: so no line of it looks like a list, and none is blank."""
    lines = (COMMENT.sub("", line).strip() for line in source.replace("\r", "\n").split("\n"))
    return " ".join(line for line in lines if line)
