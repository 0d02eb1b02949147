"""Pages of the site go in; what the preview says below one in its language, and a search of all, come out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape
from pathlib import Path

from tabbook import website
from tabbook.website.words import words_of

_LANGUAGE = re.compile(rb'<html\b[^>]*?\slang="([^"]*)"')
_SEARCH = re.compile(r"/([^/]+)/search\.js")


def words_for(page: bytes) -> str:
    """The words of the bar at the foot of `page`, as the value of an attribute."""
    language = match[1].decode() if (match := _LANGUAGE.search(page)) else "en"
    words = {name.removeprefix("preview_"): text for name, text in words_of(language).items() if "preview" in name}
    return escape(json.dumps({"lang": language, **words}, ensure_ascii=False))


def search_at(address: str, files: Mapping[str, bytes | Path]) -> bytes | None:
    """The search of a language, where `address` is that of one; made when a reader asks, as most previews never do."""
    match = _SEARCH.fullmatch(address)
    return website.search_of(files, match[1]) if match else None
