"""Characters that no author writes, often all that is left of a backslash and a letter."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tabbook.document import Block, Formula, Piece, Prose
from tabbook.errors import Place, Problem
from tabbook.source.lines import split

_CONTROL = re.compile(
    r"""
      [\x00-\x08\x0b\x0c\x0e-\x1f\x7f]
    | [\x80-\x9f\u2028\u2029]            # line ends of other systems, read as ordinary characters
    | (?P<lone> \r (?!\n) )
    """,
    re.VERBOSE,
)
_SUSPECT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
"""All of these, and every carriage return: found in a fifth of the time."""
_REPAIRED = {"\b": r"\b", "\f": r"\f", "\r": r"\r"}
_NAMES = {"\b": "a backspace", "\f": "a form feed", "\r": "a carriage return", "\0": "a zero character"}


def may_be_in(text: str) -> bool:
    """Whether a page may have one."""
    return _SUSPECT.search(text) is not None


def find(blocks: Iterable[Block], has_line_feeds: bool) -> list[Problem]:
    """A report for each line with such a character."""
    problems = []
    for block in blocks:
        for part in block.pieces if isinstance(block, Prose) else (block,):
            if _CONTROL.search(part.text):
                problems += _in_part(part, has_line_feeds)
    return problems


def _in_part(part: Block | Piece, has_line_feeds: bool) -> list[Problem]:
    problems = []
    for line, text in enumerate(split(part.text), part.place.line):
        match = _CONTROL.search(text)
        if match and (has_line_feeds or not match["lone"]):
            problems.append(_problem(Place(part.place.file, line), match, isinstance(part, Formula)))
    return problems


def _problem(place: Place, match: re.Match[str], is_in_formula: bool) -> Problem:
    character = match[0]
    name = _NAMES.get(character, f"the control character U+{ord(character):04X}")
    if is_in_formula and character in _REPAIRED:
        repaired = _REPAIRED[character]
        what = f"{name} stands in a formula, and is read as the `{repaired}` it once was"
        return Problem("S17", place, what, "write the backslash and the letter again", "warning")
    return Problem("S17", place, f"there is {name} in this line", "delete it, or write what stood there", "warning")
