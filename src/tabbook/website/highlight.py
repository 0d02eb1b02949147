"""Code goes in, HTML with Pygments' classes comes out; equal code is highlighted once for all languages."""
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import re
from functools import cache

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.lexers.special import TextLexer
from pygments.util import ClassNotFound

_FORMATTER = HtmlFormatter(nowrap=True)
_PLAIN = TextLexer(stripnl=False)


_PLAIN_SPAN = re.compile(r"""<span class="(?:n|nn|nx|nv|na|py|o|p|w|g|go|esc|x)">(.*?)</span>""", re.DOTALL)
"""Names, signs and blanks: the style sheet shows them as ink, so their spans would only be weight."""


@cache
def to_html(source: str, language: str) -> str:
    """The code as HTML without a `pre` around; plain text where `language` is unknown."""
    html = str(highlight(source, _lexer(language), _FORMATTER)).rstrip("\n")
    return _PLAIN_SPAN.sub(r"\1", html)


@cache
def _lexer(language: str) -> Lexer:
    try:
        return get_lexer_by_name(language, stripnl=False) if language else _PLAIN
    except ClassNotFound:
        return _PLAIN
