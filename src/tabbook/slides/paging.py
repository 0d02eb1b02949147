"""The texts, code and outputs of one slide in; out, how they stand on it or, where they are too much, on several.

A slide is 1280 by 720 pixels. Heights are reckoned here, without a browser, and a little too large; what is still
higher than its slide is set smaller by the script, and last it scrolls.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from unicodedata import east_asian_width

from tabbook.document import Node
from tabbook.document.tree import plain_text, walk

Output = Mapping[str, Any]

SCALES = (1.25, 1.1, 1.0, 0.9, 0.8)
"""How large code and outputs are shown; the largest that fits."""
ROOM = 566
"""Pixels for the statement and what stands below it."""
WIDTH = 1136
CODE_LINE, CODE_LETTER, CODE_EDGE = 28.5, 12.1, 27.0
PRINT_LINE, PRINT_LETTER, PRINT_EDGE = 25.7, 10.9, 16.0
SIDE = 36.0
"""Pixels beside code and what it printed."""
PICTURE, ROW, FRAME = 260.0, 36.0, 420.0
GAP = 16.0
TEXT_LINE, TEXT_LETTER, TEXT_GAP = 46.5, 18.5, 24.0
FORMULA = 86.0
FEW = 5
"""Fewer lines of what code printed do not stand below it where the rest is on the next slide."""
_PICTURES = ("image/svg+xml", "image/png", "image/jpeg", "image/gif")


@dataclass(frozen=True, slots=True)
class Part:
    """What stands on a slide below its statement, from top to bottom: a text, or code, or what code printed."""

    text: tuple[Node, ...] = ()
    code: str = ""
    language: str = "python"
    outputs: tuple[Output, ...] = ()

    is_beside: bool = False
    """Whether what the code printed stands at its right."""

    def height(self, scale: float) -> float:
        """Pixels that it takes; a picture takes what is left, and is given no less than it needs."""
        text = height_of_text(self.text) if self.text else 0
        code = _lines(self.code, CODE_LETTER * scale) * CODE_LINE * scale + CODE_EDGE if self.code else 0
        shown = sum(_height_of_output(output, scale) for output in self.outputs)
        return text + (max(code, shown) if self.is_beside else code + shown) + GAP

    def beside(self) -> Part | None:
        """The same with what the code printed at its right; `None` where that is too wide, or no text."""
        printed = [printed_by(output) for output in self.outputs]
        wide = (
            _widest(self.code) * CODE_LETTER + max((_widest(text or "") for text in printed), default=0) * PRINT_LETTER
        )
        is_narrow = wide * SCALES[-1] + 2 * SIDE <= WIDTH
        return replace(self, is_beside=True) if self.code and printed and None not in printed and is_narrow else None

    def largest(self) -> float:
        """The largest scale at which its lines are not wider than the slide; code too wide for every scale wraps."""
        if not self.is_beside:
            fitting = (WIDTH - SIDE) / (_widest(self.code) * CODE_LETTER) if self.code.strip() else SCALES[0]
            return fitting if fitting >= SCALES[-1] else SCALES[0]
        printed = max(_widest(printed_by(output) or "") for output in self.outputs)
        wide = _widest(self.code) * CODE_LETTER + printed * PRINT_LETTER
        return (WIDTH - 2 * SIDE) / wide


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one slide shows below its statement."""

    parts: tuple[Part, ...] = ()
    scale: float = 1.0


@dataclass(slots=True)
class _Under:
    """Sheets under way."""

    room: float
    done: list[list[Part]] = field(default_factory=lambda: [[]])

    def fits(self, parts: Iterable[Part]) -> bool:
        return sum(part.height(SCALES[-1]) for part in parts) <= self.room

    def add(self, part: Part) -> None:
        if self.done[-1] and not self.fits([*self.done[-1], part]):
            self.done.append([])
        if not self.fits([part]):
            part = part.beside() or part
        if self.done[-1] or self.fits([part]):
            self.done[-1].append(part)
            return
        for piece in _broken(part, self.room):
            if self.done[-1] and not self.fits([*self.done[-1], piece]):
                self.done.append([])
            self.done[-1].append(piece)


def paged(parts: Sequence[Part], statement: Sequence[Node]) -> Iterator[Sheet]:
    """One sheet, or as many as the parts need; code and what it printed stay together where they fit."""
    under = _Under(ROOM - height_of_text(statement))
    for part in parts:
        under.add(part)
    for sheet in under.done:
        largest = min((part.largest() for part in sheet), default=1.0)
        scales = (scale for scale in SCALES if scale <= largest)
        fitting = (scale for scale in scales if sum(part.height(scale) for part in sheet) <= under.room)
        yield Sheet(tuple(sheet), next(fitting, SCALES[-1]))


