"""The text of a prose block in, the same with what its pieces must know about lines and paragraphs out."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from tabbook.errors import Place
from tabbook.source.lines import split
from tabbook.source.rules import layout


@dataclass(frozen=True, slots=True)
class Passage:
    """The text of one prose block; every offset counts its characters from 0."""

    file: str
    text: str
    line: int
    """Number of its first line in the file."""
    has_line_feeds: bool
    """Whether the file has LF line ends, so that a lone CR is damage."""
    starts: tuple[int, ...]
    """Offset of each line."""
    words: tuple[int, ...]
    """Offset of the first character of each line that is no blank."""
    verbatim: tuple[tuple[int, int], ...]
    """Start and end of indented fences and indented code."""
    paragraphs: tuple[int, ...]
    """Offsets at which a paragraph ends: no formula goes beyond."""
    items: tuple[int, ...]
    """Offsets at which a paragraph, list item, heading, mark line or table row ends."""
    ticks: dict[int, list[int]]
    """Offsets of the runs of backticks, by their length."""
    doubles: tuple[int, ...]
    """Offsets of double dollar signs."""
    last_comment_end: int
    """Offset of the last end of an HTML comment, or -1."""

    def place(self, at: int) -> Place:
        """The place of the character at offset `at`."""
        return Place(self.file, self.line + self._line(at))

    def paragraph_start(self, at: int) -> int:
        """Where the paragraph around `at` begins."""
        index = bisect_right(self.paragraphs, at)
        return self.paragraphs[index - 1] if index else 0

    def paragraph_end(self, at: int) -> int:
        """Where the paragraph around `at` ends."""
        return self._next(self.paragraphs, at)

    def item_end(self, at: int) -> int:
        """Where the paragraph, list item, heading or row around `at` ends."""
        return self._next(self.items, at)

    def is_line_start(self, at: int) -> bool:
        """Whether only blanks stand before `at` on its line."""
        return self.words[self._line(at)] == at

    def word(self, at: int) -> int:
        """Offset of the first character on the line of `at` that is no blank."""
        return self.words[self._line(at)]

    def _line(self, at: int) -> int:
        return bisect_right(self.starts, at) - 1

    def _next(self, offsets: tuple[int, ...], at: int) -> int:
        index = bisect_right(offsets, at)
        return offsets[index] if index < len(offsets) else len(self.text)

    def next_ticks(self, length: int, at: int) -> int | None:
        """Offset of the next run of exactly `length` backticks from `at` on."""
        runs = self.ticks.get(length, [])
        index = bisect_left(runs, at)
        return runs[index] if index < len(runs) else None


def read(text: str, place: Place, has_line_feeds: bool) -> Passage:
    """The passage that begins at `place`."""
    lines = split(text)
    starts = tuple(_starts(lines))
    ends = (*starts[1:], len(text))
    outline = layout.read(lines)
    ticks: dict[int, list[int]] = {}
    for match in re.finditer("`+", text):
        ticks.setdefault(len(match[0]), []).append(match.start())
    return Passage(
        file=place.file,
        text=text,
        line=place.line,
        has_line_feeds=has_line_feeds,
        starts=starts,
        words=tuple(start + len(line) - len(line.lstrip()) for start, line in zip(starts, lines, strict=True)),
        verbatim=tuple((starts[line] + column, ends[end - 1]) for line, column, end in outline.verbatim),
        paragraphs=tuple(starts[line] for line in outline.paragraphs),
        items=tuple(starts[line] for line in outline.items),
        ticks=ticks,
        doubles=tuple(match.start() for match in re.finditer(r"\$\$", text)),
        last_comment_end=text.rfind("-->"),
    )


def read_items(text: str) -> list[int]:
    """Only `Passage.items`, for whoever cuts up a page further."""
    lines = split(text)
    starts = _starts(lines)
    return [starts[line] for line in layout.read(lines).items]


def _starts(lines: Iterable[str]) -> list[int]:
    """Where each line begins."""
    starts = []
    total = 0
    for line in lines:
        starts.append(total)
        total += len(line)
    return starts
