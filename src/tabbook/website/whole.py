"""Numbered books and the runs of their cells go in, a folder with the whole site comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from tabbook.config import Config
from tabbook.document import Book, Outputs
from tabbook.errors import Problem, in_book_order
from tabbook.kept import Kept
from tabbook.website import (
    ahead,
    asset_files,
    behind,
    early,
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
from tabbook.website.faces import face_of
from tabbook.website.facts import Facts, Needs
from tabbook.website.index import Found
from tabbook.website.readers import Files, ForReaders


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


def publish(
    books: Mapping[str, Book],
    outputs: Outputs,
    config: Config,
    folder: Path,
    begun: early.Begun | None = None,
) -> tuple[Problem, ...]:
    """Write the site of `books` to `folder` and tell every Problem found; `begun` is what of it was made before.

    With an error among them, any Problem in a strict build, or when interrupted, the folder keeps the site it had.
    """
    swap.recover(folder)
    is_strict = config.build.warning_is_error
    with ForReaders(config, folder) as readers:
        made = make(books, outputs, config, folder, find=readers.begin, begun=begun)
        if not any(is_strict or problem.is_error for problem in made.problems):
            signs = {name: offline.sign_of(name, content) for name, content in made.files.items()}
            readers.pack(made.files)
            with swap.filled(folder, search.folder_of(config)) as put:
                put({**made.files, **readers.there()})
                # While others are at work; where this build is ended before the site is there, the next is a whole one.
                known.keep(_known(made, signs, readers), config)
                put(readers.end(signs))
    return made.problems


def make(
    books: Mapping[str, Book],
    outputs: Outputs,
    config: Config,
    last_good: Path,
    kept: Kept | None = None,
    find: Callable[[Mapping[str, Sequence[Found]]], None] | None = None,
    begun: early.Begun | None = None,
) -> Made:
    """The pages of the site, what they need, and every Problem found; without search, and without offline reading.

    What changes seldom is taken from the folder of the last good site; what `kept` has is not made again. `find` is
    given what the search finds of each language's pages as soon as it is known. `begun` is what was made before.
    """
    from tabbook.website import cards  # Here and not above: Pillow is slow to import, and an edit draws nothing.

    needs = Needs()
    facts = begun.facts(needs) if begun else early.facts_of(books, outputs, config, needs, kept)
    taken = to_take.look(facts)
    needs.files |= taken.files
    written = texts.write(facts, kept, finds=find is not None, begun=begun.texts if begun else {})
    for page in written:
        needs.take(page.needs)
    pages = [page.text for page in written]
    if find:
        find(_found(written, books))
    needs.files |= {text.original: text.shown_with for text in pages if text.original}
    font = ahead.font_of(fonts.characters_in(facts.formulas.values()), last_good, begun.font if begun else None)
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


def _found(written: Sequence[texts.Written], languages: Iterable[str]) -> dict[str, list[Found]]:
    """What the search finds, by language."""
    return {
        language: [page.found for page in written if page.found and page.text.page.language == language]
        for language in languages
    }
