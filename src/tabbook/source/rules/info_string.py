"""The info string of a fence in, its classes and keys out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

LANGUAGES = ("python", "bash", "r", "ruby")

_ATTRIBUTE = re.compile(
    r"""
      \. (?P<class> [^\s}=]+ )              # .python
    | \# (?P<id> [^\s}]+ )                  # #cell-b
    | (?P<key> [^\s=}]+ ) = (?:             # n=3
          " (?P<double> [^"]* ) "           # note="x y"
        | ' (?P<single> [^']* ) '
        | (?P<plain> [^\s}]* )
      )
    | (?P<word> [^\s}]+ )                   # a bare word counts as a class
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class InfoString:
    """What an info string says."""

    classes: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    """The id and the keys."""

    @property
    def is_executable(self) -> bool:
        """Whether the fence is a cell."""
        return "input" in self.classes

    @property
    def language(self) -> str:
        """The cell's language."""
        return next((name.lower() for name in self.classes if name.lower() in LANGUAGES), "python")

    @property
    def attributes(self) -> tuple[tuple[str, str], ...]:
        """The pairs, and the classes that are neither `input` nor the language."""
        classes = [name for name in self.classes if name != "input" and name.lower() not in LANGUAGES]
        return (*self.pairs, *(("class", name) for name in classes))


@lru_cache(maxsize=256)  # A book has few, and has them at every cell.
def read(info: str) -> InfoString:
    """What `info` says; a word outside braces wins, so `python {.input}` is no cell."""
    if info.startswith("{"):
        return _attributes(info[1:])
    words = info.split()
    if words == ["input"] or (words and all(word.startswith(".") for word in words)):
        return InfoString(tuple(word.lstrip(".") for word in words))
    return InfoString(tuple(words[:1]))


def _attributes(inner: str) -> InfoString:
    classes: list[str] = []
    pairs: list[tuple[str, str]] = []
    for match in _ATTRIBUTE.finditer(inner):
        if name := match["class"] or match["word"]:
            classes.append(name)
        elif match["id"]:
            pairs.append(("id", match["id"]))
        else:
            pairs.append((match["key"], match["double"] or match["single"] or match["plain"] or ""))
    return InfoString(tuple(classes), tuple(pairs))
