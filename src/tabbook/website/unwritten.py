"""The pages of a site that is not written go in, a search that needs no index comes out, as one script."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path

from tabbook.website.addresses import relative
from tabbook.website.search import Source, without_index

_ARTICLE = re.compile(r"<article(?P<attributes>[^>]*)>(?P<body>.*)</article>", re.DOTALL)
_OWN_LANGUAGE = re.compile(r"""\slang="([^"]*)\"""")
_TITLE = re.compile(r"<title>(.*?)(?: · [^<]*)?</title>", re.DOTALL)
_CHOICE = re.compile(r'class="choice" data-framework="([^"]*)">([^<]*)<')


def search_of(files: Mapping[str, bytes | Path], language: str) -> bytes | None:
    """The search of the pages in `language`; `None` where there are none."""
    sources, labels = [], dict[str, str]()
    for name, content in files.items():
        if not (name.startswith(f"{language}/") and name.endswith(".html") and isinstance(content, bytes)):
            continue
        html = content.decode()
        if article := _ARTICLE.search(html):
            own = _OWN_LANGUAGE.search(article["attributes"])
            title = unescape(match[1]) if (match := _TITLE.search(html)) else name
            address = relative(name, f"{language}/")
            sources.append(Source(address, title, own[1] if own else language, article["body"]))
            labels |= {framework: unescape(label) for framework, label in _CHOICE.findall(html)}
    return without_index(sources, labels) if sources else None
