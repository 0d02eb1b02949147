"""The blocks of a page, and the pieces of its prose. The `text` of all blocks joined is the file, byte for byte."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tabbook.errors import Place

# ---------------------------------------------------------------------------------------------------------------------
# Pieces of prose. The `text` of all pieces joined is the text of their block.


@dataclass(frozen=True, slots=True)
class Text:
    """Running Markdown without anything of the dialect in it."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Role:
    """An inline role such as a reference or a citation."""

    place: Place
    text: str
    name: str
    """`numref`, `ref`, `eqref`, `cite`, `citet`, `citep`, `func`, `class` or `mod`."""
    value: str
    """What stands between the backticks, stripped."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A block mark; it speaks about the thing above it."""

    place: Place
    text: str
    name: str
    """`label`, `width`, `height` or `bibliography`; an `eqlabel` is kept in its `Formula`."""
    value: str
    """What stands between the backticks, stripped."""


@dataclass(frozen=True, slots=True)
class SlideMark:
    """One half of a slide mark; the other half has the same `kind`."""

    place: Place
    text: str
    """As written, e.g. `[**` or `**]`."""
    kind: Literal["[**", "(**", "[~~", "(~~"]
    """The opening mark of the pair."""
    is_open: bool
    """Whether this is the opening half."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in TeX, with its dollar signs in `text`."""

    place: Place
    text: str
    """As written; for a labelled display formula up to and with its `:eqlabel:`."""
    source: str
    """The TeX between the dollar signs, stripped."""
    is_display: bool
    """Whether it stands in double dollar signs."""
    label: str = ""
    """The equation's label, if an `:eqlabel:` follows."""
    slide_marks: tuple[SlideMark, ...] = ()
    """Closing slide marks that stand between the formula and its `:eqlabel:`, inside `text`."""


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Inline code, an indented fence or an HTML comment: nothing in it is a role or a mark."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class BehindMark:
    """Ours: at the end of a block of a translation that is behind its original."""

    place: Place
    text: str
    """Empty: no author writes it."""
    number: int
    """Which of `Standing.behind` it is."""


Piece = Text | Role | Mark | SlideMark | Formula | Verbatim | BehindMark

# ---------------------------------------------------------------------------------------------------------------------
# Blocks. `frameworks` are the names of the tab block around; empty means every framework.


@dataclass(frozen=True, slots=True)
class Prose:
    """A run of prose between fences and tab lines; may be blank lines only."""

    place: Place
    text: str
    pieces: tuple[Piece, ...] = ()
    frameworks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """A fenced cell that is run."""

    place: Place
    """Where the fence opens; the first line of `source` as written is the next one."""
    text: str
    source: str
    """The body as written, LF line ends, its marker lines and outer blank lines gone; line comments kept."""
    lines: tuple[int, ...]
    """For each line of `source` its line number in the file."""
    frameworks: tuple[str, ...] = ()
    """Frameworks the cell is for, in the order of the config; empty means every one."""
    attributes: tuple[tuple[str, str], ...] = ()
    """Further keys of the info string (`n`, `id`, ...); classes come as `("class", name)`."""
    language: str = "python"
    """`python`, `bash`, `r` or `ruby`."""


@dataclass(frozen=True, slots=True)
class Selector:
    """The tab-selector cell: never shown, never run; it may name the packages a page needs."""

    place: Place
    text: str
    required_libs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredOutput:
    """A `.json .output` fence: outputs an author stored for the cell before."""

    place: Place
    text: str
    outputs: tuple[dict[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A fence that is shown and never run."""

    place: Place
    text: str
    info: str
    """The info string, stripped, as written."""
    source: str
    """The body without outer blank lines; an empty listing is dropped by the writers."""
    frameworks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TocEntry:
    """One line of a table of contents."""

    place: Place
    path: str
    """Relative to the folder of the page, without extension."""


@dataclass(frozen=True, slots=True)
class Toc:
    """A table of contents: it orders the book."""

    place: Place
    text: str
    entries: tuple[TocEntry, ...]
    is_numbered: bool = False
    max_depth: int | None = None


@dataclass(frozen=True, slots=True)
class Rst:
    """Raw reStructuredText."""

    place: Place
    text: str
    source: str
    frameworks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TabLine:
    """A line that begins or ends a tab block; its meaning is in the `frameworks` of the blocks between."""

    place: Place
    text: str
    is_begin: bool


@dataclass(frozen=True, slots=True)
class Origin:
    """The first line of a translated file: the English it was made from."""

    place: Place
    text: str
    blob: str
    """Git blob hash of the English file, 40 or 64 hexadecimal digits."""


Block = Prose | Code | Selector | StoredOutput | Listing | Toc | Rst | TabLine | Origin
