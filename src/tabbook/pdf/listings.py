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
NEXT = "\n↪ "
"""The same, written out."""
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
    start, room = 0, float(COLUMNS)
    while (end := _fitting(line, start, room)) < len(line):
        blank = max((found.end() for found in re.finditer(r"[\s,/]", line[start:end])), default=0)
        end = start + blank if blank > (end - start) * 0.6 else end
        yield line[start:end]
        start, room = end, float(COLUMNS - _MARK_WIDTH)
    yield line[start:]


def _fitting(line: str, start: int, room: float) -> int:
    """Where the letters of `line` from `start` that fit end."""
    taken = 0.0
    for index in range(start, len(line)):
        taken += _width(line[index])
        if taken > room:
            return max(index, start + 1)
    return len(line)


def listing(source: str, language: str = "") -> str:
    """Typst that shows `source` as code."""
    if language:
        return f"raw({quoted(wrapped(source))}, block: true, lang: {quoted(language)})"
    # Typst gives up on a line of print that ends a thousand times; nothing is lost by lines of their own.
    return f"raw({quoted(wrapped(source).replace(BREAK, NEXT))}, block: true)"
