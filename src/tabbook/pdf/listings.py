"""A cell's code or what it printed in; the same with a sign at each place where a line is too long, out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import combining, east_asian_width

from tabbook.pdf.words import quoted

COLUMNS = 80
"""Letters of code that stand side by side on the page."""
BREAK = "\ue000"
"""What the template shows as the end of a line and a mark. No font and no program has it."""
_MARK_WIDTH = 2
_WIDE = 1.0 / 0.602
"""Width of a Japanese or Korean letter, in those of the code's own font."""


def width_of(text: str) -> float:
    """How many columns `text` takes."""
    return sum(map(_width, text))


def _width(letter: str) -> float:
    if combining(letter):
        return 0.0
    return _WIDE if east_asian_width(letter) in "WF" else 1.0


def wrapped(source: str) -> str:
    """`source` without a line that the page would cut."""
    return "\n".join(BREAK.join(_pieces(line.expandtabs(4))) for line in source.replace(BREAK, "").split("\n"))


def _pieces(line: str) -> Iterator[str]:
    """`line` in pieces that fit; cut behind a blank or a comma where one is near, else anywhere."""
    room = float(COLUMNS)
    while width_of(line) > room:
        end = _fitting(line, room)
        blank = max((found.end() for found in re.finditer(r"[\s,/]", line[:end])), default=0)
        end = blank if blank > end * 0.6 else end
        yield line[:end]
        line, room = line[end:], float(COLUMNS - _MARK_WIDTH)
    yield line


def _fitting(line: str, room: float) -> int:
    """How many letters of `line` fit."""
    taken = 0.0
    for index, letter in enumerate(line):
        taken += _width(letter)
        if taken > room:
            return max(index, 1)
    return len(line)


def listing(source: str, language: str = "") -> str:
    """Typst that shows `source` as code."""
    named = f", lang: {quoted(language)}" if language else ""
    return f"raw({quoted(wrapped(source))}, block: true{named})"
