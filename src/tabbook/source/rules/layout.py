"""The lines of a prose block in; its indented code and the ends of its paragraphs, list items and rows out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_FENCE = re.compile(
    r"""
    (?P<before>
      [ \t]*+
      (?: (?: [-*+] | \d{1,9} [.)] ) [ \t]++ )*+     # it may open right after the marker of a list item
    )
    (?P<run> `{3,} | ~{3,} )
    (?P<info> [^`\r\n]* )
    [\r\n]* \Z
    """,
    re.VERBOSE,
)
_ITEM = re.compile(r"(?P<indent> [ \t]* ) (?P<marker> [-*+] | \d{1,9} [.)] ) (?P<gap> [ \t]+ ) (?= \S )", re.VERBOSE)
_HEADING = re.compile(r"\#{1,6} \s", re.VERBOSE)
_ALONE = re.compile(
    r"""
      \#{1,6} \s                                          # a heading
    | [ \t]* : (?: label | eqlabel | width | height | bibliography ) : `    # a mark line
    | [ \t]* \| .* \| \s* \Z                              # a row of a table
    """,
    re.VERBOSE,
)


@dataclass(slots=True)
class Layout:
    """Lines of a prose block, by their index."""

    verbatim: list[tuple[int, int, int]] = field(default_factory=list)
    """Indented fences and code: first line, column in it, line after."""
    paragraphs: list[int] = field(default_factory=list)
    """Lines at which the paragraph above has ended."""
    items: list[int] = field(default_factory=list)
    """Lines at which the paragraph, list item, heading or row above has ended."""


def read(lines: Sequence[str]) -> Layout:
    """The layout of `lines`."""
    layout = Layout()
    columns: list[int] = []  # where the text of each open list item begins
    is_after_blank = True  # also after a heading or a fence: no paragraph goes on
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            layout.paragraphs.append(at)
            layout.items.append(at)
            is_after_blank = True
            at += 1
            continue
        is_in_list = bool(columns)
        base = _base(columns, line, is_after_blank)
        end, column = fence_end(lines, at), _fence_column(line)
        if is_after_blank and _width(line) - base >= 4:
            end, column = _code_end(lines, at, base + 4), 0
        if end > at:
            layout.verbatim.append((at, column, end))
            layout.paragraphs += [at, end] if end < len(lines) else [at]
            layout.items += [at, end] if end < len(lines) else [at]
            is_after_blank = True
            at = end
            continue
        _divide(layout, columns, lines, at, is_in_list)
        is_after_blank = _HEADING.match(line) is not None
        at += 1
    return layout


def fence_end(lines: Sequence[str], at: int) -> int:
    """Index of the line after the indented fence that opens at line `at`; `at` where none does."""
    match = _FENCE.match(lines[at]) if "```" in lines[at] or "~~~" in lines[at] else None
    if not match or not match["before"]:
        return at
    column = len(match["before"].expandtabs(4))
    for end in range(at + 1, len(lines)):
        line, width = lines[end].strip(), _width(lines[end])
        if width and _is_closing(line, match["run"]):
            return end + 1
        if line and width < column:
            return end  # the text is back at the left: the fence's list item has ended
    return len(lines)


def _is_closing(line: str, run: str) -> bool:
    return line.startswith(run) and not line.strip(run[0])


def _fence_column(line: str) -> int:
    match = _FENCE.match(line)
    return match.end("before") if match else 0


def _code_end(lines: Sequence[str], at: int, width: int) -> int:
    end = at + 1
    for below in range(at + 1, len(lines)):
        if lines[below].strip():
            if _width(lines[below]) < width:
                break
            end = below + 1
    return end


def _base(columns: list[int], line: str, is_after_blank: bool) -> int:
    """The column at which the text of the innermost list item around `line` begins; items that have ended go."""
    width = _width(line)
    if is_after_blank or _ITEM.match(line) or line.startswith("#"):
        while columns and columns[-1] > width:
            columns.pop()
    return columns[-1] if columns else 0


def _divide(layout: Layout, columns: list[int], lines: Sequence[str], at: int, is_in_list: bool) -> None:
    item = _ITEM.match(lines[at])
    if item:
        if is_in_list:
            layout.items.append(at)
        width = len(item["indent"].expandtabs(4)) + len(item["marker"])
        gap = len(item["gap"].expandtabs(4))
        columns.append(width + (gap if gap <= 4 else 1))
    if _ALONE.match(lines[at]):
        layout.items += [at, at + 1] if at + 1 < len(lines) else [at]


def _width(line: str) -> int:
    return len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip()) if line[:1] in (" ", "\t") else 0
