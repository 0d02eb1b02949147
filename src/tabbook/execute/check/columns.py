"""An old text and a new one in; their lines beside each other out, only those that differ and a few around them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich.cells import chop_cells, set_cell_size

AROUND = 2
"""How many equal lines are shown before and after a difference."""
MOST = 40
"""How many lines are shown on a terminal."""
WIDTH = 46
"""Letters of a column; two fit a terminal of 100."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of each text; `None` where one has no such line."""

    old: str | None
    new: str | None

    @property
    def sign(self) -> str:
        """What stands between the two."""
        if self.old is None or self.new is None:
            return ">" if self.old is None else "<"
        return " " if self.old == self.new else "|"


GAP = Row("…", "…")
"""Stands for equal lines that are not shown."""


def rows(old: str, new: str) -> list[Row]:
    """The lines of both, those that differ with what stands around them."""
    before, after = old.splitlines(), new.splitlines()
    found: list[Row] = []
    last = end = 0
    for group in difflib.SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(AROUND):
        if group[0][1] > last or group[0][3] > end:
            found.append(GAP)
        for _, first, last, at, end in group:
            found += (Row(*pair) for pair in zip_longest(before[first:last], after[at:end]))
    return [*found, GAP] if last < len(before) or end < len(after) else found


def side_by_side(old: str, new: str) -> str:
    """Both in columns, for a terminal: `|` between lines that differ, `<` and `>` at a line that only one has."""
    shown = rows(old, new)
    lines = [_line("was", " ", "is"), *(line for row in shown[:MOST] for line in _lines(row))]
    if len(shown) > MOST:
        lines.append(f"    … {len(shown) - MOST} lines more")
    return "\n".join(lines)


def _lines(row: Row) -> Iterator[str]:
    """A row in as many lines as its longer side needs."""
    for old, new in zip_longest(_pieces(row.old), _pieces(row.new), fillvalue=""):
        yield _line(old, row.sign, new)


def _pieces(text: str | None) -> Sequence[str]:
    return chop_cells((text or "").expandtabs(), WIDTH)


def _line(old: str, sign: str, new: str) -> str:
    return f"    {set_cell_size(old, WIDTH)} {sign} {new}".rstrip()
