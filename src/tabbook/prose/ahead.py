"""Pages in, each as soon as it is read; their trees out: pandoc reads the first while the last are still to come."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Self

from tabbook import pandoc
from tabbook.config import Config
from tabbook.document import Book, Page, Tree
from tabbook.prose.markdown import markdown


class Ahead:
    """What pandoc is given before all of a book is read; `cache` is the folder its results are kept in."""

    def __init__(self, cache: Path | None, config: Config) -> None:
        self._reader, self._format = pandoc.Reader(cache), format_of(config)
        self._taken: dict[tuple[str, str], tuple[Page, pandoc.Given]] = {}
        """By language and path."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._reader.__exit__()

    def question(self, page: Page) -> pandoc.Question:
        """What pandoc is asked of the prose of `page`; in whichever process."""
        return pandoc.question(markdown(page), page.text_language, self._format)

    def take(self, page: Page, question: pandoc.Question | None = None) -> None:
        """Begin with the prose of `page`, of which `question` is known perhaps."""
        self._taken[page.language, page.path] = page, self._reader.put(question or self.question(page))

    def trees(self, book: Book) -> Iterator[Tree]:
        """The tree of each page, as soon as it and those before it are there; what was not taken is taken now.

        Raises `PandocError` where pandoc refuses one.
        """
        for page in book.pages:
            taken, _ = self._taken.get((page.language, page.path), (None, None))
            if taken is not page:
                self.take(page)
        for page in book.pages:
            yield self._reader.tree(self._taken.pop((page.language, page.path))[1])


def format_of(config: Config) -> str:
    """Pandoc's format for the book's Markdown."""
    return pandoc.WHOLE_HTML if config.html.raw_html else ""
