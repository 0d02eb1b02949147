"""Parsed book in, numbered book out: first everything gets its number, then every reference reads it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tabbook.config import Config, Language
from tabbook.document import Book, Heading, Page
from tabbook.document.tree import attributes_of, walk
from tabbook.kept import Kept, ask
from tabbook.numbering.anchors import anchors_of
from tabbook.numbering.citations import resolve_citations
from tabbook.numbering.contents import fill_contents
from tabbook.numbering.counting import Counters, Counts, number_page
from tabbook.numbering.labels import Target, collect_labels, unlinked
from tabbook.numbering.references import resolve_references


def number(
    book: Book, config: Config, source: Book | None = None, cache: Path | None = None, kept: Kept | None = None
) -> Book:
    """`book` with all numbers and references in its trees.

    `source` is the numbered book in the source language, whose anchors a translation takes over; `cache` is the folder
    pandoc's results are kept in.
    """
    counters = Counters()
    originals = {page.path: page for page in source.pages} if source else {}
    # Numbered pages below a page, and not its own headings, take the next numbers.
    parents = {page.parent for page in book.pages if page.number}
    pages: list[Page] = []
    targets: list[Target] = []
    for page in book.pages:
        language = config.language(page.text_language)
        given = (page, originals.get(page.path), language, counters.of(page.number), page.path in parents)
        numbered, found, after = ask(kept, ("numbers", page.language, page.path), _numbered, *given)
        counters.take(after)
        pages.append(numbered)
        targets += found
    labels, problems = collect_labels(targets)
    book = replace(book, pages=tuple(pages), problems=book.problems + problems)
    book = resolve_citations(resolve_references(book, labels, config, kept), config, cache, kept)
    titled = (ask(kept, ("headings", page.language, page.path), _with_headings, page) for page in book.pages)
    return fill_contents(replace(book, pages=tuple(titled)))


def _numbered(
    page: Page, original: Page | None, language: Language, counts: Counts, has_pages_below: bool
) -> tuple[Page, list[Target], Counts]:
    """`page` with its numbers, the labelled things on it, and what is counted after it."""
    counters = Counters(counts)
    numbered, targets = number_page(page, anchors_of(page, original), language, counters, has_pages_below)
    return numbered, targets, counters.of(page.number)


def _with_headings(page: Page) -> Page:
    return replace(page, headings=_headings(page))


def _headings(page: Page) -> tuple[Heading, ...]:
    headings = []
    for node in walk(page.tree.blocks if page.tree else (), "Header"):
        anchor, _, pairs = attributes_of(node)
        headings.append(Heading(node["c"][0], pairs.get("number", ""), anchor, tuple(unlinked(node["c"][2]))))
    return tuple(headings)
