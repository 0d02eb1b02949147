"""A cell's code or what it printed in; the same with a sign at each place where a line is too long, out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from unicodedata import combining, east_asian_width

from tabbook.pdf import colours
from tabbook.pdf.words import quoted

COLUMNS = 80
"""Letters of code that stand side by side on the page."""
NEXT = "\n↪ "
"""Where a line is too long, it goes on in the next behind this mark."""
_MARK_WIDTH = 2
_WIDE = 1.0 / 0.602
"""Width of a Japanese or Korean letter, in those of the code's own font."""
_OTHER_ENDS = re.compile("[\r\x0b\x0c\x85\u2028\u2029]")
"""What Typst ends a line of code at beside the usual."""


def width_of(text: str) -> float:
    """How many columns `text` takes."""
    return sum(map(_width, text))


def _width(letter: str) -> float:
    if combining(letter):
        return 0.0
    return _WIDE if east_asian_width(letter) in "WF" else 1.0


def wrapped(source: str) -> str:
    """`source` without a line that the page would cut."""
    return "\n".join(NEXT.join(_pieces(line)) for line in _lines(source))


def _lines(source: str) -> list[str]:
    """Lines as Typst counts them."""
    return [line.expandtabs(4) for line in _OTHER_ENDS.sub(" ", source).split("\n")]


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
    if not language:
        return f"raw({quoted(wrapped(source))}, block: true)"
    lines = _lines(source)
    whole = "\n".join(lines)
    rows = zip(lines, colours.rows_of(whole, language), strict=True)
    return f"coloured({quoted(whole)}, ({''.join(f'{_typst(line, row)}, ' for line, row in rows)}))"


def _typst(line: str, row: Sequence[colours.Piece]) -> str:
    """A row with a mark wherever its line goes on."""
    ends = list(accumulate(map(len, _pieces(line))))[:-1]
    parts, at = [], 0
    for colour, words in row:
        for start, end in pairwise([at, *(end for end in ends if at < end < at + len(words)), at + len(words)]):
            parts += ["onward"] if start in ends else []
            # Typst knows the line of what stands in brackets, where no font has one of its letters.
            parts.append(f"{colour}[#{quoted(line[start:end])}]")
        at += len(words)
    return " + ".join(parts) or "[]"
