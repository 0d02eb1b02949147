"""A site and the file of a page that was edited go in; the site with that page as it is now comes out, at once.

Only where the edit is one of prose that means nothing to other pages, and without fault; `None` where it may not be.
What follows from the page elsewhere, such as how its translations stand, is left to a whole build.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from tabbook import execute, frameworks, library, numbering, prose, source, translation, website
from tabbook.build import Site
from tabbook.config import Config
from tabbook.document import Book, Outputs, Page, Program, Toc
from tabbook.edits import code_of, shell_of
from tabbook.kept import Kept


def edited(site: Site, file: Path, config: Config, kept: Kept) -> Site | None:
    """The site with the page in `file` read again. Raises `OSError` where it cannot be read."""
    made = site.made
    page = made and _page_in(file, made.facts.books.values(), config)
    if not made or not page or made.facts.config is not config or _is_told(page, site):
        return None
    kept.guesses = True
    try:
        book = _read(page, made, config, kept)
        outputs = book and _outputs(book, site, made, kept)
        now = book and outputs and _numbered(book, page, site, made, config, kept)
        again = now and outputs and website.make_again(made, now, outputs, kept)
    finally:
        kept.guesses = False
    return replace(site, files=again.files, made=again) if again else None


def _page_in(file: Path, books: Iterable[Book], config: Config) -> Page | None:
    pages = (page for book in books for page in book.pages if not page.original)
    return next((page for page in pages if config.root / page.file == file), None)


def _is_told(page: Page, site: Site) -> bool:
    return any(problem.place.file == page.file for problem in site.problems)


def _read(page: Page, made: website.Made, config: Config, kept: Kept) -> Book | None:
    """The page in a book of its own, standing as readers see it."""
    again = source.read_again(config, replace(page, headings=(), tree=None, standing=None))
    if not again or any(isinstance(block, Toc) for block in again.blocks):
        return None
    book = Book(page.language, (again,))
    if page.language != config.source_language:
        first = made.facts.books[config.source_language]
        originals = tuple(each for each in first.pages if each.path == page.path)
        book = translation.stand(book, replace(first, pages=originals), config, kept)
    return None if book.problems else book


def _outputs(book: Book, site: Site, made: website.Made, kept: Kept) -> Outputs | None:
    """What the code of all pages showed, if it is the same code, and shows the same."""
    config, before = made.facts.config, made.facts.outputs.programs
    found, problems = frameworks.programs(book, config.frameworks, kept)
    programs = [library.apply(program, site.modules, config) for program in found]
    outputs = execute.recall(programs, config, site.modules, kept)
    own = {address for address in before if address[:2] == (book.language, book.pages[0].path)}
    if problems or outputs.problems or own != outputs.programs.keys():
        return None
    is_same = all(_told(program) == _told(before[address]) for address, program in outputs.programs.items())
    return Outputs({**before, **outputs.programs}) if is_same else None


def _told(program: Program) -> tuple[bool, str]:
    """What may not change of a program."""
    return program.was_run, code_of(program)


def _numbered(book: Book, before: Page, site: Site, made: website.Made, config: Config, kept: Kept) -> Page | None:
    """The page parsed and numbered, if it is to other pages what it was."""
    parsed = prose.parse(book, config.build_folder / "pandoc", kept, config)
    is_source = book.language == config.source_language
    original = None if is_source else made.facts.books[config.source_language].page(before.path)
    page = numbering.number_again(parsed.pages[0], original, site.ledgers[book.language], config)
    return page if page and not parsed.problems and shell_of(page) == shell_of(before) else None
