"""Text in, the same with brackets that nest too deep escaped, out: pandoc takes twice as long for each level more."""

from __future__ import annotations

import re

DEEPEST = 6
"""No author nests deeper: a link around a picture is two levels."""
_PARTS = re.compile(
    r"""
      \\.                # what is escaped is no bracket
    | \n[ \t]*(?=\n)     # a paragraph ends
    | [\[\]]
    | [^\\\[\]\n]+ | .
    """,
    re.VERBOSE | re.DOTALL,
)


class Brackets:
    """Counts the brackets that are open, over the pieces of a page's prose."""

    def __init__(self) -> None:
        self.open = 0

    def flattened(self, text: str) -> str:
        if "[" not in text and not self.open:
            return text
        return _PARTS.sub(self._part, text)

    def _part(self, found: re.Match[str]) -> str:
        part = found[0]
        if part[0] == "\n" and found.string.startswith("\n", found.end()):
            self.open = 0
        elif part == "[":
            self.open += 1
            return part if self.open <= DEEPEST else "\\["
        elif part == "]":
            self.open = max(0, self.open - 1)
        return part
