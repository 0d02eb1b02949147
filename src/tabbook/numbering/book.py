"""Parsed book in, numbered book out: first everything gets its number, then every reference reads it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tabbook.config import Config
from tabbook.document import Book, Heading, Page
from tabbook.document.tree import attributes_of, walk
from tabbook.numbering.anchors import anchors_of
from tabbook.numbering.citations import resolve_citations
from tabbook.numbering.contents import fill_contents
from tabbook.numbering.counting import Counters, number_page
from tabbook.numbering.labels import collect_labels, unlinked
from tabbook.numbering.references import resolve_references


def number(book: Book, config: Config, source: Book | None = None, cache: Path | None = None) -> Book:
    """`book` with all numbers and references in its trees.

    `source` is the numbered book in the source language, whose anchors a translation takes over; `cache` is the folder
    pandoc's results are kept in.
    """
    counters = Counters()
    pages, targets = [], []
    for page in book.pages:
        anchors = anchors_of(page, source.page(page.path) if source else None)
        language = config.language(page.text_language)
        numbered, found = number_page(page, anchors, language, counters, has_pages_below(page, book))
        pages.append(numbered)
        targets += found
    labels, problems = collect_labels(targets)
    book = replace(book, pages=tuple(pages), problems=book.problems + problems)
    book = resolve_citations(resolve_references(book, labels, config), config, cache)
    book = replace(book, pages=tuple(replace(page, headings=_headings(page)) for page in book.pages))
    return fill_contents(book)


def has_pages_below(page: Page, book: Book) -> bool:
    """Whether numbered pages follow below `page`: they, and not its own headings, take the next numbers."""
    return any(child.parent == page.path and child.number for child in book.pages)


def _headings(page: Page) -> tuple[Heading, ...]:
    headings = []
    for node in walk(page.tree.blocks if page.tree else (), "Header"):
        anchor, _, pairs = attributes_of(node)
        headings.append(Heading(node["c"][0], pairs.get("number", ""), anchor, tuple(unlinked(node["c"][2]))))
    return tuple(headings)
