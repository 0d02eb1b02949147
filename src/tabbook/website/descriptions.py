"""The prose around a picture and the words drawn in it go in; what is read out in its place comes out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from tabbook.document import Node
from tabbook.document.tree import plain_text

_MOST = 12
"""So many words of a drawing are read out; who hears more has forgotten the first."""
_SENTENCE = re.compile(r"(?<=[。！？])|(?<=[.!?])\s+")
_TICK = re.compile(r"[xyz]tick_\d+")
_AXIS = re.compile(r"matplotlib\.axis_\d+")
_TEX = (
    (re.compile(r"\\(?:d|t)?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}"), r"\1/\2"),
    (re.compile(r"\\(?:math|text|operator)\w+\s*(?=\{)|\\(?:bold|boldsymbol)(?=\{)"), ""),
    (re.compile(r"\\(?:left|right|big|Big)(?![A-Za-z])"), ""),
    (re.compile(r"\\[,;:! ]"), " "),
    (re.compile(r"[\\{}$]"), ""),
)
"""What in TeX is read out otherwise than it is written: `\\mathbf{W}` as W, `n_\\textrm{in}` as n_in."""


@dataclass(frozen=True, slots=True)
class Around:
    """What a reader has read before a cell."""

    section: str = ""
    """The heading above."""
    sentence: str = ""
    """The last one before the cell."""


@dataclass(frozen=True, slots=True)
class Read:
    """Blocks that a reader has read, and what was read before them; few are asked what they say."""

    blocks: Sequence[Node] = ()
    before: Read | None = None

    def around(self) -> Around:
        """What of it is said beside a picture."""
        sentence = ""
        for node in self._backwards():
            if node["t"] == "Header":
                return Around(said(plain_text(node)), sentence)
            if node["t"] in ("Para", "Plain") and not sentence:
                parts = [part.strip() for part in _SENTENCE.split(said(plain_text(node)))]
                sentence = next(filter(None, reversed(parts)), "")
        return Around("", sentence)

    def _backwards(self) -> Iterator[Node]:
        here: Read | None = self
        while here:
            yield from reversed(here.blocks)
            here = here.before


@dataclass(frozen=True, slots=True)
class Drawn:
    """The words in a drawing."""

    words: tuple[str, ...] = ()
    across: str = ""
    """What the first horizontal axis is called."""
    up: str = ""


def said(text: str) -> str:
    """`text`, its formulas in TeX, as one would say it."""
    for pattern, other in _TEX:
        text = pattern.sub(other, text)
    return " ".join(text.split())


def words_in_svg(source: str) -> Drawn:
    """The words of a plot as matplotlib leaves them in comments beside the drawn letters; numbers left out."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    words = tuple(word for word in reader.words if re.search(r"[^\W\d_]", word))
    return Drawn(tuple(dict.fromkeys(words))[:_MOST], *(next(iter(named), "") for named in reader.axes))


def describe(drawn: Drawn, around: Around, words: Mapping[str, str]) -> str:
    """A picture that a cell drew: where it stands, and what it says; else what was said before it."""
    what = words["picture_in"].format(section=around.section) if around.section else words["picture"]
    axes = [words[key].format(label=label) for key, label in (("across", drawn.across), ("up", drawn.up)) if label]
    shown = "; ".join([*([", ".join(drawn.words)] if drawn.words else []), *axes]) or around.sentence
    return f"{what}: {shown}" if shown else what


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.stack: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.axes: tuple[list[str], list[str]] = ([], [])
        self.count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = dict(attrs).get("id") or ""
        self.stack.append((tag, name))
        if name.startswith("axes_"):
            self.count = 0
        elif _AXIS.fullmatch(name):
            self.count += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        while self.stack and self.stack.pop()[0] != tag:
            pass

    def handle_comment(self, data: str) -> None:
        self.take(data)

    def handle_data(self, data: str) -> None:
        if self.stack and self.stack[-1][0] in ("text", "tspan"):
            self.take(data)

    def take(self, text: str) -> None:
        names = [name for _, name in self.stack]
        if not text.strip() or r"\mathdefault" in text:
            return
        is_tick = any(map(_TICK.fullmatch, names))
        if any(map(_AXIS.fullmatch, names)) and not is_tick and self.count in (1, 2):
            self.axes[self.count - 1].append(said(text))
        else:
            self.words.append(said(text))
