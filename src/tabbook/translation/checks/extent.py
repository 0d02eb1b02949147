"""The page as a whole: that no large part of it is missing. One hole is one finding."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from tabbook.translation.align import Row
from tabbook.translation.finding import Finding, Spot, spots
from tabbook.translation.pages import Compared

_HOLE = 6
"""So many blocks missing in a row are a hole."""
_FRACTION = 0.5
"""A page that lacks more than this part of its blocks is mostly missing."""


def check(page: Compared) -> Iterator[Finding]:
    """Parts of the page that are missing."""
    holes = find(page)
    lost = sum(len(hole) for hole in holes)
    if not lost:
        return
    first = holes[0][0]
    if lost > _FRACTION * len(page.rows):
        what = f"most of the page is missing: {lost} of {len(page.rows)} blocks"
        yield Finding("T14", first.line, what, _cure(page, first), english=first.english[0])
        return
    for hole in holes:
        is_end = hole[-1].row is page.rows[-1]
        what = f"{len(hole)} blocks are missing {'at the end of the page' if is_end else 'here'}"
        yield Finding("T14", hole[0].line, what, _cure(page, hole[0]), english=hole[0].english[0])


def _cure(page: Compared, first: Spot) -> str:
    return f"copy and translate them from {page.english.file}:{first.english[0].line} on"


def find(page: Compared) -> list[list[Spot]]:
    """Runs of rows that are missing."""
    runs: list[list[Spot]] = [[]]
    missing = 0
    for spot in spots(page):
        if spot.is_missing:
            runs[-1].append(spot)
            missing += 1
        elif spot.row.entries:
            runs.append([])
    if missing > _FRACTION * len(page.rows) and missing >= _HOLE:
        return [run for run in runs if run]
    return [run for run in runs if len(run) >= _HOLE]


def without_holes(page: Compared) -> Compared:
    """The page as if its holes were not in the English: what they lack is said already."""
    lost = {id(spot.row) for hole in find(page) for spot in hole}
    rows: tuple[Row, ...] = tuple(row for row in page.rows if id(row) not in lost)
    return dataclasses.replace(page, rows=rows) if lost else page
