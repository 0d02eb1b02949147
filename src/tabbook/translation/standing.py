"""A translated book and its original in, the book as its readers see it out: each page with how it stands.

A page that is not there, or too little of it, is the original's. In the others the original stands for a paragraph that
nobody translated yet, and a mark behind each block that is behind. Only what the clone has is asked of git: a build
waits for no remote.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from itertools import groupby
from pathlib import Path
from typing import Any, Protocol

from tabbook import forks, source
from tabbook.config import Config
from tabbook.document import READY, Behind, Book, Origin, Page, Standing
from tabbook.errors import Place, Problem
from tabbook.files import write_sealed
from tabbook.kept import Kept, ask
from tabbook.translation import checks, fallback, git, pages, records, state, words
from tabbook.translation.pages import Compared, Shelf, Text

WORTH = 8
"""For fewer pages another process is not worth its start."""
_OF_FILES = "S30"
"""From this code on the source reader speaks of files; before it, of what stands in them."""


class Ahead(Protocol):
    """What is begun with each page as its readers see it, before the whole book is there."""

    def question(self, page: Page) -> Any:
        """What is asked of `page`; in whichever process."""

    def take(self, page: Page, question: Any = None) -> None:
        """Begin with `page`, of which `question` is known perhaps."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """A translated page beside its original."""

    page: Page
    made: Text
    english: Text
    old: str | None
    """The original that the page names, where that is known."""


def stand_all(
    books: Mapping[str, Book], config: Config, kept: Kept | None = None, ahead: Ahead | None = None
) -> dict[str, Book]:
    """The books of all languages, the translations as their readers see them; `ahead` takes each of their pages.

    What is said of a page depends on nothing but texts.
    """
    original = books[config.source_language]
    own = {language: book for language, book in books.items() if book is not original}
    pairs = _pairs(own.values(), original, config)
    found = _standings(pairs, config, kept, ahead)
    standings: dict[str, dict[str, Standing]] = {language: {} for language in own}
    questions: dict[tuple[str, str], Any] = {}
    for pair, (standing, question) in zip(pairs, found, strict=True):
        standings[pair.page.language][pair.page.path] = standing
        questions[pair.page.language, pair.page.path] = question
    seen = {name: _seen(book, original, standings[name], config, kept) for name, book in own.items()}
    if ahead:
        for page in (page for book in seen.values() for page in book.pages):
            ahead.take(page, questions.get((page.language, page.path)))
    return {**books, **seen}


def stand(book: Book, original: Book, config: Config, kept: Kept | None = None) -> Book:
    """One translation as its readers see it."""
    return stand_all({original.language: original, book.language: book}, config, kept)[book.language]


def _seen(book: Book, original: Book, standings: Mapping[str, Standing], config: Config, kept: Kept | None) -> Book:
    """`book` in the order of `original`, each page as it stands."""
    unready = [path for path, standing in standings.items() if not standing.is_ready]
    filled = source.fill_in(book, original, unready)
    shown = (_shown(page, standings.get(page.path), book.language, original, config, kept) for page in filled.pages)
    problems = (_unready([standings[path] for path in unready], book.language),) if unready else ()
    return replace(filled, pages=tuple(shown), problems=(*filled.problems, *problems))


def _pairs(books: Collection[Book], original: Book, config: Config) -> list[_Pair]:
    """All pages that have an original, in its order, so that what is read of it serves all its translations."""
    there = [(page, first) for first in original.pages for book in books if (page := book.page(first.path))]
    markers = [_marker(page) for page, _ in there]
    olds = _read_olds([*filter(None, markers)], original, config)
    said = _said([*books, original])
    pairs = []
    for (page, first), marker in zip(there, markers, strict=True):
        made, english = _text(page, marker, said), _text(first, marker, said)
        old = english.text if marker == english.blob else olds.get(marker)
        pairs.append(_Pair(page, made, english, old))
    return pairs


def _marker(page: Page) -> str:
    return next((block.blob for block in page.blocks[:2] if isinstance(block, Origin)), "")


def _said(books: Iterable[Book]) -> dict[str, list[Problem]]:
    """What the source reader says of each page's text."""
    found: dict[str, list[Problem]] = {}
    for problem in (problem for book in books for problem in book.problems):
        if problem.code[0] == "S" and problem.code < _OF_FILES:
            found.setdefault(problem.place.file, []).append(problem)
    return found


def _text(page: Page, marker: str, said: Mapping[str, Sequence[Problem]]) -> Text:
    text = page.text
    return Text(page.file, text, _blob(text, marker), (page.blocks, tuple(said.get(page.file, ()))))


def _blob(text: str, marker: str) -> str:
    return git.hash_of(text.encode(), "sha256" if len(marker) == 64 else "sha1")


def _read_olds(markers: Sequence[str], original: Book, config: Config) -> dict[str, str]:
    """The originals that are named, today's excepted; git is asked only where there is one."""
    kinds = {"", max(markers, key=len, default="")}
    wanted = set(markers) - {_blob(page.text, marker) for page in original.pages for marker in kinds}
    repository = git.find(config.root) if wanted else None
    found = repository.read_blobs(wanted, fetches=False) if repository else {}
    return {blob: content.decode("utf-8", errors="replace") for blob, content in found.items()}


