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
LEAST = 3
"""Lines of code that stand on one page with each other."""
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


def pieces_of(source: str) -> list[str]:
    """Code parted at blank lines, so that no piece has less than three; each but the last keeps its blank ones."""
    pieces = [""]
    for row in re.findall(r".*\n|.+", source):
        is_end = pieces[-1].endswith("\n\n") and pieces[-1].strip().count("\n") + 1 >= LEAST
        pieces += [row] if is_end else []
        pieces[-1] += "" if is_end else row
    if len(pieces) > 1 and pieces[-1].count("\n") + 1 < LEAST:
        pieces[-2:] = ["".join(pieces[-2:])]
    return pieces


def listing(source: str) -> str:
    """Typst that shows `source` as it was printed."""
    return f"raw({quoted(wrapped(source))}, block: true)"


def listings(pieces: Sequence[str], language: str) -> list[str]:
    """Typst that shows each piece of some code; a string may go on from one to the next."""
    lines = _lines("".join(pieces))
    rows = colours.rows_of("\n".join(lines), language)
    ends = accumulate(piece.count("\n") for piece in pieces[:-1])
    return [_coloured(lines[start:end], rows[start:end]) for start, end in pairwise([0, *ends, len(lines)])]


def _coloured(lines: Sequence[str], rows: Sequence[Sequence[colours.Piece]]) -> str:
    """Without the blank lines that it ends in."""
    while len(lines) > 1 and not lines[-1].strip():
        lines, rows = lines[:-1], rows[:-1]
    shown = "".join(f"{_typst(line, row)}, " for line, row in zip(lines, rows, strict=True))
    whole = "\n".join(lines)
    return f"coloured({quoted(whole)}, ({shown}))"


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
