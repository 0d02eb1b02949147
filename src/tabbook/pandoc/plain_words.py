"""Markdown in, the same with signs for its runs of plain words out; and pandoc's answer with the words back in it.

Most of a page is words that mean nothing to a Markdown reader, which takes its time over every letter of them. A run
keeps its first and last word, so everything that looks at a neighbour finds it; what looks at more than neighbours
keeps all its words: tables, headings and brackets, which other parts of a page are compared with, and raw HTML.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_FIRST, _LAST = 0xF0000, 0xFFFFD
"""The signs: letters of a plane that Unicode leaves to private use."""
_SIGN = re.compile(f"[{chr(_FIRST)}-{chr(_LAST)}]")
_OWN_SIGN = re.compile(f"{_SIGN.pattern}|&#")
"""A sign that an author wrote, perhaps by its number."""
_WIDE = r"\u3041-\u30ff\u3400-\u9fff"
"""Letters of Chinese and Japanese, which has no blanks."""
_RUN = re.compile(
    rf"""
      (?<= [^\W\d_][ ] )  (?: [^\W\d_]+,?[ ] )+ [^\W\d_]+,?  (?= [ ][^\W\d_] )    # words between two words
    | (?<= [{_WIDE}] )  [{_WIDE}\u3001\u3002]{{4,}}  (?= [{_WIDE}] )              # with commas and full stops
    """,
    re.VERBOSE,
)
_WHOLE = re.compile(
    r"""
      [<|]                  # HTML, a table, lines kept as they are
    | \] (?!\{)             # a link, a note, or what they are found by
    | @ | :\S               # an address, whose end a letter is or is not
    | -- | ==               # a table, or the line below a heading
    | ^[ ]{0,3} \#          # a heading
    """,
    re.VERBOSE | re.MULTILINE,
)
"""What a paragraph has that keeps all its words."""
_TABLE = re.compile(r"^[ ]{0,3} [-+] [-=+:\ ]+ $", re.VERBOSE | re.MULTILINE)
"""A line of a table whose columns stand one below the other, perhaps with empty lines between its rows."""


def shortened(markdown: str) -> tuple[str, tuple[str, ...]]:
    """`markdown` with a sign for each run of words, and the runs in the order of their signs."""
    if _OWN_SIGN.search(markdown) or _TABLE.search(markdown):
        return markdown, ()
    signs: dict[str, str] = {}

    def sign(run: re.Match[str]) -> str:
        if len(signs) > _LAST - _FIRST:
            return run[0]
        return signs.setdefault(run[0], chr(_FIRST + len(signs)))

    paragraphs = markdown.split("\n\n")
    return "\n\n".join(text if _WHOLE.search(text) else _RUN.sub(sign, text) for text in paragraphs), tuple(signs)


def restored(answer: str, runs: Sequence[str]) -> str:
    """What pandoc answered to a shortened text, a tree in JSON, with the words of `runs` in place of their signs."""
    return _SIGN.sub(lambda sign: runs[ord(sign[0]) - _FIRST], answer) if runs else answer
