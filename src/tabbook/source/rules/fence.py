"""The lines of a page in, a fence out: where it opens, what it says, where it ends."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tabbook.errors import Problem
from tabbook.source.lines import Lines
from tabbook.source.rules import info_string, marker
from tabbook.source.rules.info_string import InfoString

_OPENING = re.compile(
    r"""
    (?: (?P<ticks> `{3,} ) [ \t]* (?P<tick_info> [^`]* )    # backticks, and none of them after
      | (?P<waves> ~{3,} ) [ \t]* (?P<wave_info> .* )
    )
    """,
    re.VERBOSE | re.DOTALL,
)
_LOST = re.compile(r"[ \t]* `{0,2} (?P<info> \{ [^{}]* \} ) [ \t]*", re.VERBOSE)


@dataclass(frozen=True, slots=True)
class Fence:
    """A fence with its body."""

    run: str
    """The backticks or tildes that open and close it."""
    info: str
    """The info string, stripped."""
    says: InfoString
    """What the info string says."""
    start: int
    """Index of the line that opens it."""
    body_end: int
    """Index of the line after its body."""
    end: int
    """Index of the line after the fence."""
    problems: tuple[Problem, ...] = ()


def find(lines: Lines, at: int) -> Fence | None:
    """The fence that opens at line `at`, if one does."""
    if opening := _opening(lines.bare[at]):
        return _with_end(lines, at, *opening)
    return _lost(lines, at) if at == lines.first else None


def _opening(line: str) -> tuple[str, str] | None:
    if line[:3] not in ("```", "~~~"):
        return None
    match = _OPENING.fullmatch(line)
    return match and (match["ticks"] or match["waves"], (match["tick_info"] or match["wave_info"] or "").strip())


def _lost(lines: Lines, at: int) -> Fence | None:
    """A cell at the very top of a page whose opening backticks got lost."""
    match = _LOST.fullmatch(lines.bare[at])
    if not match or not info_string.read(match["info"]).is_executable:
        return None
    what, cure = "the cell's opening fence has no backticks", f"write ```{match['info']}"
    problem = Problem("S07", lines.place(at), what, cure, "warning")
    return _with_end(lines, at, "```", match["info"], problem)


def _with_end(lines: Lines, start: int, run: str, info: str, *problems: Problem) -> Fence:
    says = info_string.read(info)
    end = _end(lines, start, run)
    if end < len(lines.bare) and lines.bare[end].rstrip(" \t") == run:
        return Fence(run, info, says, start, end, end + 1, problems)
    body_end = end
    if end == len(lines.bare):
        last = lines.trim(start + 1, end)[1] - 1
        # A damaged closing line, such as three backticks and a literal \n, is no part of the body.
        body_end = last if last > start and lines.bare[last].startswith(run) else end
    problem = _unclosed(lines, start, end, run, bool(info), says.is_executable)
    return Fence(run, info, says, start, body_end, end, (*problems, problem))


def _end(lines: Lines, start: int, run: str) -> int:
    """Index of the closing line, of a cell that begins inside, or of the end of the page."""
    for at in range(start + 1, len(lines.bare)):
        line = lines.bare[at]
        if line[:3] == run[:3]:
            if line.rstrip(" \t") == run:
                return at
            opening = _opening(line)
            if opening and opening[0] == run and info_string.read(opening[1]).is_executable:
                return at
    return len(lines.bare)


def _unclosed(lines: Lines, start: int, end: int, run: str, has_info: bool, is_cell: bool) -> Problem:
    place = lines.place(start)
    noun = "cell" if is_cell else "fence"
    is_stray = not has_info and lines.is_blank(start + 1, end)
    if end < len(lines.bare):
        if is_stray:
            if headless := _headless(lines, start):
                return Problem("S06", place, *headless)
            what = f"a fence without a body stands before the cell of line {end + 1}"
            return Problem("S06", place, what, "delete this line, and its partner at the end of the page")
        what = f"the {noun} is still open when a cell begins at line {end + 1}"
        return Problem("S05", place, what, f"close it with {run}")
    if is_stray:
        return Problem("S06", place, "a fence at the end of the page closes nothing", "delete the line", "warning")
    return Problem("S05", place, f"the {noun} is never closed", f"close it with {run}")


def _headless(lines: Lines, end: int) -> tuple[str, str] | None:
    """What is wrong and what to do where line `end` closes a cell whose opening fence is lost."""
    for at in range(end - 1, lines.first - 1, -1):
        line = lines.bare[at]
        if line.startswith("```"):
            return None
        what = f"this fence closes the cell of line {at + 1}, whose opening one is lost"
        if marker.is_marker(line):
            return what, f"write ```{{.python .input}} above line {at + 1}"
        match = _LOST.fullmatch(line)
        if match and info_string.read(match["info"]).is_executable:
            return what, f"write ```{match['info']} in line {at + 1}"
    return None
