"""The books of the site go in, its page for addresses that are none comes out: 404.html, as hosts look for it."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlsplit

from markupsafe import Markup

from tabbook.website.addresses import page_address, relative
from tabbook.website.facts import Facts
from tabbook.website.heads import book_title
from tabbook.website.words import words_of

FILE = "404.html"


def shown(facts: Facts) -> dict[str, Any]:
    """What the template shows. The page loads nothing: no relative address is right at every depth."""
    style = _read("colours.css") + _read("lost.css")
    script = _read("lost.js")
    top = urlsplit(facts.config.website.url).path
    return {
        "policy": (
            f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; img-src data:;"
            " connect-src 'self'; base-uri 'none'; form-action 'none'"
        ),
        "style": Markup(style),
        "script": Markup(script),
        "icon": f"data:image/svg+xml,{quote(_read('favicon.svg'), safe='')}",
        "languages": [_language(name, top, facts) for name in facts.books],
    }


def _language(name: str, top: str, facts: Facts) -> dict[str, Any]:
    below = relative(page_address(facts.config, name, facts.config.build.index), "")
    title = book_title(facts, name)
    return {"name": name, "words": words_of(name), "title": title, "below": below, "address": top + below}


def _read(name: str) -> str:
    return files("tabbook.website").joinpath("assets", name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """What a Content-Security-Policy calls a style or script that stands in the page."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
