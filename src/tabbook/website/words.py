"""The words of the interface: a language goes in, its words come out; gaps are filled from English."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def words_of(language: str) -> Mapping[str, str]:
    """The interface words of `language`, from `languages/<language>.toml`; English where there are none."""
    return _read("en") | _read(language)


def _read(language: str) -> dict[str, str]:
    file = files("tabbook.website").joinpath("languages", f"{language}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
