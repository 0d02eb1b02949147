"""A language in, the words that a bound book brings itself out; a book in, its title out."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from tabbook.config import Config
from tabbook.document import Book
from tabbook.document.tree import plain_text


@cache
def words_of(language: str) -> Mapping[str, str]:
    """The words of `language`, from `languages/<language>.toml`; English where there are none."""
    return _read("en") | _read(language)


def _read(language: str) -> dict[str, str]:
    file = files("tabbook.edition").joinpath("languages", f"{language}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def title_of(book: Book, config: Config) -> str:
    """What the config calls the book in its language, else the title of its first page, else its name."""
    headings = book.pages[0].headings
    title = config.language(book.language).title or (plain_text(headings[0].inlines) if headings else "")
    return title or config.project.name