def _broken(part: Part, room: float) -> Iterator[Part]:
    """A part that is higher than a slide, in pieces that are not: cut at a blank line, or else at any line."""
    if part.text:
        yield Part(text=part.text)
    scale, above = SCALES[-1], 0.0
    lines = int((room - CODE_EDGE - GAP) // (CODE_LINE * scale))
    for code in _cut(part.code, lines, CODE_LETTER * scale):
        piece = Part(code=code, language=part.language)
        above = piece.height(scale)
        yield piece
    for output in part.outputs:
        printed = printed_by(output)
        if printed is None:
            yield Part(outputs=(output,))
        else:
            first, others = (int((free - PRINT_EDGE - GAP) // (PRINT_LINE * scale)) for free in (room - above, room))
            pieces = _evenly_cut(printed, first, others, PRINT_LETTER * scale)
            yield from (Part(outputs=({"output_type": "stream", "name": "stdout", "text": text},)) for text in pieces)
        above = room


def _evenly_cut(text: str, first: int, room: int, letter: float) -> Iterator[str]:
    """`text` in pieces of about as many lines: of `first` at most, where that is worth it, and then of `room`."""
    first = first if first >= FEW else room
    while text.strip():
        total = _lines(text, letter)
        sheets = 1 + math.ceil(max(0, total - first) / room)
        piece = next(_cut(text, min(first, math.ceil(total / sheets)), letter), "")
        yield piece
        text, first = text[len(piece) :].lstrip("\n"), room


def _cut(text: str, room: int, letter: float) -> Iterator[str]:
    """`text` in pieces of at most `room` lines; at the last blank line of a piece, if it is not near its beginning."""
    piece: list[str] = []
    for line in text.split("\n") if text else ():
        while piece and _lines("\n".join([*piece, line]), letter) > room:
            blanks = [index for index, before in enumerate(piece) if not before.strip() and index > room / 3]
            end = blanks[-1] if blanks else len(piece)
            yield "\n".join(piece[:end])
            piece = piece[end + 1 :] if blanks else []
        piece.append(line)
    if any(line.strip() for line in piece):
        yield "\n".join(piece)


def printed_by(output: Output) -> str | None:
    """The text of an output that is nothing but text, as a stream is; `None` for every other."""
    if output["output_type"] == "stream":
        text = output["text"]
    elif output["output_type"] == "error" or set(output.get("data", {})) - {"text/plain"}:
        return None
    else:
        text = output.get("data", {}).get("text/plain", "")
    return (text if isinstance(text, str) else "".join(text)).strip("\n")


def is_picture(output: Output) -> bool:
    return any(kind in output.get("data", {}) for kind in _PICTURES)


def _height_of_output(output: Output, scale: float) -> float:
    printed = printed_by(output)
    if printed is not None:
        return _lines(printed, PRINT_LETTER * scale) * PRINT_LINE * scale + PRINT_EDGE
    if is_picture(output):
        return PICTURE
    if output["output_type"] == "error":
        return (
            _lines("\n".join(output.get("traceback", ())), PRINT_LETTER * scale) * PRINT_LINE * scale + 2 * PRINT_EDGE
        )
    html = "".join(output.get("data", {}).get("text/html", ""))
    return html.count("<tr") * ROW * scale + PRINT_EDGE if "<tr" in html and "<script" not in html else FRAME


def _lines(text: str, letter: float) -> int:
    """How many lines `text` fills, each of its letters `letter` wide."""
    return sum(max(1, math.ceil(_width(line) * letter / (WIDTH - SIDE))) for line in text.split("\n")) if text else 0


def _widest(text: str) -> float:
    return max(map(_width, text.split("\n")))


def _width(text: str) -> float:
    return sum(5 / 3 if east_asian_width(letter) in "WF" else 1 for letter in text.expandtabs(4))


def height_of_text(nodes: Sequence[Node]) -> float:
    """About how many pixels a statement takes."""
    height = 0.0
    for node in nodes:
        formulas = [math for math in walk(node, "Math") if math["c"][0]["t"] == "DisplayMath"]
        pictures = sum(1 for _ in walk(node, "Image"))
        lines = math.ceil(max(1.0, _width(plain_text(node))) * TEXT_LETTER / WIDTH)
        height += lines * TEXT_LINE + TEXT_GAP + len(formulas) * FORMULA + pictures * PICTURE
    return height
