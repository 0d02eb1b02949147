"""Slide marks: `[**` ... `**]`, `(**` ... `**)`, `[~~` ... `~~]`, `(~~` ... `~~)`."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from typing import Literal

from tabbook.document import Formula, Piece, SlideMark, Text
from tabbook.errors import Problem
from tabbook.source.found import FoundPiece
from tabbook.source.passage import Passage

Kind = Literal["[**", "(**", "[~~", "(~~"]
KINDS: dict[str, Kind] = {"[**": "[**", "(**": "(**", "[~~": "[~~", "(~~": "(~~"}
CLOSING: dict[str, Kind] = {"**]": "[**", "**)": "(**", "~~]": "[~~", "~~)": "(~~"}
_CLOSING = re.compile(r"(?: \*\* | ~~ ) [\])]", re.VERBOSE)
_TARGET = re.compile(
    r"""
    \( \s* <?
    (?P<target> [^\s()<>`~]{1,2000} (?: \( [^\s()`~]{0,200} \) [^\s()`~]{0,200} )? )
    >? (?: \s+ "[^"\n]{0,200}" )? \s* \)
    """,
    re.VERBOSE,
)
_LIKELY = re.compile(
    r"""
      [A-Za-z][A-Za-z0-9+.-]* :     # a scheme
    | \#                            # a place on this page
    | [^/:]* /                      # a path
    | .* \. (?: md | html? | ipynb | py | pdf | png | jpe?g | gif | svg | webp | txt | csv | json | zip | bib )
      (?: \# .* )? \Z               # a file
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BOLD = r"(?: \*\* (?: [^*] | \*(?!\*) )*+ \*\* | ~~ (?: [^~] | ~(?!~) )*+ ~~ )"
_HALF_WIDE = re.compile(rf"\( {_BOLD} ） | （ {_BOLD} \)", re.VERBOSE)
"""Opened as a slide mark and closed by a full-width bracket, or the other way round."""


def read(passage: Passage, at: int, written: str) -> FoundPiece:
    """What may be a slide mark at `at`; `pair` decides."""
    kind = KINDS.get(written) or CLOSING[written]
    return FoundPiece(SlideMark(passage.place(at), written, kind, is_open=written in KINDS))


def closing(passage: Passage, start: int, end: int) -> tuple[SlideMark, ...]:
    """The closing marks between two offsets."""
    found = _CLOSING.finditer(passage.text, start, end)
    return tuple(SlideMark(passage.place(m.start()), m[0], CLOSING[m[0]], is_open=False) for m in found)


def pair(passage: Passage, pieces: Sequence[Piece]) -> tuple[list[Piece], list[Problem]]:
    """`pieces` with only those slide marks that have a partner; the others are text again."""
    partners, links = _partners(passage, pieces)
    kept: list[Piece] = []
    lonely: list[tuple[int, SlideMark]] = []
    problems: list[Problem] = []
    at = 0
    for piece in pieces:
        if isinstance(piece, SlideMark) and id(piece) not in partners:
            lonely += [] if id(piece) in links else [(at, piece)]
            kept.append(Text(piece.place, piece.text))
        elif isinstance(piece, Formula) and piece.slide_marks:
            problems += [_lonely(mark) for mark in piece.slide_marks if id(mark) not in partners]
            marks = tuple(mark for mark in piece.slide_marks if id(mark) in partners)
            kept.append(dataclasses.replace(piece, slide_marks=marks))
        else:
            kept.append(piece)
        at += len(piece.text)
    return kept, problems + _problems(passage, kept, lonely)


def _partners(passage: Passage, pieces: Sequence[Piece]) -> tuple[set[int], set[int]]:
    """Identities of the marks that have a partner, and of those that are the text of a link."""
    partners: set[int] = set()
    links: set[int] = set()
    pending: dict[str, SlideMark] = {}
    at = 0
    for piece in pieces:
        at += len(piece.text)
        marks = piece.slide_marks if isinstance(piece, Formula) else (piece,) if isinstance(piece, SlideMark) else ()
        for mark in marks:
            if mark.is_open:
                pending[mark.kind] = mark
            elif partner := pending.pop(mark.kind, None):
                is_link = mark.text == "**]" and isinstance(piece, SlideMark) and _has_target(passage.text, at)
                (links if is_link else partners).update((id(partner), id(mark)))
    return partners, links


def _has_target(text: str, at: int) -> bool:
    match = _TARGET.match(text, at)
    return bool(match and _LIKELY.match(match["target"]))


def _problems(passage: Passage, pieces: Sequence[Piece], lonely: list[tuple[int, SlideMark]]) -> list[Problem]:
    """Reports of the marks in `lonely` that are no ordinary bold or struck-out text in brackets."""
    if not lonely:
        return []
    running = "".join(piece.text if isinstance(piece, Text) else "\0" * len(piece.text) for piece in pieces)
    judged: dict[tuple[int, str], bool] = {}
    problems = []
    for at, mark in lonely:
        start, symbol = passage.paragraph_start(at), mark.kind[1:]
        if (start, symbol) not in judged:
            judged[start, symbol] = _is_odd(running[start : passage.paragraph_end(at)], symbol)
        if judged[start, symbol]:
            problems.append(_lonely(mark))
    return problems


def _is_odd(paragraph: str, symbol: str) -> bool:
    return paragraph.count(symbol) % 2 == 1 or _HALF_WIDE.search(paragraph) is not None


def _lonely(mark: SlideMark) -> Problem:
    if mark.is_open:
        closes = next(text for text, kind in CLOSING.items() if kind == mark.kind)
        what, cure = (
            f"the slide mark `{mark.text}` is never closed",
            f"close it with `{closes}`, or write \\{mark.text}",
        )
    else:
        what, cure = f"the slide mark `{mark.text}` closes nothing", f"open it with `{mark.kind}`, or delete it"
    return Problem("S16", mark.place, what, cure, "warning")
