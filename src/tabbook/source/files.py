"""A book's configuration and a language in, its pages in reading order out."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from tabbook.config import Config
from tabbook.document import Book, Page, Toc
from tabbook.errors import Place, Problem
from tabbook.files import file_in
from tabbook.kept import Kept, ask
from tabbook.source import order, patterns
from tabbook.source.order import Order
from tabbook.source.parse import outline, parse

LARGE = 2_000_000
"""Bytes of a page that is worth a word: about that of a whole book."""


@dataclass(slots=True)
class _Files:
    """The pages of one language, not yet parsed."""

    texts: dict[str, str] = field(default_factory=dict)
    """By path."""
    files: dict[str, str] = field(default_factory=dict)
    """File relative to the root, by path."""
    problems: list[Problem] = field(default_factory=list)


def read_all(
    config: Config, kept: Kept | None = None, take: Callable[[Page], None] = lambda page: None
) -> dict[str, Book]:
    """The books of all languages, each as `read` gives it; `take` is given each page of the source language at once."""
    files = _read_files(config, config.source_language)
    ordered = _order(config, files, kept)
    books = {config.source_language: _in_order(config, config.source_language, files, ordered, kept, take)}
    for language in config.languages.translations:
        books[language] = _translated(config, language, files, ordered, kept)
    return books


def read(config: Config, language: str, kept: Kept | None = None) -> Book:
    """The pages of `language` in reading order, and what is wrong with them.

    A translation is read in the order of the source language's tables of contents; pages it lacks are left out.
    """
    files = _read_files(config, config.source_language)
    ordered = _order(config, files, kept)
    if language == config.source_language:
        return _in_order(config, language, files, ordered, kept)
    return _translated(config, language, files, ordered, kept)


def _translated(config: Config, language: str, source: _Files, ordered: Order, kept: Kept | None) -> Book:
    files = _read_files(config, language)
    if lacking := [path for path in ordered.turns if path not in files.files]:
        files.problems.append(_untranslated(config, language, source, lacking))
    ordered = replace(ordered, problems=[])  # They are the source language's own.
    return _in_order(config, language, files, ordered, kept, originals=source.files.keys())


def read_again(config: Config, page: Page) -> Page | None:
    """An edited page of the book where it stood; `None` where it is faulty, or has become very large."""
    content = (config.root / page.file).read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    blocks, problems = parse(text, page.file, config.frameworks)
    return None if problems or len(content) > LARGE else replace(page, blocks=blocks)


def _in_order(
    config: Config,
    language: str,
    files: _Files,
    ordered: Order,
    kept: Kept | None,
    take: Callable[[Page], None] = lambda page: None,
    originals: Collection[str] | None = None,
) -> Book:
    problems = [*files.problems, *ordered.problems]
    pages = []
    listed = [path for path in ordered.turns if path in files.texts]
    for path in (*listed, *sorted(files.texts.keys() - ordered.turns.keys())):
        turn = ordered.turns.get(path) or order.Turn(path)
        given = (files.texts[path], files.files[path], config.frameworks)
        blocks, wrong = ask(kept, ("blocks", files.files[path]), parse, *given)
        problems += wrong
        if path not in ordered.turns and ordered.turns:
            is_known = originals is None or path in originals
            problems.append((_unlisted if is_known else _without_original)(files.files[path]))
        page = Page(path, files.files[path], language, blocks, parent=turn.parent, number=turn.number)
        take(page)
        pages.append(page)
    return Book(language, tuple(pages), tuple(problems))


def _order(config: Config, files: _Files, kept: Kept | None) -> Order:
    tables = {
        path: ask(kept, ("tables", files.files[path]), _tables, text, files.files[path], config.frameworks)
        for path, text in files.texts.items()
    }
    index = str(PurePosixPath(config.build.index).with_suffix(""))
    pages = config.pages_folder(config.source_language)
    ordered = order.read(tables, index, lambda path: file_in(pages, f"{path}.md") is not None)
    if not ordered.turns and not any(problem.code == "S30" for problem in files.problems):
        folder = _relative(config, config.pages_folder(config.source_language))
        place = Place(f"{folder}/{index}.md".removeprefix("./"), 1)
        cure = "write it, with a `toc` fence that lists the pages"
        ordered.problems.append(Problem("S31", place, "the page that the book begins with is missing", cure))
    return ordered


def _tables(text: str, file: str, frameworks: tuple[str, ...]) -> list[Toc]:
    if "toc" not in text:
        return []
    return [block for block in outline(text, file, frameworks)[0] if isinstance(block, Toc)]


def find_pages(config: Config, language: str) -> dict[str, Path]:
    """The file of each page of `language`, by path; none is read."""
    return {
        str(PurePosixPath(name).with_suffix("")): path for name, path in sorted(_find(config, language).files.items())
    }


def _find(config: Config, language: str) -> patterns.Found:
    unwanted = patterns.read((*config.build.exclusions, *config.build.non_notebooks))
    wanted = patterns.read(config.build.notebooks)
    return patterns.find(config.pages_folder(language), config.root, wanted, unwanted, config.build_folder)


def _read_files(config: Config, language: str) -> _Files:
    """Every page of `language` as text, byte order marks and line ends kept."""
    folder, files, found = config.pages_folder(language), _Files(), _find(config, language)
    addresses: dict[str, str] = {}
    for name, path in sorted(found.files.items()):
        page, file = str(PurePosixPath(name).with_suffix("")), _relative(config, path)
        first = addresses.setdefault(page.casefold(), file)
        if first != file:
            files.problems.append(_same_address(file, first))
        if page not in files.files:
            _read_file(files, page, file, path)
    for name, is_folder in sorted(found.outside):
        what = f"this {'folder' if is_folder else 'page'} is a link that leads out of the book"
        place = Place(_relative(config, folder / name), 1)
        cure = "put a copy in its place"
        files.problems.append(Problem("S36", place, what, cure, "warning"))
    return files


def _read_file(files: _Files, path: str, file: str, where: Path) -> None:
    content = where.read_bytes()
    files.files[path] = file
    if len(content) > LARGE:
        what = f"this page has {len(content) / 1e6:.1f} MB of Markdown"
        cure = "divide it: its readers wait for all of it, and so does each build"
        files.problems.append(Problem("S38", Place(file, 1), what, cure, "warning"))
    try:
        files.texts[path] = content.decode("utf-8")
    except UnicodeDecodeError as error:
        place = Place(file, content.count(b"\n", 0, error.start) + 1)
        files.problems.append(Problem("S30", place, "the page is not UTF-8 from here on", "save it as UTF-8"))
        # The rest of it is what other pages refer to; in UTF-16 nothing is.
        files.texts[path] = "" if b"\0" in content else content.decode("utf-8", errors="replace")


def _same_address(file: str, first: str) -> Problem:
    what = f"this page has the address of {first}, at least where large and small letters are the same"
    return Problem("S37", Place(file, 1), what, "rename one of the two", "warning")


def _relative(config: Config, path: Path) -> str:
    return Path(os.path.relpath(path, config.root)).as_posix()


def _untranslated(config: Config, language: str, source: _Files, paths: Sequence[str]) -> Problem:
    """One warning for the whole language: that a translation is on its way is no fault of the book."""
    missing = config.pages_folder(language) / f"{paths[0]}.md"
    more = len(paths) - 1
    others = f", nor of {more} other page{'s' if more > 1 else ''}" if more else ""
    what = f"there is no `{language}` translation of {source.files[paths[0]]}{others}; readers see the original"
    cure = "copy that file here, translate it, and begin it with its translated-from line"
    return Problem("S35", Place(_relative(config, missing), 1), what, cure, "warning")


def _unlisted(file: str) -> Problem:
    cure = "list it in a `toc` fence, or name it in `exclusions` of config.ini"
    return Problem("S34", Place(file, 1), "no table of contents lists this page", cure, "warning")


def _without_original(file: str) -> Problem:
    cure = "give it the path of its original, or delete it"
    return Problem("S34", Place(file, 1), "no page of the original has this path", cure, "warning")
