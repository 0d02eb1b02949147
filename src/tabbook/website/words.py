"""The words of the interface: a language goes in, its words come out; gaps are filled from English."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path


def words_of(language: str) -> Mapping[str, str]:
    """The interface words of `language`, from `languages/<language>.toml`; English where there are none."""
    return _words(language, tuple(map(_stamp, ("en", language))))


def number(value: int, words: Mapping[str, str]) -> str:
    """`value` as the language of `words` writes it: 12,000."""
    return f"{value:,}".replace(",", words["thousands"])


@cache
def _words(language: str, stamps: tuple[int, ...]) -> Mapping[str, str]:
    """Read anew where a file has another stamp: who translates the interface sees it in the preview."""
    return _read("en") | _read(language)


@cache
def _file(language: str) -> Path:
    return Path(str(files("tabbook.website"))) / "languages" / f"{language}.toml"


def _stamp(language: str) -> int:
    try:
        return os.stat(_file(language)).st_mtime_ns
    except OSError:  # We have no words of this language.
        return 0


def _read(language: str) -> dict[str, str]:
    file = _file(language)
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
