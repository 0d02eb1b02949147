"""Lines in, tab lines out; and the blocks of a page in, the same with the frameworks of the tab blocks around them."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass

from tabbook.document import Block, Code, Listing, Prose, Rst, Selector, TabLine
from tabbook.errors import Place, Problem
from tabbook.source.found import FoundBlock
from tabbook.source.lines import Lines
from tabbook.source.rules import framework_names

_LINE = re.compile(
    r"""
    (?P<indent> [ \t]* )
    : (?P<word> begin_tab | end_tab ) :
    (?P<value> (?P<ticks> `{1,2} ) (?P<names> [^`]* ) (?P=ticks) )?
    (?P<rest> .* )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class _Tab:
    """A tab block that is open."""

    names: str
    frameworks: tuple[str, ...]
    place: Place


def read(lines: Lines, at: int) -> FoundBlock | None:
    """The tab line at line `at`, if it is one."""
    line = lines.bare[at]
    match = _LINE.fullmatch(line) if "_tab:" in line[:1000] else None
    if not match:
        return None
    is_begin = match["word"] == "begin_tab"
    problems = []
    if match["indent"]:
        problems.append(_form(lines.place(at), "a tab line is indented", "move it to the left margin"))
    if is_begin and match["names"] is None:
        what, cure = "`:begin_tab:` names no framework", "name it in backticks right after: :begin_tab:`all`"
        problems.append(Problem("S04", lines.place(at), what, cure, "warning"))
    elif match["rest"].strip():
        problems.append(_form(lines.place(at), "text after a tab line is not shown", "move it to a line of its own"))
    return FoundBlock(TabLine(lines.place(at), lines.texts[at], is_begin), at + 1, tuple(problems))


def _form(place: Place, what: str, cure: str) -> Problem:
    return Problem("S04", place, what, cure, "warning")


def enclose(blocks: Sequence[Block], frameworks: tuple[str, ...]) -> tuple[list[Block], list[Problem]]:
    """`blocks` with the frameworks of the tab block around each, and what is wrong with the tab blocks.

    A cell inside a tab block does not end it, unless its `:end_tab:` is missing.
    """
    enclosed: list[Block] = []
    problems: list[Problem] = []
    tab: _Tab | None = None
    has_end = _ends_below(blocks)
    for block, is_ended in zip(blocks, has_end, strict=True):
        if isinstance(block, TabLine):
            if block.is_begin:
                opened, wrong = _open(block, frameworks)
                problems += [*_still_open(tab, f"tab `{opened.names}`", block.place), *wrong]
                tab = opened
            else:
                problems += [] if tab else [_stray(block.place)]
                tab = None
        elif isinstance(block, Code | Selector) and tab and not is_ended:
            problems += _still_open(tab, "a cell", block.place)
            tab = None
        elif isinstance(block, Prose | Listing | Rst) and tab:
            block = dataclasses.replace(block, frameworks=tab.frameworks)
        enclosed.append(block)
    if tab:
        problems.append(Problem("S03", tab.place, f"tab `{tab.names}` is never closed", "add `:end_tab:`", "warning"))
    return enclosed, problems


def _ends_below(blocks: Sequence[Block]) -> list[bool]:
    """For each block, whether the next tab line below is an `:end_tab:`."""
    answers = []
    answer = False
    for block in reversed(blocks):
        answers.append(answer)
        if isinstance(block, TabLine):
            answer = not block.is_begin
    return answers[::-1]


def _open(line: TabLine, frameworks: tuple[str, ...]) -> tuple[_Tab, tuple[Problem, ...]]:
    match = _LINE.match(line.text)
    names = match["names"] if match else None
    if names is None:  # reported where the line was read
        return _Tab("", (), line.place), ()
    chosen, problems = framework_names.read(names, line.place, frameworks)
    return _Tab(names.strip()[:80], chosen, line.place), problems


def _still_open(tab: _Tab | None, what_begins: str, where: Place) -> list[Problem]:
    if tab is None:
        return []
    what = f"tab `{tab.names}` is still open when {what_begins} begins at line {where.line}"
    return [Problem("S03", tab.place, what, "add `:end_tab:`", "warning")]


def _stray(place: Place) -> Problem:
    cure = "delete it, or add the `:begin_tab:` it belongs to"
    return Problem("S02", place, "this `:end_tab:` closes no tab", cure, "warning")
