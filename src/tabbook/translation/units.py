"""The text of a page in, its units out: the paragraphs, items, formulas, cells and lines that a translator works on."""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from tabbook import source
from tabbook.document import Block, Code, Formula, Listing, Mark, Origin, Piece, Prose, Role, TabLine, Verbatim
from tabbook.errors import Problem
from tabbook.source import passage
from tabbook.translation import cells, formulas

Kind = Literal[
    "heading", "paragraph", "item", "row", "caption", "image", "formula", "mark", "tab", "cell", "listing", "fence"
]
"""A `fence` is any other: a selector, a table of contents, reStructuredText, stored outputs."""
Parsed = tuple[tuple[Block, ...], tuple[Problem, ...]]
"""The blocks of a page and what is wrong with them, as the source reader gives them."""
PROSE: tuple[Kind, ...] = ("heading", "paragraph", "item", "row", "caption", "image")
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


@dataclass(frozen=True, eq=False)
class Unit:
    """A stretch of a page that is translated, or carried over, as a whole.

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

    @cached_property
    def key(self) -> str:
        """What is equal where only the layout differs."""
        if self.kind in ("cell", "listing", "fence"):
            return "\n".join(line.rstrip() for line in self.text.split("\n"))
        return " ".join(self.text.split())

    def says(self, other: Unit) -> bool:
        """Whether it is the same but for its layout."""
        return (self.text == other.text and self.kind == other.kind) or self.key == other.key

    @cached_property
    def anchor(self) -> str:
        """What is equal in all languages; empty where nothing must be."""
        return _anchor(self)

    @cached_property
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

    @cached_property
    def length(self) -> int:
        """About how long it is read: a letter of Chinese, Japanese or Korean counts two."""
        bare = "".join(self.words.split())
        return 2 * len(bare) - len(_WIDE.sub("", bare))

    @cached_property
    def fingerprint(self) -> str:
        """The beginning of a hash of what it says."""
        return hashlib.sha1(self.key.encode(), usedforsecurity=False).hexdigest()[:8]


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
    ends = passage.read_items(block.text)
    run: list[tuple[int, Piece]] = []
    here = 0
    for piece in block.pieces:
        note = _NOTE.fullmatch(piece.text) if isinstance(piece, Verbatim) else None
        if isinstance(piece, Mark) or note or (isinstance(piece, Formula) and piece.is_display):
            yield from _of_run(run, ends, block.text, at)
            run = []
            yield _read_note(note) if note else _alone(piece, at + here)
        else:
            run.append((here, piece))
        here += len(piece.text)
    yield from _of_run(run, ends, block.text, at)


def _read_note(match: re.Match[str]) -> _Note:
    return _Note(match["en"] or "", tuple((match["codes"] or "").split(",")))


def _alone(piece: Piece, at: int) -> Unit:
    return _worded("formula" if isinstance(piece, Formula) else "mark", piece.text, piece.place.line, at, (piece,))


def _worded(kind: Kind, text: str, line: int, at: int, pieces: tuple[Piece, ...], level: int = 0) -> Unit:
    """A unit with what is read of its pieces."""
    running = "".join([" " if isinstance(piece, Formula | Role | Verbatim) else piece.text for piece in pieces])
    links = list(_TARGET.finditer(running)) if "](" in running else []
    found = tuple([piece for piece in pieces if isinstance(piece, Formula)])
    code = [piece.text for piece in pieces if isinstance(piece, Verbatim) and piece.text.startswith("`")]
    return Unit(
        kind,
        text,
        line,
        at,
        pieces,
        level=level,
        words=_TARGET.sub(_without_target, running) if links else running,
        targets=tuple([link["target"] for link in links]),
        roles=tuple([piece for piece in pieces if isinstance(piece, Role)]),
        formulas=found,
        shapes=tuple([formulas.shape(formula.source) for formula in found]),
        spans=tuple([text.strip("`").strip() for text in code]),
    )


def _without_target(link: re.Match[str]) -> str:
    return link[0][: link.start("target") - link.start()]


def _of_run(run: list[tuple[int, Piece]], ends: list[int], text: str, at: int) -> Iterator[Unit]:
    """The units of neighbouring pieces of a `text`, cut where a paragraph, item or row ends."""
    if not run:
        return
    stop = run[-1][0] + len(run[-1][1].text)
    bounds = [run[0][0], *(end for end in ends if run[0][0] < end < stop), stop]
    parts = iter(run)
    current = next(parts, None)
    for start, end in itertools.pairwise(bounds):
        if text[start:end].isspace():
            continue
        while current and current[0] + len(current[1].text) <= start:
            current = next(parts, None)
        inside: list[Piece] = []
        while current and current[0] < end:
            inside.append(_clipped(current, start, end))
            if current[0] + len(current[1].text) > end:
                break
            current = next(parts, None)
        if unit := _written(text[start:end], tuple(inside), at + start):
            yield unit


def _clipped(part: tuple[int, Piece], start: int, end: int) -> Piece:
    """The part of a piece between two offsets; only text and comments go beyond a unit."""
    here, piece = part
    if here >= start and here + len(piece.text) <= end:
        return piece
    skipped = piece.text[: max(0, start - here)]
    place = type(piece.place)(piece.place.file, piece.place.line + skipped.count("\n"))
    return type(piece)(place, piece.text[max(0, start - here) : end - here])  # type: ignore[call-arg]


def _written(text: str, pieces: tuple[Piece, ...], at: int) -> Unit | None:
    bare = text.strip()
    if not bare or (bare.startswith("<!--") and bare.endswith("-->")):
        return None
    before = text[: len(text) - len(text.lstrip())]
    line = pieces[0].place.line + before.count("\n")
    match = _SHAPE.match(bare)
    kind: Kind = match.lastgroup if match else "paragraph"  # type: ignore[assignment]
    level = len(match[0]) if match and kind == "heading" else 0
    return _worded(kind, bare, line, at + len(before), pieces, level)


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
