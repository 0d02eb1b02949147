"""Code goes in; each of its rows in pieces of one colour, named as the template names them, comes out.

Typst has colours for code itself, but sets each sign alone: code would take half of a large book's time.
"""
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Name, Number, Operator, String
from pygments.util import ClassNotFound

Piece = tuple[str, str]
"""A colour, and the letters that have it."""
PLAIN = "plain"
_COLOURS = {
    Comment: "comment",
    String: "string",
    Number: "number",
    Keyword.Constant: "number",
    Keyword: "keyword",
    Operator.Word: "keyword",
    Name.Function: "named",
    Name.Class: "named",
    Name.Decorator: "named",
}
"""The site's, but for the names of what Python brings itself."""


def rows_of(source: str, language: str) -> list[list[Piece]]:
    """The rows of `source`, all of one colour where `language` is unknown."""
    rows: list[list[Piece]] = [[]]
    for colour, words in _coloured(source, language):
        first, *others = words.split("\n")
        _add(rows[-1], colour, first)
        for row in others:
            rows.append([])
            _add(rows[-1], colour, row)
    return rows


def _add(row: list[Piece], colour: str, words: str) -> None:
    """Blanks have the colour of what stands before them."""
    if row and (row[-1][0] == colour or words.isspace()):
        row[-1] = (row[-1][0], row[-1][1] + words)
    elif words:
        row.append((colour, words))


def _coloured(source: str, language: str) -> Iterator[Piece]:
    lexer = _lexer(language)
    if lexer is None:
        yield PLAIN, source
        return
    for kind, words in lexer.get_tokens(source):
        yield next((_COLOURS[part] for part in reversed(kind.split()) if part in _COLOURS), PLAIN), words


@cache
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False) if language else None
    except ClassNotFound:
        return None
