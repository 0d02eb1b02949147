"""The site of the last build and the few pages that were edited go in, the site with these pages made anew comes out.

Only where no other page shows anything of what changed: each edited page must give the rest of the site what it gave.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from tabbook import pandoc, timeline
from tabbook.config import Config
from tabbook.document import Book, Outputs, Page
from tabbook.kept import Kept
from tabbook.website import behind, highlight, known, offline, render, search, swap, texts
from tabbook.website.addresses import page_address
from tabbook.website.faces import anchors_in, face_of, formulas_of
from tabbook.website.facts import Facts
from tabbook.website.formulas import typeset
from tabbook.website.known import Known, Name
from tabbook.website.readers import Files, ForReaders

if TYPE_CHECKING:
    from tabbook.website.whole import Made


@timeline.span("write the edited pages")
def publish_again(
    books: Mapping[str, Book],
    edited: Collection[Name],
    outputs: Outputs,
    config: Config,
    folder: Path,
    last: Known,
) -> bool:
    """Write the pages named in `edited` to the site in `folder`; `False`, and nothing is written, where more must be.

    `last` is what is known of that site. `books` are numbered as ever; of pages that were not edited they need not have
    the text, nor `outputs` the programs. Raises `OSError` where the site cannot be written.
    """
    pages = [page for book in books.values() for page in book.pages if (page.language, page.path) in edited]
    if any((page.language, page.path) not in last.faces for page in pages):
        return False
    _recall_code(pages, config, folder)
    facts = _facts(books, pages, outputs, config, last)
    written = texts.write(facts, None, finds=True, only=edited)
    pandoc.dismiss()  # It takes its time to end, and what follows asks nothing of it.
    faces = dict(face_of(page, facts) for page in written)
    if any(page.needs.problems for page in written) or any(last.faces[name] != face for name, face in faces.items()):
        return False
    if any(page.text.original and page.text.page.path not in last.originals for page in written):
        return False
    swap.recover(folder)
    found = search.found_in(folder, last.found)
    if found is None:
        return False
    for page in written:
        assert page.found
        found[page.text.page.language][page.found.address] = page.found
    with ForReaders(config, folder) as readers:
        readers.begin({language: list(pages.values()) for language, pages in found.items()})
        made, now = _made(facts, written, last, folder)
        changed = {name: offline.sign_of(name, content) for name, content in made.items() if isinstance(content, bytes)}
        signs = {name: changed.get(name) or last.signs[name] for name in made}
        readers.pack(made, last.digests)
        with swap.filled(folder, search.folder_of(config)) as put:
            put({**made, **readers.there()})
            # Before the site is there, while others are at work: a build that is ended now makes the next a whole one.
            known.keep(replace(now, found=readers.found, signs=signs, digests=readers.digests()), config)
            put(readers.end(signs))
    return True


def make_again(made: Made, page: Page, outputs: Outputs, kept: Kept) -> Made | None:
    """The site `made` with `page`, numbered, as it is now; `None` where other pages would have to be made anew."""
    name, before = (page.language, page.path), made.facts
    books = {**before.books, page.language: _with(before.books[page.language], page)}
    cache = before.config.build_folder / "pandoc"
    formulas = {**before.formulas, **typeset(formulas_of(page), cache, kept).mathml}
    anchors = {**before.anchors, name: anchors_in(page)}
    facts = Facts(books, outputs, before.config, formulas, anchors)
    (written,) = texts.write(facts, kept, finds=False, only={name})
    last = next(each for each in made.written if (each.text.page.language, each.text.page.path) == name)
    if written.needs.problems or face_of(written, facts) != face_of(last, before):
        return None
    files, around = dict(made.files), made.around
    if written.text.original:
        files[written.text.original] = written.text.shown_with
        around = replace(around, shown_with={**around.shown_with, page.path: written.text.original})
    files |= {address: html.encode() for address, html in render.pages(facts, [written.text], around, kept)}
    every = [written if each is last else each for each in made.written]
    return replace(made, files=files, facts=facts, written=every, around=around)


def _with(book: Book, page: Page) -> Book:
    return replace(book, pages=tuple(page if each.path == page.path else each for each in book.pages))


def _recall_code(pages: Sequence[Page], config: Config, folder: Path) -> None:
    """Highlight the cells of `pages` as the site in `folder` has them."""
    if config.html.raw_html:  # HTML of an author's own may look like a cell of ours.
        return
    for page in pages:
        with suppress(OSError, ValueError):  # Then they are highlighted anew.
            highlight.recall((folder / page_address(config, page.language, page.path)).read_text(encoding="utf-8"))


def _facts(books: Mapping[str, Book], pages: Sequence[Page], outputs: Outputs, config: Config, last: Known) -> Facts:
    keys = dict.fromkeys(chain.from_iterable(formulas_of(page) for page in pages))
    mathml = typeset(tuple(keys), config.build_folder / "pandoc").mathml
    anchors = {name: face.anchors for name, face in last.faces.items()}
    anchors |= {(page.language, page.path): anchors_in(page) for page in pages}
    return Facts(books, outputs, config, {**last.formulas, **mathml}, anchors)


def _made(facts: Facts, written: Sequence[texts.Written], last: Known, folder: Path) -> tuple[Files, Known]:
    """The files of the site in the order they had: those that changed as bytes; and what the next build may take."""
    own = {page.text.page.path: page.text.original for page in written if page.text.original}
    renamed = {last.originals[path]: name for path, name in own.items()}
    files: Files = {renamed.get(name, name): folder / name for name in last.signs}
    files |= {page.text.original: page.text.shown_with for page in written if page.text.original}
    around = replace(last.around, shown_with={**last.around.shown_with, **own})
    for address, html in render.pages(facts, [page.text for page in written], around):
        files[address] = html.encode()
    rows = _rows(facts, written, last)
    if rows != last.rows:
        standing = dict(render.standing_pages(facts, rows, around))
        files |= {name: standing[name] for name in last.standing_files}
    formulas = {key: facts.formulas[key] for page in written for key in behind.formulas_of(page.text.page)}
    originals = {**last.originals, **own}
    return files, replace(last, around=around, rows=rows, formulas={**last.formulas, **formulas}, originals=originals)


def _rows(facts: Facts, written: Sequence[texts.Written], last: Known) -> render.Rows:
    """How the pages stand: those that were edited as they do now."""
    edited = {(page.text.page.language, page.text.page.path) for page in written}
    now = {(row.language, row.page): row for _, rows in render.rows_of(facts) for row in rows}
    return tuple(
        (language, tuple(now[language, row.page] if (language, row.page) in edited else row for row in rows))
        for language, rows in last.rows
    )
