"""A language in, the sentences that a notebook brings itself out."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def words_of(language: str) -> Mapping[str, str]:
    """The sentences of `language`, from `languages/<language>.toml`; English where there are none."""
    return _read("en") | _read(language)


def _read(language: str) -> dict[str, str]:
    file = files("tabbook.notebooks").joinpath("languages", f"{language}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
