"""Numbered books and the runs of their cells go in, a folder with the whole site comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from tabbook.config import Config
from tabbook.document import Book, Node, Outputs, Page
from tabbook.errors import Problem, in_book_order
from tabbook.kept import Kept, ask
from tabbook.website import (
    asset_files,
    behind,
    cards,
    fonts,
    offline,
    redirects,
    render,
    search,
    sitemaps,
    swap,
    texts,
    to_take,
)
from tabbook.website.facts import Facts, Needs
from tabbook.website.formulas import Key, keys_in, typeset
from tabbook.website.prose import anchors_of

Files = dict[str, bytes | Path]
"""Bytes, or the file to copy, by the path in the site."""


@dataclass(frozen=True, slots=True)
class Made:
    """A site that is not written yet."""

    languages: tuple[str, ...]
    files: Files
    problems: tuple[Problem, ...]


def publish(books: Mapping[str, Book], outputs: Outputs, config: Config, folder: Path) -> tuple[Problem, ...]:
    """Write the site of `books` to `folder` and tell every Problem found.

    With an error among them, any Problem in a strict build, or when interrupted, the folder keeps the site it had.
    """
    swap.recover(folder)
    is_strict = config.build.warning_is_error
    with ThreadPoolExecutor(1, "search") as beside:  # The search waits for Pagefind most of its time.
        indexes: list[Future[Files]] = []
        made = make(
            books,
            outputs,
            config,
            folder,
            index=lambda found: indexes.append(beside.submit(search.write, found, config)),
        )
        if not any(is_strict or problem.is_error for problem in made.problems):
            swap.fill(folder, {**made.files, **_for_readers(made, indexes[0].result(), config, folder)})
    return made.problems


def make(
    books: Mapping[str, Book],
    outputs: Outputs,
    config: Config,
    last_good: Path,
    kept: Kept | None = None,
    index: Callable[[Mapping[str, Sequence[search.Found]]], None] | None = None,
) -> Made:
    """The pages of the site, what they need, and every Problem found; without search, and without offline reading.

    What changes seldom is taken from the folder of the last good site; what `kept` has is not made again. `index` is
    given what the search finds of each language's pages as soon as it is known.
    """
    needs = Needs()
    facts = _facts(books, outputs, config, needs, kept)
    taken = to_take.look(facts)
    needs.files |= taken.files
    characters = frozenset[int]().union(*(fonts.characters_of(mathml) for mathml in facts.formulas.values() if mathml))
    font = asset_files.begin_font(characters, last_good, is_aside=kept is None)
    written = texts.write(facts, kept, finds=index is not None)
    for page in written:
        needs.take(page.needs)
    pages = [page.text for page in written]
    if index:
        index(_found(written, books))
    needs.files |= {text.original: text.shown_with for text in pages if text.original}
    loaded = asset_files.write(config, needs, font)
    for address, html in render.pages(facts, pages, loaded, cards.draw(facts, needs, last_good), taken, kept):
        needs.files[address] = html.encode()
    for redirect in redirects.read(facts, needs):
        needs.files[redirect.old] = render.moved(redirect, facts, loaded).encode()
    needs.files |= sitemaps.files(facts)
    # A page of the book at one of their addresses is kept.
    needs.files = {**dict(render.standing_pages(facts, loaded, kept)), **needs.files}
    return Made(tuple(books), needs.files, in_book_order(needs.problems, [text.page.file for text in pages]))


def _found(written: Sequence[texts.Written], languages: Iterable[str]) -> dict[str, list[search.Found]]:
    """What the search finds, by language."""
    return {
        language: [page.found for page in written if page.found and page.text.page.language == language]
        for language in languages
    }


def _facts(
    books: Mapping[str, Book], outputs: Outputs, config: Config, needs: Needs, kept: Kept | None = None
) -> Facts:
    pages = [page for book in books.values() for page in book.pages]
    found = [ask(kept, ("formulas", page.language, page.path), _formulas_of, page) for page in pages]
    formulas = typeset(tuple(dict.fromkeys(chain(*found))), _cache(config), kept)
    needs.styles |= formulas.styles
    anchors = {
        (page.language, page.path): ask(kept, ("anchors", page.language, page.path), _anchors_of, page)
        for page in pages
    }
    return Facts(books, outputs, config, formulas.mathml, anchors)


def _formulas_of(page: Page) -> tuple[Key, ...]:
    own = keys_in([*(page.tree.blocks if page.tree else ()), *_inlines_of_headings(page)])
    return tuple(dict.fromkeys((*own, *behind.formulas_of(page))))


def _inlines_of_headings(page: Page) -> Iterator[Node]:
    return (node for heading in page.headings for node in heading.inlines)


def _anchors_of(page: Page) -> frozenset[str]:
    return anchors_of(page.tree.blocks if page.tree else ())


def _cache(config: Config) -> Path:
    return config.build_folder / "pandoc"


def _for_readers(made: Made, index: Files, config: Config, last_good: Path) -> Files:
    """What finds words in a site, and what keeps it for readers without a network."""
    whole = {**made.files, **index}
    return {
        **index,
        offline.WORKER: offline.worker(whole, made.languages),
        offline.zip_name(config): offline.zipped(whole, config, last_good),
    }
