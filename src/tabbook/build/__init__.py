"""A book's folder in, everything made from it out: the table of stages, and nothing else."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cache, partial
from itertools import chain
from pathlib import Path

from tabbook import (
    edits,
    execute,
    forks,
    frameworks,
    library,
    numbering,
    pandoc,
    prose,
    source,
    timeline,
    translation,
    website,
)
from tabbook.build import writers
from tabbook.config import Config
from tabbook.document import Book, Program
from tabbook.errors import BookError, Place, Problem, all_fatal, in_book_order
from tabbook.kept import Kept, ask

Numbered = tuple[Book, numbering.Ledger]
"""A numbered book, and the account of that."""
PASSING = frozenset({"X09", "X10"})
"""Codes of Problems that go by themselves: a shared store out of reach, no GPU for a page."""

ALONE = 24
"""A book of fewer pages is read in the time that another process takes to hand over what it read."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What may be run; cells outside it show what the store has."""

    languages: tuple[str, ...] = ()
    """Empty means every one; so do the others."""
    frameworks: tuple[str, ...] = ()
    pages: str = "*"
    """Pattern of page paths."""
    runs: bool = True
    """Whether anything is run at all."""

    def has(self, program: Program) -> bool:
        return (
            self.runs
            and (not self.languages or program.language in self.languages)
            and (not self.frameworks or program.framework in self.frameworks)
            and fnmatch(program.path, self.pages)
        )


def build(
    config: Config,
    output: str,
    scope: Scope,
    jobs: int | None,
    progress: execute.Progress,
    *,
    cluster: str | None = None,
    writes_shared: bool = False,
) -> tuple[Problem, ...]:
    """Run what must be run and write what `output` names; gives every Problem found, in book order.

    Several are named with commas between. With `cluster`, the address of a Dask scheduler, its workers run it. The
    shared store is written to only if `writes_shared`; with an error among the Problems nothing is published.
    Raises `BookError` for an unknown `output`, and where `scope` names pages that the book does not have.
    """
    chosen = writers.named(output, config)
    with ExitStack() as begun:
        with prose.Ahead(_answers(config), config) as ahead, ThreadPoolExecutor(1, "prose") as beside:
            books = _books(config, ahead=ahead)
            _require_pages((page.path for book in books.values() for page in book.pages), scope)
            chosen, site = _begin(chosen, books, config, begun)
            is_large = sum(len(book.pages) for book in books.values()) >= ALONE
            collected = cache(forks.begin(partial(_prepared, books, scope, config), is_worth=is_large))
            if prose.describes_code(books.values()):  # What it describes must be as the pages are now.
                library.write(collected()[1], config.build_folder / "library")
            numbering, is_run = _numbering(books, config, None, ahead), threading.Event()
            numbered = beside.submit(_until, is_run, numbering)  # It waits for pandoc a part of its time.
            try:
                prepared, modules, found = collected()
                library.write(modules, config.build_folder / "library")
                outputs = execute.run_prepared(
                    prepared, config, jobs=jobs, cluster=cluster, progress=progress, writes_shared=writes_shared
                )
            finally:
                is_run.set()
            take = partial(site.take, outputs=outputs, config=config) if site else None
            books, ledgers = _by_language(chain(numbered.result(), numbering), take)
        pandoc.dismiss()
        problems = _in_order(books, (*found, *outputs.problems), config)
        if config.build.warning_is_error:
            problems = all_fatal(problems)
        if any(problem.is_error for problem in problems):
            return problems
        problems += writers.write_all(
            chosen, books, outputs, config, progress, lambda: edits.keep(books, ledgers, outputs, modules, config)
        )
    return tuple(dict.fromkeys(all_fatal(problems) if config.build.warning_is_error else problems))


@dataclass(frozen=True, slots=True)
class Site:
    """The book's site as it would be published now, nothing run and nothing written."""

    files: Mapping[str, bytes | Path]
    """By path in the site: bytes, or the file to copy; empty where the sources have errors."""
    problems: tuple[Problem, ...]
    """In book order."""
    bare: tuple[Program, ...]
    """The programs whose outputs are missing."""
    made: website.Made | None = None
    """What its pages were made of; `None` where the sources have errors."""
    ledgers: Mapping[str, numbering.Ledger] = field(default_factory=dict)
    """By language, what the numbers of its pages depended on."""
    modules: tuple[library.Module, ...] = ()
    """The helper library."""


