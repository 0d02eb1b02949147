"""A paragraph that breaks between letters goes in; the same comes out with its end tied, so no last line is one letter.

A browser's own `text-wrap: pretty` saves a word from standing alone, but in Japanese it takes a letter for one.
"""

from __future__ import annotations

import re

from tabbook.document import Node
from tabbook.document.tree import span

_END = re.compile(r"[぀-ヿ㐀-鿿]{3}[。．、：！？」』）]*\Z")
"""The last letters of a text, with the marks that may not begin a line."""


def is_broken_anywhere(language: str) -> bool:
    """Whether lines of this language break between any two letters."""
    return language.partition("-")[0] in ("ja", "zh")


def ended(paragraph: Node) -> Node:
    """The paragraph with its last letters in one piece; as it is where it ends in something else than text."""
    inlines = list(paragraph["c"])
    words: list[str] = []
    while inlines and inlines[-1]["t"] == "Str":
        words.insert(0, inlines.pop()["c"])
    last = "".join(words)
    end = _END.search(last)
    if not end:
        return paragraph
    before = [{"t": "Str", "c": last[: end.start()]}] if end.start() else []
    tail = span([{"t": "Str", "c": end[0]}], classes=["together"])
    return {"t": paragraph["t"], "c": [*inlines, *before, tail]}
