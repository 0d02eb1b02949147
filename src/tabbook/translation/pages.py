"""A book's configuration in; its translated pages, each with today's English and the English it was made from, out."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Literal

from tabbook.config import Config
from tabbook.errors import BookError, Place, Problem
from tabbook.source import patterns
from tabbook.translation import align, git, glossary, repair, units
from tabbook.translation.align import Entry, Row
from tabbook.translation.glossary import Term
from tabbook.translation.repair import Repair
from tabbook.translation.units import Cut, Parsed

Origin = Literal["known", "unknown", "none"]
"""Whether the English a page was made from could be read, could not, or is not named."""


@dataclass(frozen=True, slots=True)
class Text:
    """A file of the book."""

    file: str
    """Relative to the book's root."""
    text: str
    blob: str
    """The hash git gives it."""
    parsed: Parsed | None = field(default=None, compare=False, repr=False)
    """What the source reader made of it, where it was read already."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where the pages of a book lie; nothing is read yet."""

    config: Config
    repository: git.Repository | None
    files: dict[str, dict[str, Path]]
    """By language and path of the page."""
    glossaries: dict[str, tuple[Term, ...]]
    """By language."""

    @property
    def algorithm(self) -> str:
        return self.repository.algorithm if self.repository else "sha1"

    def relative(self, path: Path) -> str:
        return path.relative_to(self.config.root).as_posix()


@dataclass(frozen=True, eq=False)
class Compared:
    """A translated page beside its English."""

    language: str
    path: str
    """Path without extension, relative to the language's folder."""
    made: Text
    """The translation."""
    english: Text
    """Today's English."""
    old: str | None
    """The text of the English it was made from."""
    origin: Origin
    cut: Cut
    """The translation, cut up; lost fences are put back before, and its lines are those of the text so mended."""
    entries: tuple[Entry, ...]
    """The English, the version that was translated and today's as one."""
    rows: tuple[Row, ...]
    english_problems: tuple[Problem, ...] = ()
    """What is wrong with the English itself."""
    repairs: tuple[Repair, ...] = ()
    """What had to be put back."""
    lines: tuple[int, ...] = ()
    """For each line of the mended text its number in the file; empty where nothing was mended."""
    glossary: tuple[Term, ...] = ()
    """The terms of the book in this language."""

    def line(self, number: int) -> int:
        """The number in the file of a line of the mended text."""
        return self.lines[min(number, len(self.lines)) - 1] if self.lines else number

    @property
    def marker(self) -> str:
        """The newest marker, ready to paste."""
        return marker(self.english.blob)


def marker(blob: str) -> str:
    return f"<!-- translated-from: {blob} -->"


def open_shelf(config: Config) -> Shelf:
    """Look where the pages of each language lie; links that lead out of the book are not followed."""
    languages = (config.source_language, *config.languages.translations)
    files = {language: _find(config, language) for language in languages}
    folder = config.pages_folder(config.source_language).parent
    terms = {language: glossary.read(folder / f"glossary.{language}.tsv") for language in languages}
    return Shelf(config, git.find(config.root), files, terms)


def _find(config: Config, language: str) -> dict[str, Path]:
    unwanted = patterns.read((*config.build.exclusions, *config.build.non_notebooks))
    folder = config.pages_folder(language)
    if not folder.is_dir():
        return {}
    found = patterns.find(folder, config.root, patterns.read(config.build.notebooks), unwanted, config.build_folder)
    return {str(PurePosixPath(name).with_suffix("")): path for name, path in sorted(found.files.items())}


def read_text(shelf: Shelf, path: Path) -> Text:
    """A file of the book. Raises `BookError` where it is no UTF-8."""
    content = path.read_bytes()
    file = shelf.relative(path)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        place = Place(file, content.count(b"\n", 0, error.start) + 1)
        raise BookError([Problem("S30", place, "the page is not UTF-8 from here on", "save it as UTF-8")])
    return Text(file, text, git.hash_of(content, shelf.algorithm))


def read_pages(shelf: Shelf, wanted: Iterable[tuple[str, str]]) -> tuple[list[Compared], list[Problem]]:
    """The pages named by language and path beside their English, and the Problems of those that cannot be read.

    What has no English page is left out.
    """
    problems: list[Problem] = []
    read: list[tuple[str, str, Text, Text]] = []
    for language, path in wanted:
        sources = shelf.files[shelf.config.source_language]
        if path not in sources or path not in shelf.files[language]:
            continue
        try:
            read.append(
                (language, path, read_text(shelf, shelf.files[language][path]), read_text(shelf, sources[path]))
            )
        except BookError as error:
            problems += error.problems
    cuts = {made.file: cut(shelf, made) for _, _, made, _ in read}
    blobs = read_blobs(shelf, [one.origin for one in cuts.values()], [english for *_, english in read])
    pages = [compare(shelf, *found, cuts[found[2].file], blobs) for found in read]
    return pages, list(dict.fromkeys(problems))


def cut(shelf: Shelf, text: Text) -> Cut:
    """A translation, cut up as it is."""
    return _cut(text, shelf.config.frameworks)


def _cut(text: Text, frameworks: tuple[str, ...]) -> Cut:
    return units.divide(text.parsed) if text.parsed else units.cut(text.text, text.file, frameworks)


def read_blobs(shelf: Shelf, origins: Sequence[str | None], today: Sequence[Text]) -> dict[str, str]:
    """The English versions that markers name; today's need no git."""
    known = {text.blob: text.text for text in today}
    wanted = {blob for blob in origins if blob and blob not in known}
    if not shelf.repository or not wanted:
        return known
    found = shelf.repository.read_blobs(wanted)
    return known | {blob: content.decode("utf-8", errors="replace") for blob, content in found.items()}


# The pages of every language are compared with the same English.
_cut_english = functools.lru_cache(maxsize=512)(_cut)


@functools.lru_cache(maxsize=512)
def _merge(today: Text, old: Text, frameworks: tuple[str, ...]) -> tuple[Entry, ...]:
    """The English, the version that was translated and today's as one."""
    new = _cut_english(today, frameworks).units
    if old.text == today.text:
        return tuple(Entry(unit, unit) for unit in new)
    return tuple(align.merge(_cut_english(old, frameworks).units, new))


def compare(
    shelf: Shelf, language: str, path: str, made: Text, english: Text, own: Cut, blobs: dict[str, str]
) -> Compared:
    """A page beside its English, of which `blobs` has the versions that are known."""
    frameworks = shelf.config.frameworks
    old = blobs.get(own.origin or "")
    before = english if old is None or old == english.text else Text(english.file, old, "")
    today, entries = _cut_english(english, frameworks), _merge(english, before, frameworks)
    origin: Origin = "none" if not own.origin else "known" if old is not None else "unknown"
    mended = repair.mend(made.text, made.file, frameworks, own, today.units)
    return Compared(
        language,
        path,
        made,
        english,
        old,
        origin,
        mended.cut,
        entries,
        tuple(align.align(entries, mended.cut.units)),
        (*today.problems, *_cut_english(before, frameworks).problems),
        mended.repairs,
        mended.lines,
        shelf.glossaries.get(language, ()),
    )