def make_site(config: Config, kept: Kept) -> Site:
    """The site with the outputs that are stored; of what `kept` has nothing is made again."""
    books = _books(config, kept)
    if prose.describes_code(books.values()):
        library.write(_programs(books, config, kept)[1], config.build_folder / "library")
    with ThreadPoolExecutor(1) as beside:  # Prose waits for pandoc most of its time.
        numbered = beside.submit(_numbered, books, config, kept)
        programs, modules, found = _programs(books, config, kept)
        outputs = execute.recall(programs, config, modules, kept)
    books, ledgers = numbered.result()
    problems = _in_order(books, (*found, *outputs.problems), config)
    bare = tuple(program for program in outputs.programs.values() if not program.was_run)
    if any(problem.is_error for problem in problems):
        return Site({}, problems, bare)
    made = website.make(books, outputs, config, config.build_folder / "website", kept)
    kept.end_build()
    problems += made.problems
    if any(problem.is_error for problem in problems):
        return Site({}, problems, bare)
    return Site(made.files, problems, bare, made, ledgers, modules)


def run(
    config: Config, jobs: int | None, progress: execute.Progress
) -> tuple[tuple[Program, ...], tuple[Problem, ...]]:
    """Run what must be run and keep its outputs, but write nothing; gives the programs, and what went wrong."""
    _, programs, modules, _ = _read(config)
    library.write(modules, config.build_folder / "library")
    return programs, execute.run_all(programs, config, jobs=jobs, progress=progress, modules=modules).problems


def collect_library(config: Config) -> tuple[tuple[library.Module, ...], tuple[Problem, ...]]:
    """The helper library as the pages are now, and every fault of the sources; runs nothing and writes nothing."""
    books, _, modules, found = _read(config)
    return modules, _in_order(books, found, config)


def check(config: Config) -> tuple[Problem, ...]:
    """Every fault of the sources, in book order; runs no cell and publishes nothing."""
    books, programs, modules, found = _read(config)
    if prose.describes_code(books.values()):
        library.write(modules, config.build_folder / "library")
    faults = execute.find_faults(programs, config)
    problems = _in_order(_numbered(books, config)[0], (*found, *faults), config)
    return all_fatal(problems) if config.build.warning_is_error else problems


def check_outputs(
    config: Config, scope: Scope, jobs: int | None, progress: execute.Progress
) -> tuple[execute.Checked, tuple[Problem, ...]]:
    """Run the programs of `scope` again, and compare with what they showed; every Problem found, in book order.

    Publishes nothing. Raises `BookError` where `scope` names pages that the book does not have.
    """
    books, programs, modules, found = _read(config)
    _require_pages((program.path for program in programs if scope.has(program)), scope)
    library.write(modules, config.build_folder / "library")
    checked = execute.check_outputs(programs, config, jobs=jobs, progress=progress, runs=scope.has, modules=modules)
    return checked, _in_order(books, (*found, *checked.problems), config)


def explain(config: Config, scope: Scope) -> tuple[list[tuple[Program, execute.Cause]], tuple[Problem, ...]]:
    """Each program of `scope` that a build would run, and why; runs nothing.

    Raises `BookError` where `scope` names pages that the book does not have.
    """
    books, programs, modules, found = _read(config)
    _require_pages((program.path for program in programs if scope.has(program)), scope)
    causes, faults = execute.find_causes(programs, config, scope.has, modules)
    return causes, _in_order(books, (*found, *faults), config)


def _require_pages(paths: Iterable[str], scope: Scope) -> None:
    if scope.runs and scope.pages != "*" and not any(fnmatch(path, scope.pages) for path in paths):
        what = f"there is no page `{scope.pages}` for {', '.join((*scope.languages, *scope.frameworks)) or 'this book'}"
        cure = "write its path below the language's folder, without .md"
        raise BookError([Problem("A02", Place("config.ini", 1), what, cure)])


def used_names(config: Config) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """What in the store the book of today uses; with an error among the Problems that is not all of it."""
    books, programs, modules, found = _read(config)
    used, faults = execute.used_names(programs, config, modules)
    return used, _in_order(books, (*found, *faults), config)


