"""The text of a page in, its units out: the paragraphs, items, formulas, cells and lines that a translator works on."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tabbook import source
from tabbook.document import Block, Code, Formula, Listing, Mark, Origin, Piece, Prose, Role, TabLine, Text, Verbatim
from tabbook.errors import Problem
from tabbook.source import passage
from tabbook.translation import cells, formulas
from tabbook.translation.once import once

Kind = Literal[
    "heading", "paragraph", "item", "row", "caption", "image", "formula", "mark", "tab", "cell", "listing", "fence"
]
"""A `fence` is any other: a selector, a table of contents, reStructuredText, stored outputs."""
Parsed = tuple[tuple[Block, ...], tuple[Problem, ...]]
"""The blocks of a page and what is wrong with them, as the source reader gives them."""
PROSE: frozenset[Kind] = frozenset(("heading", "paragraph", "item", "row", "caption", "image"))
"""What a translator translates."""

_SHAPE = re.compile(
    r"""
      (?P<heading> \#{1,6} (?= \s ) )
    | (?P<item> (?: [-*+] | \d{1,9} [.)] ) [ \t] )
    | (?P<row> \| .* \| \s* \Z )
    | (?P<caption> : \s )
    | (?P<image> !\[ .* \]\( [^()\s]* \) \Z )
    """,
    re.VERBOSE | re.DOTALL,
)
_NOTE = re.compile(
    r"<!-- \s* (?: en: \s* (?P<en> [0-9a-f]{8,64} ) | l10n: \s* ignore \s+ (?P<codes> [^\s>]+ ) [^>]* ) \s* -->",
    re.VERBOSE,
)
_TARGET = re.compile(r"!?\[[^\]\[]{0,3000}\]\((?P<target>[^()\s]+)[^()]{0,300}\)")
_IMAGE_TARGET = re.compile(r"\]\(([^()\s]+)\)\Z")
_INFO = re.compile(r"[ \t]+")
_WIDE = re.compile("[\u1100-\U0010ffff]+")
_COLUMNS = re.compile(r"(?<!\\)\|")


@dataclass(eq=False)
class Unit:
    """A stretch of a page that is translated, or carried over, as a whole; nobody writes to it.

    It is not frozen, for then it takes four times as long to make, and an average page has a hundred.
    What is read of it is remembered, for every check asks for it, in each language. Equal is only the same unit; what
    two of them say is compared by `key`.
    """

    kind: Kind
    text: str
    """As written, without blank lines around."""
    line: int
    """Its first line in the file."""
    start: int
    """Offset of its first character in the file."""
    pieces: tuple[Piece, ...] = ()
    """What its prose consists of."""
    block: Block | None = None
    """The block it is, where it is one as a whole."""
    level: int = 0
    """Of a heading."""
    checked: tuple[str, ...] = ()
    """What the `<!-- en: … -->` above it name: beginnings of hashes of the English it says again."""
    ignored: tuple[str, ...] = ()
    """Codes of the findings that a `<!-- l10n: ignore … -->` above it silences."""
    words: str = ""
    """Its running text: no formulas, roles, code, and no targets of links."""
    targets: tuple[str, ...] = ()
    """Where its links and images lead."""
    roles: tuple[Role, ...] = ()
    formulas: tuple[Formula, ...] = ()
    shapes: tuple[str, ...] = ()
    """Of each formula what may not differ between languages."""
    spans: tuple[str, ...] = ()
    """Its inline code."""

    @property
    def end(self) -> int:
        """Offset after its last character."""
        return self.start + len(self.text)

    @property
    def last_line(self) -> int:
        return self.line + self.text.count("\n")

    @property
    def is_prose(self) -> bool:
        return self.kind in PROSE

    @once
    def key(self) -> str:
        """What is equal where only the layout differs."""
        return _key(self.kind, self.text)

    def says(self, other: Unit) -> bool:
        """Whether it is the same but for its layout."""
        return (self.text == other.text and self.kind == other.kind) or self.key == other.key

    @once
    def anchor(self) -> str:
        """What is equal in all languages; empty where nothing must be."""
        return _anchor(self)

    @once
    def mark(self) -> str:
        """What it is found again by."""
        return self.anchor or f"{self.kind} {self.key}"

    @property
    def target(self) -> str:
        """The path of an image."""
        match = _IMAGE_TARGET.search(self.text) if self.kind == "image" else None
        return match[1] if match else ""

    @property
    def columns(self) -> int:
        """How many bars the row of a table has."""
        return len(_COLUMNS.findall("".join(part.text for part in self.pieces if not isinstance(part, Formula))))

    @once
    def length(self) -> int:
        """About how long it is read: a letter of Chinese, Japanese or Korean counts two."""
        bare = "".join(self.words.split())
        return len(bare) if bare.isascii() else 2 * len(bare) - len(_WIDE.sub("", bare))

    @once
    def fingerprint(self) -> str:
        """The beginning of a hash of what it says."""
        return fingerprint(self.kind, self.text)


def fingerprint(kind: str, text: str) -> str:
    """The beginning of a hash of what a unit says."""
    return hashlib.sha1(_key(kind, text).encode(), usedforsecurity=False).hexdigest()[:8]


def _key(kind: str, text: str) -> str:
    if kind in ("cell", "listing", "fence"):
        return "\n".join([line.rstrip() for line in text.split("\n")])
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class Cut:
    """A page, cut up."""

    units: tuple[Unit, ...]
    origin: str | None
    """The blob its marker names."""
    problems: tuple[Problem, ...]
    """What the source reader said of it."""


def cut(text: str, file: str, frameworks: tuple[str, ...]) -> Cut:
    """The units of the page `file`."""
    return divide(source.parse(text, file, frameworks))


def divide(parsed: Parsed) -> Cut:
    """The units of a page that was parsed."""
    blocks, problems = parsed
    origin = next((block.blob for block in blocks if isinstance(block, Origin)), None)
    return Cut(tuple(_noted(_units(blocks))), origin, problems)


@dataclass(frozen=True, slots=True)
class _Note:
    """A comment that speaks of the unit below it."""

    checked: str
    ignored: tuple[str, ...]


def _units(blocks: tuple[Block, ...]) -> Iterator[Unit | _Note]:
    at = 0
    for block in blocks:
        if isinstance(block, Prose):
            yield from _of_prose(block, at) if block.text.strip() else ()
        elif not isinstance(block, Origin) and block.text.strip("\ufeff\r\n"):
            yield Unit(_fence_kind(block), block.text.rstrip("\r\n"), block.place.line, at, block=block)
        at += len(block.text)


def _fence_kind(block: Block) -> Kind:
    if isinstance(block, TabLine):
        return "tab"
    return "cell" if isinstance(block, Code) else "listing" if isinstance(block, Listing) else "fence"


def _of_prose(block: Prose, at: int) -> Iterator[Unit | _Note]:
    """The units of a block that begins `at` an offset, cut where a paragraph, item or row ends."""
    text, ends = block.text, iter([*passage.read_items(block.text), len(block.text)])
    inside: list[Piece] = []
    start = here = 0
    end = next(ends)
    for piece in block.pieces:
        stop = here + len(piece.text)
        if alone := _alone(piece, at + here):
            yield from _written(text[start:here], inside, at + start)
            yield alone
            inside, start = [], stop
        else:
            while end < stop:
                if end > start:
                    if end > here:
                        head, piece = _divided(piece, end - here)
                        inside.append(head)
                        here = end
                    yield from _written(text[start:end], inside, at + start)
                    inside, start = [], end
                end = next(ends)
            inside.append(piece)
        here = stop
    yield from _written(text[start:], inside, at + start)


def _divided(piece: Piece, at: int) -> tuple[Piece, Piece]:
    """A piece as two; only text and comments go beyond a unit."""
    before, kind = piece.text[:at], type(piece)
    place = type(piece.place)(piece.place.file, piece.place.line + before.count("\n"))
    return kind(piece.place, before), kind(place, piece.text[at:])  # type: ignore[call-arg]


def _alone(piece: Piece, at: int) -> Unit | _Note | None:
    """A piece that is a unit, or a note, of its own."""
    if isinstance(piece, Text):
        return None
    if isinstance(piece, Mark):
        return _worded("mark", piece.text, piece.place.line, at, (piece,))
    if isinstance(piece, Formula) and piece.is_display:
        return _worded("formula", piece.text, piece.place.line, at, (piece,))
    note = _NOTE.fullmatch(piece.text) if isinstance(piece, Verbatim) else None
    return _Note(note["en"] or "", tuple((note["codes"] or "").split(","))) if note else None


def _written(text: str, pieces: Sequence[Piece], at: int) -> Iterator[Unit]:
    """The unit that stands in a stretch of text, if one does."""
    bare = text.strip()
    if not bare or (bare.startswith("<!--") and bare.endswith("-->")):
        return
    before = len(text) - len(text.lstrip())
    line = pieces[0].place.line + text.count("\n", 0, before)
    match = _SHAPE.match(bare)
    kind: Kind = match.lastgroup if match else "paragraph"  # type: ignore[assignment]
    level = len(match[0]) if match and kind == "heading" else 0
    yield _worded(kind, bare, line, at + before, tuple(pieces), level)


def _worded(kind: Kind, text: str, line: int, at: int, pieces: tuple[Piece, ...], level: int = 0) -> Unit:
    """A unit with what is read of its pieces."""
    texts: list[str] = []
    roles: list[Role] = []
    found: list[Formula] = []
    spans: list[str] = []
    for piece in pieces:
        texts.append(" " if isinstance(piece, Formula | Role | Verbatim) else piece.text)
        if isinstance(piece, Role):
            roles.append(piece)
        elif isinstance(piece, Formula):
            found.append(piece)
        elif isinstance(piece, Verbatim) and piece.text.startswith("`"):
            spans.append(piece.text.strip("`").strip())
    running = "".join(texts)
    links = list(_TARGET.finditer(running)) if "](" in running else []
    return Unit(
        kind,
        text,
        line,
        at,
        pieces,
        level=level,
        words=_TARGET.sub(_without_target, running) if links else running,
        targets=tuple([link["target"] for link in links]),
        roles=tuple(roles),
        formulas=tuple(found),
        shapes=tuple([formulas.shape(formula.source) for formula in found]),
        spans=tuple(spans),
    )


def _without_target(link: re.Match[str]) -> str:
    return link[0][: link.start("target") - link.start()]


def _noted(found: Iterator[Unit | _Note]) -> Iterator[Unit]:
    """The units, each with the notes above it."""
    notes: list[_Note] = []
    for unit in found:
        if isinstance(unit, _Note):
            notes.append(unit)
            continue
        yield _with_notes(unit, notes) if notes else unit
        notes = []


def _with_notes(unit: Unit, notes: list[_Note]) -> Unit:
    checked = tuple(note.checked for note in notes if note.checked)
    ignored = tuple(name for note in notes for name in note.ignored if name)
    return dataclasses.replace(unit, checked=checked, ignored=ignored)


def _anchor(unit: Unit) -> str:
    if isinstance(unit.block, Code):
        return f"cell {','.join(unit.block.frameworks)} {cells.skeleton(unit.block.source)}"
    if unit.kind == "formula":
        return f"formula {formulas.shape(unit.formulas[0].source)}"
    if unit.kind == "image":
        return f"image {unit.target}"
    if unit.kind == "tab":
        return "tab " + _INFO.sub("", unit.text)
    return "" if unit.is_prose else f"{unit.kind} {unit.key}"
