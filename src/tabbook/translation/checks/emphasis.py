"""Emphasis: that CommonMark, which Jupyter reads, renders it beside the letters and brackets around."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from tabbook.document import SlideMark, Text
from tabbook.translation.finding import Finding, clipped, prose
from tabbook.translation.pages import Compared
from tabbook.translation.units import Unit

_STRONG = re.compile(
    r"(?<![*\\]) (?P<mark> \*{1,3} ) (?![*\s]) (?P<inside> [^*]+? ) (?<![*\s\\]) (?P=mark) (?!\*)", re.VERBOSE
)
_BROKEN = re.compile(r"(?<![*\\]) \*\* (?: \s+ [^*\n]+ \s* | [^*\n]+ \s+ ) \*\* (?!\*)", re.VERBOSE)


def check(page: Compared) -> Iterator[Finding]:
    """Emphasis whose asterisks a reader would see."""
    for spot in prose(page):
        for made in spot.row.made:
            if "*" in made.text and made.is_prose and made.key not in {unit.key for unit in spot.english}:
                yield from _of(made)


def _of(unit: Unit) -> Iterator[Finding]:
    # A piece that is no text is a sign to CommonMark too: a dollar, a colon or a backtick.
    pieces = (piece for piece in unit.pieces if not isinstance(piece, SlideMark))
    text = "".join(piece.text if isinstance(piece, Text) else _seen(piece.text) for piece in pieces)
    rest = _STRONG.sub(lambda match: "x" * len(match[0]), text)
    for match in (*_STRONG.finditer(text), *_BROKEN.finditer(rest)):
        inside = match[0].strip("*")
        before, after = text[: match.start()][-1:] or " ", text[match.end() :][:1] or " "
        if not (_opens(before, inside[0]) and _opens(after, inside[-1])):
            what = f"{clipped(match[0], 40)} will print its asterisks"
            cure = "put brackets and quotation marks outside of it, or rephrase"
            yield Finding("T17", _line(unit, text, match.start()), what, cure, made=unit)


def _seen(text: str) -> str:
    return text[:1] + "x" * (len(text) - 2) + text[-1:] if len(text) > 1 else text


def _line(unit: Unit, text: str, at: int) -> int:
    return unit.line + text[:at].lstrip("\n").count("\n")


def _opens(outside: str, inside: str) -> bool:
    """CommonMark's rule: a mark with punctuation inside needs a blank or punctuation outside."""
    if inside.isspace():
        return False
    return unicodedata.category(inside)[0] not in "PS" or outside.isspace() or unicodedata.category(outside)[0] in "PS"
