"""Code goes in, HTML with Pygments' classes comes out; equal code is highlighted once for all languages."""
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import re
from functools import cache
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pygments.formatters import HtmlFormatter
    from pygments.lexer import Lexer

CELL = '<div class="cell" id="{}">'
"""Opens a cell of a page."""
LISTING = '<div class="listing"><pre class="code" translate="no"><code>{}</code></pre></div>'
"""Code as a page shows it."""
_PLAIN_SPAN = re.compile(r"""<span class="(?:n|nn|nx|nv|na|py|o|p|w|g|go|esc|x)">(.*?)</span>""", re.DOTALL)
"""Names, signs and blanks: the style sheet shows them as ink, so their spans would only be weight."""
_SHOWN = re.compile(CELL.format('[^"]*') + LISTING.format("(.*?)"), re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_known: dict[str, str] = {}
"""Python cells by their code."""


def to_html(source: str, language: str) -> str:
    """The code as HTML without a `pre` around; plain text where `language` is unknown."""
    return _known[source] if language == "python" and source in _known else _highlighted(source, language)


def recall(page: str) -> None:
    """Take from the HTML of a page how its cells are highlighted: Pygments is slow to import."""
    shown: dict[str, set[str]] = {}
    for html in _SHOWN.findall(page):
        shown.setdefault(unescape(_TAG.sub("", html)), set()).add(html)
    # A cell in another language begins with its magic; what is there in two ways is not taken from either.
    _known.update({code: html.pop() for code, html in shown.items() if len(html) == 1 and not code.startswith("%%")})


@cache
def _highlighted(source: str, language: str) -> str:
    from pygments import highlight

    html = str(highlight(source, _lexer(language), _formatter())).rstrip("\n")
    return _PLAIN_SPAN.sub(r"\1", html)


@cache
def _formatter() -> HtmlFormatter:
    from pygments.formatters import HtmlFormatter

    return HtmlFormatter(nowrap=True)


@cache
def _lexer(language: str) -> Lexer:
    from pygments.lexers import get_lexer_by_name
    from pygments.lexers.special import TextLexer
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language or "text", stripnl=False)
    except ClassNotFound:
        return TextLexer(stripnl=False)
