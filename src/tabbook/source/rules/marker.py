"""The body of a cell in, the frameworks it is marked for and the lines that say so out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tabbook.errors import Place, Problem
from tabbook.source.lines import Lines
from tabbook.source.rules import framework_names

_MARKER = re.compile(
    r"""
    [ \t]*
    (?: \# [ \t]* @tab              # #@tab
      | (?: \# [ \t]* )? %%tab      # %%tab, also in a comment
    ) \b
    (?P<value> .* )
    """,
    re.VERBOSE,
)
_TRAILING = re.compile(r"\S .* \# [ \t]* @tab [ \t]+ [\w,\ \t]+ \Z", re.VERBOSE)


@dataclass(frozen=True, slots=True)
class Markers:
    """What the markers of a cell say."""

    frameworks: tuple[str, ...]
    lines: frozenset[int]
    """Indices of the marker lines, which are no code."""
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    at: int
    value: str
    is_leading: bool
    """Whether only blank lines, comments and magics stand above it."""


def is_marker(line: str) -> bool:
    """Whether a line of code is nothing but a marker."""
    return _MARKER.match(line) is not None


def read(lines: Lines, start: int, end: int) -> Markers:
    """The markers of the cell whose body goes from line `start` up to `end`; the first one decides."""
    found = list(_marker_lines(lines, start, end))
    leading = next((line for line in found if line.is_leading), None)
    trailing = tuple(_trailing(lines, start, end, has_marker=leading is not None))
    at_all = frozenset(line.at for line in found)
    if leading is None:
        extra = tuple(_extra(lines.place(line.at), None, is_same=False) for line in found)
        return Markers(lines.frameworks[:1], at_all, extra + trailing)
    frameworks, wrong = framework_names.read(leading.value, lines.place(leading.at), lines.frameworks)
    problems = [*wrong]
    for line in found:
        if line is not leading:
            others, wrong = framework_names.read(line.value, lines.place(line.at), lines.frameworks)
            problems += [*wrong, _extra(lines.place(line.at), leading.at + 1, is_same=others == frameworks)]
    return Markers(frameworks, at_all, (*problems, *trailing))


def _marker_lines(lines: Lines, start: int, end: int) -> Iterator[_Line]:
    is_leading, has_magic = True, False
    for at in range(start, end):
        line = lines.bare[at].strip()
        if match := _MARKER.match(line):
            yield _Line(at, match["value"] if match["value"][:1] in (" ", "\t") else "", is_leading)
            continue
        has_magic |= is_leading and line.startswith("%%")
        is_leading &= line[:1] in ("", "#", "%", "!")
        if has_magic and not is_leading:
            return  # the rest of the cell is the magic's own text


def _trailing(lines: Lines, start: int, end: int, has_marker: bool) -> Iterator[Problem]:
    for at in range(start, end):
        line = lines.bare[at]
        if "@tab" in line and not is_marker(line) and _TRAILING.match(line.strip()):
            what = "a marker after code on its line does not count"
            cure = "write it as the first line of the cell"
            yield Problem("S09", lines.place(at), what, cure, "warning" if has_marker else "error")
            return


def _extra(place: Place, first: int | None, is_same: bool) -> Problem:
    if first is None:
        what, cure = "a marker below code does not count", "write it as the first line of the cell"
    elif is_same:
        what, cure = f"the marker of line {first} is repeated", "delete the line"
    else:
        what, cure = f"this marker differs from that of line {first}, which counts", "keep one of them"
    return Problem("S08", place, what, cure, "warning" if is_same else "error")
