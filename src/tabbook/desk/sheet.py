"""A page beside its English in; its rows, each with its state and its findings, and what to do in order, out."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tabbook.translation import checks, state
from tabbook.translation.align import Row
from tabbook.translation.finding import Finding
from tabbook.translation.pages import Compared
from tabbook.translation.state import BlockState, PageState
from tabbook.translation.units import Unit


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the desk: what belongs together of the two languages, and what is to be said about it."""

    name: str
    """The same from one save to the next, as long as its English stays."""
    english: tuple[Unit, ...]
    """Today's."""
    made: tuple[Unit, ...]
    line: int
    """Where the translation stands in its file, or would."""
    states: tuple[BlockState, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as the desk shows it."""

    page: Compared
    state: PageState
    lines: tuple[Line, ...]
    silenced: int
    """How many findings comments on the page silence."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for line in self.lines for finding in line.findings)


def sheet_of(page: Compared) -> Sheet:
    """The page, its findings beside the rows they speak of."""
    found, silenced = checks.find(page)
    rows = list(state.of_rows(page))
    turns = _turns(page, [row for row, _ in rows])
    places = dict(_places(row for row, _ in rows))
    spoken: dict[int, list[Finding]] = {}
    for finding in found:
        spoken.setdefault(_row_of(finding, places, turns), []).append(finding)
    names = _names(row for row, _ in rows)
    lines = tuple(
        Line(
            name,
            tuple(entry.new for entry in row.entries if entry.new),
            row.made,
            page.line(turns[index]),
            tuple(block for block in blocks if block.state != "fresh" or block.why == "sync"),
            tuple(spoken.get(index, ())),
        )
        for index, (name, (row, blocks)) in enumerate(zip(names, rows, strict=True))
    )
    kept = tuple(line for line in lines if line.english or line.made or line.states or line.findings)
    return Sheet(page, state.of_page(page), kept, len(silenced))


def _turns(page: Compared, rows: Sequence[Row]) -> list[int]:
    """For each row the line of the mended text at which it stands, or would."""
    line, found = 1, []
    for row in rows:
        line = row.made[0].line if row.made else line
        found.append(line)
        line = row.made[-1].last_line if row.made else line
    return found


def _places(rows: Iterable[Row]) -> Iterator[tuple[tuple[str, int], int]]:
    """Where each unit of either language is found: its side, where it begins, its row."""
    for index, row in enumerate(rows):
        yield from ((("made", unit.start), index) for unit in row.made)
        yield from ((("english", entry.new.start), index) for entry in row.entries if entry.new)


def _row_of(finding: Finding, places: Mapping[tuple[str, int], int], turns: Sequence[int]) -> int:
    """The row a finding speaks of: that of its translation or its English, else the last above its line."""
    if finding.made and ("made", finding.made.start) in places:
        return places["made", finding.made.start]
    if not finding.made and finding.english and ("english", finding.english.start) in places:
        return places["english", finding.english.start]
    above = [turn for turn in turns if turn <= finding.line]
    return turns.index(above[-1]) if above else 0


def _names(rows: Iterable[Row]) -> Iterator[str]:
    """A name for each row, from what its English says; equal ones are counted."""
    seen: Counter[str] = Counter()
    for row in rows:
        units = [entry.new or entry.old for entry in row.entries] or list(row.made)
        key = "\n".join(unit.key for unit in units if unit)
        name = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        seen[name] += 1
        yield f"b-{name}" if seen[name] == 1 else f"b-{name}-{seen[name]}"
