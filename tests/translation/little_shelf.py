"""Texts in, a page beside its English out: without a folder, and without git."""

from __future__ import annotations

import functools
from pathlib import Path

from conftest import REPOSITORY
from tabbook import config
from tabbook.translation import checks, git, glossary, pages
from tabbook.translation.finding import Finding
from tabbook.translation.pages import Compared, Shelf, Text
from translation.parallel import make

FRAMEWORKS = ("pytorch", "tensorflow", "jax", "mxnet")


@functools.cache
def shelf() -> Shelf:
    """The shelf of the repository's own book, of which only settings and glossaries are used."""
    settings = config.read(REPOSITORY)
    terms = {name: glossary.read(REPOSITORY / "chapters" / f"glossary.{name}.tsv") for name in ("ja", "ko")}
    return Shelf(settings, None, {"en": {}, "ja": {}, "ko": {}}, terms)


def text_of(text: str, file: str = "chapters/en/page.md") -> Text:
    return Text(file, text, git.hash_of(text.encode()))


def marked(text: str, english: str) -> str:
    """A translation with the marker of its English."""
    return f"{pages.marker(text_of(english).blob)}\n{text}"


def compared(made: str, english: str, language: str = "ja", old: tuple[str, ...] = ()) -> Compared:
    """A translation, its marker included, beside today's English; `old` are other versions that are known."""
    file = f"chapters/{language}/page.md"
    blobs = {text_of(text).blob: text for text in (english, *old)}
    translation = text_of(made, file)
    return pages.compare(
        shelf(), language, "page", translation, text_of(english), pages.cut(shelf(), translation), blobs
    )


def findings(made: str, english: str, language: str = "ja", old: tuple[str, ...] = ()) -> list[Finding]:
    return checks.find(compared(made, english, language, old))[0]


@functools.cache
def pair(name: str) -> tuple[str, str, str]:
    """English, translation with its marker, and language of `ja/looking` or `generated-07`."""
    if name.startswith("generated-"):
        english, made = make(int(name.rpartition("-")[2]))
        return english, marked(made, english), "ja"
    language, _, page = name.partition("/")
    folder = Path(REPOSITORY) / "chapters"
    english = (folder / "en" / "builders-guide" / f"{page}.md").read_text(encoding="utf-8")
    made = (folder / language / "builders-guide" / f"{page}.md").read_text(encoding="utf-8")
    return english, marked(made.split("\n", 1)[1], english), language
