"""What a browser asks for in, the language of the desk and its words out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "ja", "ko")
_WISH = re.compile(r"\s*(?P<language>[A-Za-z]+)[^;,]*(?:;\s*q=(?P<weight>[01](?:\.\d*)?))?[^,]*")


@cache
def words_of(language: str) -> Mapping[str, str]:
    """The words of `language`, from `languages/<language>.toml`."""
    file = files("tabbook.desk").joinpath("languages", f"{language}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def choose(accepted: str) -> str:
    """The language that a browser likes best, from its header `Accept-Language`; English where we have none of them."""
    wishes = [match for part in accepted[:1000].split(",") if (match := _WISH.fullmatch(part))]
    known = [(float(wish["weight"] or 1), wish["language"].lower()) for wish in wishes]
    return max((pair for pair in known if pair[1] in LANGUAGES), key=lambda pair: pair[0], default=(0, "en"))[1]