def _standings(
    pairs: Sequence[_Pair], config: Config, kept: Kept | None, ahead: Ahead | None
) -> list[tuple[Standing, Any]]:
    """How each page stands, and what `ahead` asks of it: no page waits for another."""
    pages = [list(same) for _, same in groupby(pairs, lambda pair: pair.english.file)]

    def find_all(share: Sequence[Sequence[_Pair]]) -> list[list[tuple[Standing, Any]]]:
        return [[find_one(pair) for pair in page] for page in share]

    def find_one(pair: _Pair) -> tuple[Standing, Any]:
        standing, question = _standing(pair, config, kept), None
        if ahead and standing.is_ready:  # One that is not is the original's, which is another page.
            question = ahead.question(_own(pair.page, standing, config, kept))
        return standing, question

    # With `kept` most is there already, and another process could keep nothing.
    found = find_all(pages) if kept is not None else forks.spread(find_all, pages, WORTH)
    return [standing for page in found for standing in page]


def _standing(pair: _Pair, config: Config, kept: Kept | None) -> Standing:
    page = pair.page
    name = ("standing", page.language, page.path)
    # Who writes the original need not wait for what becomes of its translations.
    return ask(kept, name, _recall, page.language, page.path, pair.made, config, pair.english, pair.old, counting=4)


def _recall(language: str, path: str, made: Text, config: Config, english: Text, old: str | None) -> Standing:
    """The standing that an earlier build found for the same texts, else a new one."""
    texts = [made.text, english.text, old or ""]
    told = [_version(), language, made.file, english.file, config.frameworks, old is None, *map(len, texts)]
    name = hashlib.sha256("".join([repr(told), *texts]).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    file = config.build_folder / "translation" / language / f"{path}.json"
    if found := records.read(file, name):
        return found
    standing = find(language, path, made, english, old, config)
    # What cannot be kept is found again in the next build.
    with contextlib.suppress(OSError):
        write_sealed(file, records.write(standing, name))
    return standing


@cache
def _version() -> str:
    """Another way to read, compare or check pages gives other standings."""
    found = hashlib.sha256()
    for room in ("source", "translation"):
        folder = Path(str(resources.files(f"tabbook.{room}")))
        for file in sorted(folder.rglob("*.py")):
            found.update(file.read_bytes())
    return found.hexdigest()


def find(language: str, path: str, made: Text, english: Text, old: str | None, config: Config) -> Standing:
    """How a translation stands to its original; `old` is the one it names, where that is known."""
    shelf = Shelf(config, None, {}, {})
    cut = pages.cut(shelf, made)
    blobs = {cut.origin: old} if cut.origin and old is not None else {}
    page = pages.compare(shelf, language, path, made, english, cut, blobs)
    found = state.of_page(page)
    behind = tuple(_behind(block) for block in found.behind)
    errors = tuple(_errors(page))
    return Standing(made.file, english.file, found.origin, found.per_cent, behind, errors)


def _behind(block: state.BlockState) -> Behind:
    said = words.compare(block.old, block.new, block.kind in state.PROSE_KINDS)
    why = block.why if block.state == "stale" or not block.made else ""
    assert block.state in ("untranslated", "stale")
    return Behind(
        block.state, block.kind, why, block.old, block.new, said, block.line, block.english_line, block.end
    )  # fmt: skip


def _errors(page: Compared) -> list[Problem]:
    return [
        Problem(finding.code, Place(page.made.file, page.line(finding.line)), finding.what, finding.cure)
        for finding in checks.find_errors(page)
    ]


def _shown(
    page: Page, standing: Standing | None, language: str, original: Book, config: Config, kept: Kept | None
) -> Page:
    """A page with how it stands, its blocks marked."""
    if standing is None:
        if not page.original:
            return page
        folder = config.pages_folder(language).relative_to(config.root).as_posix()
        return replace(page, standing=Standing(f"{folder}/{page.path}.md", page.file, "none", 0, is_there=False))
    return replace(page, standing=standing) if page.original else _own(page, standing, config, kept)


def _own(page: Page, standing: Standing, config: Config, kept: Kept | None) -> Page:
    """A page in its own language, its blocks marked."""
    if not standing.behind:
        return replace(page, standing=standing)
    name = ("marked", page.language, page.path)
    blocks = ask(kept, name, fallback.marked, page.blocks, page.file, standing, config.frameworks)
    return replace(page, blocks=blocks, standing=standing)


def _unready(standings: Sequence[Standing], language: str) -> Problem:
    """One warning for the whole language: that a translation is on its way is no fault of the book."""
    first, more = standings[0], len(standings) - 1
    others = f", and {more} other page{'s' if more > 1 else ''}" if more else ""
    what = f"less than {READY} % of this page is translated{others}; readers see the original"
    return Problem("T33", Place(first.file, 1), what, f"see `tabbook translate status {language}`", "warning")
