"""A page's text in, its lines out. Only LF, CR LF and a lone CR end a line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tabbook.errors import Place

_LINE = re.compile(
    r"""
      [^\r\n]* (?: \r\n | \r | \n )   # a line with its end
    | [^\r\n]+                        # the last line of a file without a final line end
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of one page; an index counts from 0, a line number from 1."""

    file: str
    """The page's file, for places."""
    texts: tuple[str, ...]
    """The lines as written, with their ends."""
    bare: tuple[str, ...]
    """The lines without their ends."""
    frameworks: tuple[str, ...]
    """The frameworks of the book, the default first."""
    first: int
    """Index of the first line that is neither blank nor a translation's marker; the number of lines if all are."""

    def place(self, at: int) -> Place:
        """The place of the line at index `at`."""
        return Place(self.file, at + 1)

    def text(self, start: int, end: int) -> str:
        """The lines from `start` up to `end`, as written."""
        return "".join(self.texts[start:end])

    def body(self, start: int, end: int) -> str:
        """The lines from `start` up to `end`, LF between them, without blank lines at both ends."""
        start, end = self.trim(start, end)
        return "\n".join(self.bare[start:end])

    def trim(self, start: int, end: int) -> tuple[int, int]:
        """The same lines without blank ones at both ends."""
        while start < end and not self.bare[start].strip():
            start += 1
        while end > start and not self.bare[end - 1].strip():
            end -= 1
        return start, end

    def is_blank(self, start: int, end: int) -> bool:
        """Whether there is nothing to see from `start` up to `end`."""
        return not any(line.strip() for line in self.bare[start:end])


def split(text: str) -> list[str]:
    """The lines of `text`, each with its end."""
    return _LINE.findall(text)


def read(text: str, file: str, frameworks: tuple[str, ...]) -> Lines:
    """The lines of the page `file`."""
    texts = tuple(split(text))
    bare = tuple(line.rstrip("\r\n") for line in texts)
    skipped = 1 if bare and bare[0].startswith("<!-- translated-from:") else 0
    first = next((at for at in range(skipped, len(bare)) if bare[at].strip()), len(bare))
    return Lines(file, texts, bare, frameworks, first)
