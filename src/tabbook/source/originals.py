"""A translated book and its original in, the book as readers see it out: what is not translated is the original's."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from tabbook.document import Book


def fill_in(book: Book, original: Book, unready: Collection[str] = ()) -> Book:
    """`book` in the order of `original`, with its pages where the book has none, or one whose path is in `unready`.

    Such a page keeps the original's file and blocks, so it runs nothing that the original does not.
    """
    own = {page.path: page for page in book.pages}
    pages = [
        own[page.path]
        if page.path in own and page.path not in unready
        else replace(page, language=book.language, original=original.language)
        for page in original.pages
    ]
    paths = {page.path for page in pages}
    return replace(book, pages=(*pages, *(page for page in book.pages if page.path not in paths)))
