"""How a page of a translation stands to its original: what readers, translators and the overview are told of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tabbook.errors import Problem

READY = 80
"""Per cent of a page that must be translated before readers see the translation."""


@dataclass(frozen=True, slots=True)
class Words:
    """A run of an original's text, and whether it is in both versions."""

    text: str
    kind: Literal["text", "formula", "code"]
    """A `formula` is TeX."""
    change: Literal["", "old", "new"]
    """The only version it is in; empty where it is in both."""


@dataclass(frozen=True, slots=True)
class Behind:
    """A block of a translation that does not say what its original says today."""

    state: Literal["untranslated", "stale"]
    kind: str
    """`paragraph`, `heading`, `item`, `row`, `caption`, `image`; or what is copied, as `cell` and `formula`."""
    why: str
    """What happened to the original: `changed`, `added`, `removed`, `moved`, `missing`; empty where it stands there."""
    old: str
    """The original that was translated; empty where it was added."""
    new: str
    """Today's original; empty where it was removed."""
    words: tuple[Words, ...]
    """Both as one."""
    line: int
    """Where the translation stands in its file, or would."""
    original_line: int
    end: int
    """Offset in the translation's file behind the block, or behind what stands above it where it is missing."""

    @property
    def is_missing(self) -> bool:
        """Whether nothing at all stands for it, not even the original."""
        return self.state == "untranslated" and bool(self.why)


@dataclass(frozen=True, slots=True)
class Standing:
    """A page of a translation beside its original."""

    file: str
    """The translation, relative to the book's root; also where it is not there yet."""
    original_file: str
    base: Literal["known", "unknown", "none"]
    """Whether the original it was made from could be read, could not, or is not named."""
    per_cent: int
    """How much of its prose is translated."""
    behind: tuple[Behind, ...] = ()
    """In the order of the original."""
    errors: tuple[Problem, ...] = ()
    """What the checks of translations found."""
    is_there: bool = True

    @property
    def is_ready(self) -> bool:
        """Whether readers see it; a page that names no original was never measured by one, and is its author's word."""
        return self.is_there and (self.base == "none" or self.per_cent >= READY)

    @property
    def is_fresh(self) -> bool:
        return self.is_there and self.base == "known" and not self.behind
