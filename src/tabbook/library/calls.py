"""A source and a call in it in, the places of the call's arguments out, their parentheses and comments included."""

from __future__ import annotations

import ast
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass

from tabbook.library.cells import Positions

BLANK_TOKENS = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE)


@dataclass(frozen=True, slots=True)
class Arguments:
    """Where the parts of a call stand, as offsets in the source."""

    start: int
    """Where the call begins."""
    spans: tuple[tuple[int, int], ...]
    """Where each argument begins and ends, blanks and comments around it left out."""
    comma: int | None
    """Where the first comma between arguments stands."""
    close: int
    """Where the closing parenthesis stands."""


def arguments_of(source: str, call: ast.Call, tokens: Sequence[tokenize.TokenInfo]) -> Arguments | None:
    """The places of `call`'s arguments; `None` where its parentheses were not found."""
    positions = Positions(source)
    name_end = positions.end(call.func)
    close = positions.end(call) - 1
    # A lambda's own commas come before its end.
    ends = sorted(positions.end(node) for node in (*call.args, *(keyword.value for keyword in call.keywords)))
    depth = 0
    commas: list[int] = []
    spans: list[tuple[int, int]] = []
    first = last = None
    for token in tokens:
        start, end = positions.offset(*token.start), positions.offset(*token.end)
        if start < name_end or token.type in BLANK_TOKENS:
            continue
        if start >= close:
            break
        if depth == 0 and token.string != "(":
            return None
        if depth == 1 and token.string == "," and start >= ends[len(commas)]:
            commas.append(start)
            if first is not None and last is not None:
                spans.append((first, last))
            first = last = None
        elif depth:
            first, last = start if first is None else first, end
        if token.type == tokenize.OP:
            depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(token.string, 0)
    if first is not None and last is not None:
        spans.append((first, last))
    return Arguments(positions.start(call), tuple(spans), commas[0] if commas else None, close)
