"""A fence in, the tab-selector cell out."""

from __future__ import annotations

import re

from tabbook.document import Selector
from tabbook.source.found import FoundBlock
from tabbook.source.lines import Lines
from tabbook.source.rules.fence import Fence

_REQUIRED = re.compile(r"\# [ \t]* required_libs \( (?P<packages> [^)\n]* ) \)", re.VERBOSE)
_PACKAGE = re.compile(r""" " (?P<double> [^"]* ) " | ' (?P<single> [^']* ) ' | (?P<plain> [^\s,"']+ ) """, re.VERBOSE)


def read(lines: Lines, fence: Fence) -> FoundBlock | None:
    """The selector, if the fence is a cell that loads it."""
    if not fence.says.is_executable:
        return None
    body = lines.body(fence.start + 1, fence.body_end)
    if "%load_ext d2lbook.tab" not in body:
        return None
    found = (package for line in _REQUIRED.finditer(body) for package in _PACKAGE.finditer(line["packages"]))
    names = (match["double"] or match["single"] or match["plain"] for match in found)
    required = tuple(name.strip() for name in names if name)
    return FoundBlock(Selector(lines.place(fence.start), lines.text(fence.start, fence.end), required), fence.end)