def _begin(
    chosen: tuple[writers.Row, ...], books: Mapping[str, Book], config: Config, begun: ExitStack
) -> tuple[tuple[writers.Row, ...], website.Begun | None]:
    """What is to be written, and the site where it is among that: what takes long is begun; `begun` ends it."""
    if writers.WRITERS["html"] not in chosen:
        return chosen, None
    site = begun.enter_context(website.begin(books, config, config.build_folder / "website"))
    publish, folder = writers.WRITERS["html"]
    return (*(each for each in chosen if each[1] != folder), (partial(publish, begun=site), folder)), site


def _read(
    config: Config,
) -> tuple[dict[str, Book], tuple[Program, ...], tuple[library.Module, ...], tuple[Problem, ...]]:
    """The books of all languages, the programs of all their pages, the helper library, and what is wrong in these."""
    books = _books(config)
    return books, *_programs(books, config)


@timeline.span("read the sources")
def _books(config: Config, kept: Kept | None = None, ahead: prose.Ahead | None = None) -> dict[str, Book]:
    """The books of all languages; what is not translated is the original's. `ahead` takes each page at once."""
    read = source.read_all(config, kept, ahead.take) if ahead else source.read_all(config, kept)
    return translation.stand_all(read, config, kept, ahead)


@timeline.span("collect the programs")
def _programs(
    books: Mapping[str, Book], config: Config, kept: Kept | None = None
) -> tuple[tuple[Program, ...], tuple[library.Module, ...], tuple[Problem, ...]]:
    """The programs of all pages as readers see them, the helper library, and what is wrong in them."""
    programs: tuple[Program, ...] = ()
    problems: tuple[Problem, ...] = ()
    for book in books.values():
        found, faults = frameworks.programs(book, config.frameworks, kept)
        programs += found
        problems += faults
    modules, faults = library.collect(books[config.source_language], programs, config, library.read_heads(config))
    written = tuple(
        ask(kept, ("written", one.language, one.path, one.framework), library.apply, one, modules, config)
        for one in programs
    )
    return written, modules, (*problems, *faults)


def _prepared(
    books: Mapping[str, Book], scope: Scope, config: Config
) -> tuple[execute.Prepared, tuple[library.Module, ...], tuple[Problem, ...]]:
    """What is to be run and from what, the helper library, and what is wrong in these."""
    programs, modules, found = _programs(books, config)
    wanted = execute.find_wanted(programs, config, scope.has)
    return execute.prepare(programs, wanted, config, modules), modules, found


def _numbered(
    books: Mapping[str, Book], config: Config, kept: Kept | None = None
) -> tuple[dict[str, Book], dict[str, numbering.Ledger]]:
    """The books with their prose parsed and everything in it numbered, and the account of that."""
    return _by_language(_numbering(books, config, kept))


def _by_language(
    numbered: Iterable[Numbered], take: Callable[[Book], object] | None = None
) -> tuple[dict[str, Book], dict[str, numbering.Ledger]]:
    """Numbered books and their accounts; `take` is given each book at once."""
    books, ledgers = {}, {}
    for book, ledger in numbered:
        books[book.language], ledgers[book.language] = book, ledger
        if take:
            take(book)
    return books, ledgers


def _numbering(
    books: Mapping[str, Book], config: Config, kept: Kept | None = None, ahead: prose.Ahead | None = None
) -> Iterator[Numbered]:
    """Each numbered book, the source language's first: translations take over its anchors."""
    cache, source = _answers(config), None
    for book in books.values():
        with timeline.span("parse and number the prose"):
            parsed = prose.parse(book, cache, kept, config, ahead)
            numbered, ledger = numbering.number_with_ledger(parsed, config, source, cache, kept)
        source = source or numbered
        yield numbered, ledger


def _until(is_over: threading.Event, numbering: Iterator[Numbered]) -> list[Numbered]:
    """What is numbered until the rest of the build goes on, and one more."""
    found = []
    for one in numbering:
        found.append(one)
        if is_over.is_set():
            break
    return found


def _answers(config: Config) -> Path:
    """The folder of what pandoc answered."""
    return config.build_folder / "pandoc"


def _in_order(books: dict[str, Book], problems: Iterable[Problem], config: Config) -> tuple[Problem, ...]:
    """All Problems in reading order, language by language; a page that is not there yet has its place too."""
    order = [page.path for page in books[config.source_language].pages]
    folders = [config.pages_folder(language).relative_to(config.root) for language in books]
    files = [(folder / f"{path}.md").as_posix() for folder in folders for path in order]
    return in_book_order((*problems, *(problem for book in books.values() for problem in book.problems)), files)
