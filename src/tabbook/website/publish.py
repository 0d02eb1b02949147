"""Numbered books and the runs of their cells go in, a folder with the whole site comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Self

from tabbook import forks, timeline
from tabbook.config import Config
from tabbook.document import Book, Node, Outputs, Page
from tabbook.errors import Problem, in_book_order
from tabbook.kept import Kept, ask
from tabbook.website import (
    archive,
    asset_files,
    behind,
    fonts,
    known,
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
from tabbook.website.index import Found
from tabbook.website.prose import anchors_of

Files = dict[str, bytes | Path]
"""Bytes, or the file to copy, by the path in the site."""


@dataclass(frozen=True, slots=True)
class Made:
    """A site that is not written yet."""

    files: Files
    problems: tuple[Problem, ...]
    facts: Facts
    written: Sequence[texts.Written]
    around: render.Around
    rows: render.Rows
    standing_files: tuple[str, ...]


def publish(books: Mapping[str, Book], outputs: Outputs, config: Config, folder: Path) -> tuple[Problem, ...]:
    """Write the site of `books` to `folder` and tell every Problem found.

    With an error among them, any Problem in a strict build, or when interrupted, the folder keeps the site it had.
    """
    swap.recover(folder)
    is_strict = config.build.warning_is_error
    with ForReaders(config, folder) as readers:
        made = make(books, outputs, config, folder, find=readers.begin)
        if not any(is_strict or problem.is_error for problem in made.problems):
            signs = {name: offline.sign_of(name, content) for name, content in made.files.items()}
            readers.pack(made.files)
            with swap.filled(folder, search.folder_of(config)) as put:
                put(made.files)
                # While others are at work; where this build is ended before the site is there, the next is a whole one.
                known.keep(_known(made, signs, readers), config)
                put(readers.end(signs))
    return made.problems


class ForReaders:
    """Makes what finds words in a site, and what keeps it for readers without a network, beside what else is done."""

    def __init__(self, config: Config, folder: Path) -> None:
        self.config, self.folder = config, folder
        # They wait for Pagefind and for what compresses files most of their time.
        self.pool = ThreadPoolExecutor(2, "search")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.pool.shutdown()

    def begin(self, found: Mapping[str, Sequence[Found]]) -> None:
        """Index what is found of the pages of each language."""
        self.plan = search.plan(found, self.config)
        # In a process of its own: each of a thousand little files would wait for the pages that are written meanwhile.
        waits = forks.begin(partial(search.write, self.plan, self.config), is_worth=True)
        self.index = self.pool.submit(timeline.span("search index")(waits))

    def pack(self, made: Files, last: archive.Digests | None = None) -> None:
        """Zip the site with the files `made`; `last` are the digests of the zip in the last good site, if known."""
        self.scripts, self.found = search.scripts(self.plan)
        self.packed = self.pool.submit(archive.pack, {**made, **self.scripts}, self.config, self.folder, last or {})

    def digests(self) -> archive.Digests:
        """Of what the zip holds."""
        return self.packed.result().digests

    def end(self, signs: Mapping[str, offline.Sign]) -> Files:
        """The search, the zip and the service worker of the site, `signs` being of all other files."""
        indexes = self.index.result()
        digests = search.digests(self.plan, self.config)
        own = {name: offline.sign_of(name, content) for name, content in self.scripts.items()}
        all_signs = {**signs, **own, **{name: offline.Sign.of(digests[name]) for name in indexes}}
        worker = offline.worker(all_signs, self.plan.pages)
        zipped = {archive.zip_name(self.config): self.packed.result().content}
        return {**self.scripts, **indexes, offline.WORKER: worker, **zipped}


def make(
    books: Mapping[str, Book],
    outputs: Outputs,
    config: Config,
    last_good: Path,
    kept: Kept | None = None,
    find: Callable[[Mapping[str, Sequence[Found]]], None] | None = None,
) -> Made:
    """The pages of the site, what they need, and every Problem found; without search, and without offline reading.

    What changes seldom is taken from the folder of the last good site; what `kept` has is not made again. `find` is
    given what the search finds of each language's pages as soon as it is known.
    """
    from tabbook.website import cards  # Here and not above: Pillow is slow to import, and an edit draws nothing.

    needs = Needs()
    facts = _facts(books, outputs, config, needs, kept)
    taken = to_take.look(facts)
    needs.files |= taken.files
    characters = frozenset[int]().union(*(fonts.characters_of(mathml) for mathml in facts.formulas.values() if mathml))
    font = asset_files.begin_font(characters, last_good, is_aside=kept is None)
    written = texts.write(facts, kept, finds=find is not None)
    for page in written:
        needs.take(page.needs)
    pages = [page.text for page in written]
    if find:
        find(_found(written, books))
    needs.files |= {text.original: text.shown_with for text in pages if text.original}
    loaded = asset_files.write(config, needs, font)
    around = render.around(facts, pages, loaded, cards.draw(facts, needs, last_good), taken, kept)
    for address, html in chain(render.pages(facts, pages, around, kept), render.first_pages(facts, loaded)):
        needs.files[address] = html.encode()
    for redirect in redirects.read(facts, needs):
        needs.files[redirect.old] = render.moved(redirect, facts, loaded).encode()
    needs.files |= sitemaps.files(facts)
    rows = render.rows_of(facts)
    # A page of the book at one of their addresses is kept.
    standing = {
        name: html for name, html in render.standing_pages(facts, rows, around, kept) if name not in needs.files
    }
    problems = in_book_order(needs.problems, [text.page.file for text in pages])
    return Made({**standing, **needs.files}, problems, facts, written, around, rows, tuple(standing))


def _known(made: Made, signs: Mapping[str, offline.Sign], readers: ForReaders) -> known.Known:
    """What the next build may take over from this one."""
    behind_now = {key for page in made.written for key in behind.formulas_of(page.text.page)}
    return known.Known(
        faces=dict(face_of(page, made.facts) for page in made.written),
        around=made.around,
        rows=made.rows,
        formulas={key: made.facts.formulas[key] for key in behind_now},
        found=readers.found,
        originals={page.text.page.path: page.text.original for page in made.written if page.text.original},
        standing_files=made.standing_files,
        signs=signs,
        digests=readers.digests(),
    )


def face_of(written: texts.Written, facts: Facts) -> tuple[known.Name, known.Face]:
    """A page's language and path, and its face."""
    page, needs = written.text.page, written.needs
    name = (page.language, page.path)
    formulas, styles = frozenset(formulas_of(page)), tuple(sorted(needs.styles.items()))
    frameworks = facts.frameworks_of(page)
    face = known.Face(written.text.headings, facts.anchors[name], formulas, frozenset(needs.files), styles, frameworks)
    return name, face


