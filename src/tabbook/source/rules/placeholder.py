"""Numbers that an old translation tool left where a link or a formula stood."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tabbook.document import Piece, Text
from tabbook.errors import Place, Problem
from tabbook.source.lines import split

_PLACEHOLDER = re.compile(r"(?<!\d) (?: https? )? 73229[3-9] \d{3} (?!\d)", re.VERBOSE)  # they count from 732293614


def find(pieces: Iterable[Piece]) -> list[Problem]:
    """A report for each line with such a number."""
    problems = []
    for piece in pieces:
        if isinstance(piece, Text) and "73229" in piece.text:
            for line, text in enumerate(split(piece.text), piece.place.line):
                if match := _PLACEHOLDER.search(text):
                    what = f"`{match[0]}` stands where a translation tool lost a link or a formula"
                    cure = "put back what the original has there"
                    problems.append(Problem("S18", Place(piece.place.file, line), what, cure, "warning"))
    return problems
