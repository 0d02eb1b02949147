"""A language in, the words that a PDF brings itself out; and texts as Typst writes them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def words_of(language: str) -> Mapping[str, str]:
    """The words of `language`, from `languages/<language>.toml`; English where there are none."""
    return _read("en") | _read(language)


def _read(language: str) -> dict[str, str]:
    file = files("tabbook.pdf").joinpath("languages", f"{language}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def quoted(text: str) -> str:
    """`text` as a string of Typst, on one line."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'
