"""A formula between dollar signs, and the `:eqlabel:` below it."""

from __future__ import annotations

import re
from bisect import bisect_right

from tabbook.document import Formula, Text
from tabbook.errors import Problem
from tabbook.source.found import FoundPiece
from tabbook.source.passage import Passage
from tabbook.source.rules import slide_mark

_INSIDE = re.compile(r"\\text\{ | \\. | \$", re.VERBOSE | re.DOTALL)
_BRACE = re.compile(r"[{}]")
_LONGEST_TEXT = 500
"""Characters of a `\\text{...}` in an inline formula; a bound keeps reading linear."""
_LABEL = re.compile(
    r"""
    (?P<between> (?: \s*+ (?: \*\* | ~~ ) [\])] )*+ )     # slide marks may close before the label
    \s*+ :eqlabel: (?P<ticks> `{1,2} ) (?P<label> [^`\r\n]+ ) (?P=ticks) (?!`)
    """,
    re.VERBOSE,
)
_LINE_END = re.compile(r"(?: [ \t]* (?: (?: \*\* | ~~ ) [\])] )? [ \t]* (?: [\r\n] | \Z | :eqlabel: ) )", re.VERBOSE)
_BLANKS = " \t\n\r\u00a0\u3000"
"""What makes no formula of a dollar sign beside it; a form feed is half of `\\frac`."""
_DAMAGE = {"\f": r"\f", "\b": r"\b"}
"""Control characters that a tool made of `\\frac` and `\\begin`."""


def read(passage: Passage, at: int, written: str) -> FoundPiece | None:
    """The formula that begins with the dollar sign at `at`."""
    if passage.text.startswith("$$", at) and not passage.text.startswith("$$", at + 2):
        return _display(passage, at)
    return _inline(passage, at)


def _inline(passage: Passage, at: int) -> FoundPiece | None:
    end = _inline_end(passage, at)
    if end is None:
        return None
    source = _source(passage, passage.text[at + 1 : end])
    return FoundPiece(Formula(passage.place(at), passage.text[at : end + 1], source, is_display=False))


def _inline_end(passage: Passage, at: int) -> int | None:
    """Offset of the closing dollar sign, by pandoc's rule."""
    text, limit = passage.text, passage.item_end(at)
    here = at + 1
    if here >= limit or text[here] in _BLANKS or text[here] == "$":
        return None
    while match := _INSIDE.search(text, here, limit):
        here = match.end()
        if match[0] == "$":
            is_blank_before = text[here - 2] in _BLANKS and not text.startswith("\\", here - 3)
            is_digit_after = text[here : here + 1] in tuple("0123456789")
            return None if is_blank_before or is_digit_after else here - 1
        if match[0] == r"\text{":
            here = _brace_end(text, here, limit)
    return None


def _brace_end(text: str, at: int, limit: int) -> int:
    """Offset after the brace that closes the one before `at`; `at` where none does."""
    depth = 1
    for match in _BRACE.finditer(text, at, min(limit, at + _LONGEST_TEXT)):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return match.end()
    return at


def _display(passage: Passage, at: int) -> FoundPiece | None:
    place, close = passage.place(at), passage.text.find("$$", at + 2)
    problems: tuple[Problem, ...] = ()
    if close < 0 or close >= passage.paragraph_end(at):
        if not _is_block(passage, at, close):
            return FoundPiece(Text(place, "$"), (_never_closed(passage, at),))  # the other may begin a formula
        cure = "delete the blank line"
        problems = (Problem("S14", place, "there is a blank line inside the formula", cure, "warning"),)
    source = _source(passage, passage.text[at + 2 : close])
    if not source:
        return FoundPiece(Text(place, passage.text[at : close + 2]))
    label = _LABEL.match(passage.text, close + 2)
    label = label if label and label["label"].strip() else None
    end = label.end() if label else close + 2
    formula = Formula(
        place=place,
        text=passage.text[at:end],
        source=source,
        is_display=True,
        label=label["label"].strip() if label else "",
        slide_marks=slide_mark.closing(passage, *label.span("between")) if label else (),
    )
    return FoundPiece(formula, problems)


def _is_block(passage: Passage, at: int, close: int) -> bool:
    """Whether a formula with a blank line inside is surely one: it begins and ends a line, and no `$$` is lost."""
    before = passage.text[passage.word(at) : at] if at - passage.word(at) <= 3 else "more"
    if close < 0 or before not in ("", "[**", "(**", "[~~", "(~~") or not _LINE_END.match(passage.text, close + 2):
        return False
    rest = len(passage.doubles) - bisect_right(passage.doubles, close)
    return rest % 2 == 0 or not passage.is_line_start(close)


def _never_closed(passage: Passage, at: int) -> Problem:
    return Problem(
        "S15", passage.place(at), "this `$$` has no partner in its paragraph", "close or delete it", "warning"
    )


def _source(passage: Passage, text: str) -> str:
    for damaged, repaired in _DAMAGE.items():
        text = text.replace(damaged, repaired)
    text = text.replace("\r\n", "\n")
    if passage.has_line_feeds:
        text = re.sub(r"\r(?=[A-Za-z])", r"\\r", text)
    return text.replace("\r", "\n").strip()
