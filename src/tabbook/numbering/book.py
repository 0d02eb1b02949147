"""Parsed book in, numbered book out: first everything gets its number, then every reference reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tabbook.config import Config, Language
from tabbook.document import Block, Book, Code, Heading, Listing, Page, Prose
from tabbook.document.tree import attributes_of, walk
from tabbook.errors import Place, Problem
from tabbook.kept import Kept, ask
from tabbook.numbering.anchors import anchors_of
from tabbook.numbering.citations import Cited, cite_again, resolve_citations
from tabbook.numbering.contents import fill_contents
from tabbook.numbering.counting import Counters, Counts, number_page
from tabbook.numbering.labels import Labels, Target, collect_labels, unlinked
from tabbook.numbering.references import resolve_in_page, resolve_references


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the numbers and references of each page depended on beyond the page, and what others took from it."""

    counts: Mapping[str, tuple[Counts, Counts]]
    """By path, what was counted before the page and after it."""
    parents: frozenset[str | None]
    """Paths of the pages with numbered pages below them."""
    own: Mapping[str, list[Target]]
    """By path, the labelled things of the page."""
    labels: Labels
    cited: Cited


def number(
    book: Book, config: Config, source: Book | None = None, cache: Path | None = None, kept: Kept | None = None
) -> Book:
    """`book` with all numbers and references in its trees.

    `source` is the numbered book in the source language, whose anchors a translation takes over; `cache` is the folder
    pandoc's results are kept in.
    """
    return number_with_ledger(book, config, source, cache, kept)[0]


def number_with_ledger(
    book: Book, config: Config, source: Book | None = None, cache: Path | None = None, kept: Kept | None = None
) -> tuple[Book, Ledger]:
    """The same, and what `number_again` needs."""
    counters = Counters()
    originals = {page.path: page for page in source.pages} if source else {}
    # Numbered pages below a page, and not its own headings, take the next numbers.
    parents = frozenset(page.parent for page in book.pages if page.number)
    pages: list[Page] = []
    counts: dict[str, tuple[Counts, Counts]] = {}
    targets: dict[str, list[Target]] = {}
    for page in book.pages:
        language = config.language(page.text_language)
        before = counters.of(page.number)
        given = (page, originals.get(page.path), language, before, page.path in parents)
        numbered, found, after = ask(kept, ("numbers", page.language, page.path), _numbered, *given)
        counters.take(after)
        pages.append(numbered)
        counts[page.path], targets[page.path] = (before, after), found
    labels, problems = collect_labels([target for found in targets.values() for target in found])
    book = replace(book, pages=tuple(pages), problems=book.problems + problems)
    book, cited = resolve_citations(resolve_references(book, labels, config, kept), config, cache, kept)
    titled = tuple(ask(kept, ("headings", page.language, page.path), _with_headings, page) for page in book.pages)
    problems = book.problems + tuple(_untitled(page) for page in titled if _lacks_heading(page))
    book = fill_contents(replace(book, pages=titled, problems=problems))
    return book, Ledger(counts, parents, targets, labels, cited)


def number_again(page: Page, original: Page | None, ledger: Ledger, config: Config) -> Page | None:
    """An edited page of a numbered book, numbered; `None` where the edit means something to other pages, or is faulty.

    `original` is the numbered page in the source language, for a translation.
    """
    before, after = ledger.counts[page.path]
    language = config.language(page.text_language)
    numbered, targets, counted = _numbered(page, original, language, before, page.path in ledger.parents)
    if counted != after or _without_places(targets) != _without_places(ledger.own[page.path]):
        return None
    resolved, problems = resolve_in_page(numbered, set(ledger.counts), ledger.labels, language)
    cited = None if problems else cite_again(resolved, ledger.cited)
    titled = cited and _with_headings(cited)
    return None if titled and _lacks_heading(titled) else titled


def _without_places(targets: Sequence[Target]) -> list[Target]:
    return [replace(target, place=Place("", 0)) for target in targets]


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


def _lacks_heading(page: Page) -> bool:
    """Whether it is named after its file, though it says something itself and does not only list or include others."""
    is_read = page.tree is not None and bool(page.tree.blocks)
    return is_read and not page.headings and any(map(_is_its_own, page.blocks))


def _is_its_own(block: Block) -> bool:
    match block:
        case Code():
            return True
        case Listing():
            return bool(block.source)
        case Prose():
            return any(piece.text.strip() and not piece.text.startswith("<!--") for piece in block.pieces)
    return False


def _untitled(page: Page) -> Problem:
    what = "this page has no heading, and is called after its file"
    return Problem("N07", Place(page.file, 1), what, "begin it with its title: `# Title`", "warning")
