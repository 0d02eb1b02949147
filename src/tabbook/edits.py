"""What a build of the site left and the files edited since go in; the site with just their pages anew comes out.

An edit of prose that no other page shows anything of, on pages that were and are without fault, needs nothing else to
be read. Whatever is not surely that is left to a whole build: new code, a heading, label, citation or formula, a page
with a table of contents.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tabbook import forks, lock, numbering, prose, source, unchanged
from tabbook.config import Config
from tabbook.document import Address, Book, Outputs, Page, Program, Toc
from tabbook.errors import Problem
from tabbook.files import unpickled, write_pickled

if TYPE_CHECKING:
    from tabbook import library

MOST = 8
"""So many edited pages are more than a little."""


@dataclass(frozen=True, slots=True)
class Left:
    """What a build knew of the book."""

    books: Mapping[str, Book]
    """By language, without the text of the pages."""
    ledgers: Mapping[str, numbering.Ledger]
    codes: Mapping[Address, str]
    """A digest of the code of each program."""
    run: frozenset[Address]
    """The programs whose outputs are shown."""


def keep(
    books: Mapping[str, Book],
    ledgers: Mapping[str, numbering.Ledger],
    outputs: Outputs,
    modules: tuple[library.Module, ...],
    config: Config,
) -> None:
    """Keep in the build folder what `build` needs. Raises `OSError` where it cannot be written."""
    shells = {
        language: Book(language, tuple(shell_of(page) for page in book.pages)) for language, book in books.items()
    }
    codes = {address: code_of(program) for address, program in outputs.programs.items()}
    run = frozenset(address for address, program in outputs.programs.items() if program.was_run)
    write_pickled(_file(config, "library"), modules)
    write_pickled(_file(config, "book"), Left(shells, ledgers, codes, run))


def build(files: Collection[str], told: Sequence[Problem], config: Config) -> bool:
    """Publish the site with the pages in the edited `files` as they are now; `False`, and nothing is done, where that
    needs a whole build.

    `told` are the Problems that the last build told. Raises `OSError` where the site cannot be written.
    """
    with lock.held(lock_of(config), lambda _: None):
        return _build(files, told, config)


def lock_of(config: Config) -> Path:
    """What a build holds while it writes: two of one book would clear away each other's files."""
    return config.build_folder / unchanged.LOCK


def _build(files: Collection[str], told: Sequence[Problem], config: Config) -> bool:
    left = unpickled(_file(config, "book"), Left)
    if left is None or len(files) > MOST or any(problem.place.file in files for problem in told):
        return False
    edited = {page.path for book in left.books.values() for page in book.pages if page.file in files}
    known = {page.file for book in left.books.values() for page in book.pages}
    read = _read(edited, left, config) if known.issuperset(files) else None
    if read is None:
        return False
    # In a process of its own: to import what knows code takes as long as all that is done with prose.
    outputs_found = forks.begin(partial(_outputs, read, left, config), is_worth=True)
    with ThreadPoolExecutor(1, "prose") as beside:  # It waits for pandoc most of its time.
        prose_done = beside.submit(_numbered, read, left, config)
        from tabbook import website  # Here and not above: it is imported while pandoc is at work.

        last = website.recall(config)
        outputs = outputs_found()
        numbered = prose_done.result()
    if last is None or outputs is None or numbered is None:
        return False
    names = [(page.language, page.path) for book in numbered.values() for page in book.pages]
    books = {language: _with(book, numbered[language].pages) for language, book in left.books.items()}
    return website.publish_again(books, names, outputs, config, config.build_folder / "website", last)


def _file(config: Config, name: str) -> Path:
    return config.build_folder / "again" / f"{name}.pickle"


def shell_of(page: Page) -> Page:
    """A page without its text, as other pages know it."""
    return replace(page, blocks=(), tree=None, standing=None)


def code_of(program: Program) -> str:
    """A digest of what of a program decides what it shows."""
    told = [program.required_libs, program.library, [cell.source for cell in program.cells]]
    return hashlib.sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()


def _with(book: Book, pages: Sequence[Page]) -> Book:
    now = {page.path: page for page in pages}
    return replace(book, pages=tuple(now.get(page.path, page) for page in book.pages))


# ---------------------------------------------------------------------------------------------------------------------


def _read(paths: Collection[str], left: Left, config: Config) -> dict[str, Book] | None:
    """The edited pages in each language, read again and standing as readers see them."""
    books: dict[str, Book] = {}
    for language, book in left.books.items():
        own = [page for page in book.pages if page.path in paths and not page.original]
        read = [source.read_again(config, _unnumbered(page)) for page in own]
        if any(page is None or any(isinstance(block, Toc) for block in page.blocks) for page in read):
            return None
        books[language] = Book(language, tuple(page for page in read if page))
    first = books[config.source_language]
    for language in config.languages.translations:
        from tabbook import translation  # Here and not above: it is large, and many books have none.

        books[language] = translation.stand(books[language], first, config)
    return None if any(book.problems for book in books.values()) else books


def _unnumbered(page: Page) -> Page:
    return replace(page, headings=())


def _outputs(books: Mapping[str, Book], left: Left, config: Config) -> Outputs | None:
    """What the code of the pages showed, if it is the same code, and shows the same."""
    from tabbook import execute, frameworks, library  # Here and not above: only this needs them.

    modules = unpickled(_file(config, "library"), tuple)
    if modules is None:
        return None
    programs: list[Program] = []
    for book in books.values():
        found, problems = frameworks.programs(book, config.frameworks)
        if problems:
            return None
        programs += (library.apply(program, modules, config) for program in found)
    outputs = execute.recall(programs, config, modules)
    now = {address: code_of(program) for address, program in outputs.programs.items()}
    paths = {page.path for book in books.values() for page in book.pages}
    before = {address: code for address, code in left.codes.items() if address[1] in paths}
    is_same = all(program.was_run == (address in left.run) for address, program in outputs.programs.items())
    return outputs if now == before and is_same and not outputs.problems else None


def _numbered(books: Mapping[str, Book], left: Left, config: Config) -> dict[str, Book] | None:
    """The pages parsed and numbered, if they are to other pages what they were."""
    cache = config.build_folder / "pandoc"
    numbered: dict[str, Book] = {}
    for language, book in books.items():
        parsed = prose.parse(book, cache, None, config)
        first = {page.path: page for page in numbered[config.source_language].pages} if numbered else {}
        pages = [
            numbering.number_again(page, first.get(page.path), left.ledgers[language], config) for page in parsed.pages
        ]
        shells = {page.path: page for page in left.books[language].pages}
        if parsed.problems or any(page is None or shell_of(page) != shells[page.path] for page in pages):
            return None
        numbered[language] = Book(language, tuple(page for page in pages if page))
    return numbered
