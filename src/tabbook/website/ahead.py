"""Pages as they are read go in; the font of their formulas' letters comes out, made while the pages go their way.

It takes a second, and is asked for when all pages are HTML. Formulas that only then turn out to be others, as some
stand in a part that is not shown, make the font anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tabbook import forks
from tabbook.config import Config
from tabbook.document import Book, Formula, Page, Prose
from tabbook.document.formulas import Key
from tabbook.prose import one_line
from tabbook.website import fonts
from tabbook.website.formulas import typeset


@dataclass(frozen=True, slots=True)
class Font:
    """A maths font."""

    characters: frozenset[int]
    """Their glyphs it has; none where there is no formula."""
    content: bytes


def begin(books: Mapping[str, Book], config: Config, last_good: Path) -> AbstractContextManager[Callable[[], Font]]:
    """Begin with the font of the formulas in `books`; the context gives what waits for it, and ends it.

    A font of these letters in the folder of the last good site is taken from there.
    """
    keys = dict.fromkeys(key for book in books.values() for page in book.pages for key in _formulas_of(page))
    return forks.beside(partial(_font, tuple(keys), config.build_folder / "pandoc", last_good))


def font_of(characters: frozenset[int], last_good: Path, begun: Callable[[], Font] | None) -> Font:
    """The font of `characters`: that which was begun, or another one."""
    if begun and (made := begun()).characters == characters:
        return made
    return Font(characters, fonts.find(last_good, characters) or fonts.make(characters) if characters else b"")


def _formulas_of(page: Page) -> Iterator[Key]:
    for block in page.blocks:
        if isinstance(block, Prose):
            for piece in block.pieces:
                if isinstance(piece, Formula) and (source := one_line(piece.source)):
                    yield source, piece.is_display


def _font(keys: tuple[Key, ...], cache: Path, last_good: Path) -> Font:
    return font_of(fonts.characters_in(typeset(keys, cache).mathml.values()), last_good, None)