def _found(written: Sequence[texts.Written], languages: Iterable[str]) -> dict[str, list[Found]]:
    """What the search finds, by language."""
    return {
        language: [page.found for page in written if page.found and page.text.page.language == language]
        for language in languages
    }


def _facts(
    books: Mapping[str, Book], outputs: Outputs, config: Config, needs: Needs, kept: Kept | None = None
) -> Facts:
    pages = [page for book in books.values() for page in book.pages]
    found = [ask(kept, ("formulas", page.language, page.path), formulas_of, page) for page in pages]
    formulas = typeset(tuple(dict.fromkeys(chain(*found))), _cache(config), kept)
    needs.styles |= formulas.styles
    anchors = {
        (page.language, page.path): ask(kept, ("anchors", page.language, page.path), anchors_in, page) for page in pages
    }
    return Facts(books, outputs, config, formulas.mathml, anchors)


def formulas_of(page: Page) -> tuple[Key, ...]:
    own = keys_in([*(page.tree.blocks if page.tree else ()), *_inlines_of_headings(page)])
    return tuple(dict.fromkeys((*own, *behind.formulas_of(page))))


def _inlines_of_headings(page: Page) -> Iterator[Node]:
    return (node for heading in page.headings for node in heading.inlines)


def anchors_in(page: Page) -> frozenset[str]:
    return anchors_of(page.tree.blocks if page.tree else ())


def _cache(config: Config) -> Path:
    return config.build_folder / "pandoc"
