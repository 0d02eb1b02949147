"""Numbered books go in, one after the other; the text of their pages comes out, and what all pages may look up.

The pages of a language are written in another process while the prose of the next one is parsed and numbered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path

from tabbook import forks
from tabbook.config import Config
from tabbook.document import Book, Outputs
from tabbook.kept import Kept, ask
from tabbook.website import ahead, texts
from tabbook.website.faces import anchors_in, formulas_of
from tabbook.website.facts import Facts, Needs
from tabbook.website.formulas import typeset


@contextmanager
def begin(books: Mapping[str, Book], config: Config, last_good: Path) -> Iterator[Begun]:
    """Begin with a site of `books` as they are read; what nobody waits for is ended with the `with` block.

    What changes seldom is taken from the folder of the last good site.
    """
    with ahead.begin(books, config, last_good) as font, ExitStack() as forked:
        yield Begun(books, font, forked)


class Begun:
    """A site of which some is made before the rest is asked for."""

    def __init__(self, books: Mapping[str, Book], font: Callable[[], ahead.Font], forked: ExitStack) -> None:
        self.books, self.font = books, font
        self._forked = forked
        self._facts: Facts | None = None
        self._needs = Needs()
        self.texts: dict[str, Callable[[], Sequence[texts.Written]]] = {}
        """By language, what waits for the pages that were begun."""

    def take(self, book: Book, outputs: Outputs, config: Config) -> None:
        """Take the next numbered book, the source language's first, and begin with its pages if another one follows."""
        before = self._facts or Facts(self.books, outputs, config, {}, {})
        self._facts = _with_book(before, book, self._needs, None)
        if book.language != list(self.books)[-1] and len(book.pages) >= texts.WORTH:
            make = partial(texts.write_language, self._facts, book.language)
            self.texts[book.language] = self._forked.enter_context(forks.beside(make, len(self.books)))

    def facts(self, needs: Needs) -> Facts:
        """What is known of all books, each of which was taken."""
        assert self._facts
        needs.take(self._needs)
        return self._facts


def facts_of(books: Mapping[str, Book], outputs: Outputs, config: Config, needs: Needs, kept: Kept | None) -> Facts:
    """What pages of these numbered books may look up."""
    facts = Facts({}, outputs, config, {}, {})
    for book in books.values():
        facts = _with_book(facts, book, needs, kept)
    return facts


def _with_book(facts: Facts, book: Book, needs: Needs, kept: Kept | None) -> Facts:
    """`facts` and what is known of a numbered book."""
    found = {
        (page.language, page.path): ask(kept, ("formulas", page.language, page.path), formulas_of, page)
        for page in book.pages
    }
    new = tuple(key for key in dict.fromkeys(chain.from_iterable(found.values())) if key not in facts.formulas)
    formulas = typeset(new, facts.config.build_folder / "pandoc", kept)
    needs.styles |= formulas.styles
    anchors = {
        (page.language, page.path): ask(kept, ("anchors", page.language, page.path), anchors_in, page)
        for page in book.pages
    }
    return replace(
        facts,
        books={**facts.books, book.language: book},
        formulas={**facts.formulas, **formulas.mathml},
        anchors={**facts.anchors, **anchors},
        formulas_on={**facts.formulas_on, **found},
    )
