"""A passage in, its pieces out."""

from __future__ import annotations

import re
from collections.abc import Callable

from tabbook.document import Piece, Text, Verbatim
from tabbook.errors import Problem
from tabbook.source.found import FoundPiece
from tabbook.source.passage import Passage
from tabbook.source.rules import code_span, comment, formula, mark, role, slide_mark

_TRIGGER = re.compile(
    r"""
      \\ [^\w\s]                                # an escaped character means itself
    | ` `*
    | \$
    | : [ \t]? (?= [A-Za-z_] [\w-]{0,30} : [`\w] )
    | <!--
    | \[ (?: \*\* | ~~ )
    | \( (?: \*\* | ~~ )
    | \*\* [\])]
    | ~~ [\])]
    """,
    re.VERBOSE,
)
"""Each alternative begins with one letter, for then Python skips what none begins with."""


PIECE_RULES: tuple[tuple[str, Callable[[Passage, int, str], FoundPiece | None]], ...] = (
    ("`", code_span.read),
    ("$", formula.read),
    ("<", comment.read),
    (":", mark.read),
    (":", role.read),
    (":", role.read_unknown),
    (":", role.read_bare),
    ("[(*~", slide_mark.read),
)
"""Tried in this order where one of the characters begins a trigger; what none of them wants is text."""

_RULES = {first: tuple(rule for begins, rule in PIECE_RULES if first in begins) for first in "`$<:[(*~\\"}


def read(passage: Passage) -> tuple[tuple[Piece, ...], list[Problem]]:
    """The pieces of `passage`; their texts joined are its text."""
    pieces, problems = _scan(passage)
    paired, lonely = slide_mark.pair(passage, pieces)
    return tuple(_merge(paired)), problems + lonely


def _scan(passage: Passage) -> tuple[list[Piece], list[Problem]]:
    pieces: list[Piece] = []
    problems: list[Problem] = []
    at = done = 0
    for start, end in (*passage.verbatim, (len(passage.text), len(passage.text))):
        while at < start and (trigger := _TRIGGER.search(passage.text, at, start)):
            written = trigger[0]
            rules = _RULES[written[0]]
            at = trigger.end() if written[0] == "\\" else trigger.start() + 1
            if found := next((found for rule in rules if (found := rule(passage, trigger.start(), written))), None):
                pieces += [*_text(passage, done, trigger.start()), found.piece]
                problems += found.problems
                at = done = trigger.start() + len(found.piece.text)
        if at <= start < end:
            pieces += [*_text(passage, done, start), Verbatim(passage.place(start), passage.text[start:end])]
            at = done = end
        at = max(at, start)
    return [*pieces, *_text(passage, done, len(passage.text))], problems


def _text(passage: Passage, start: int, end: int) -> list[Piece]:
    return [Text(passage.place(start), passage.text[start:end])] if start < end else []


def _merge(pieces: list[Piece]) -> list[Piece]:
    """`pieces` with neighbouring texts made one."""
    merged: list[Piece] = []
    run: list[Text] = []
    for piece in (*pieces, None):
        if isinstance(piece, Text):
            run.append(piece)
            continue
        if run:
            merged.append(Text(run[0].place, "".join(text.text for text in run)))
            run = []
        if piece is not None:
            merged.append(piece)
    return merged
