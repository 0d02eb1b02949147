"""Slide marks: that what the English shows on its slides is marked in the translation too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tabbook.document import SlideMark
from tabbook.translation.finding import Finding, lacking, prose
from tabbook.translation.pages import Compared
from tabbook.translation.units import Unit


def check(page: Compared) -> Iterator[Finding]:
    """Slide marks that are gone."""
    for spot in prose(page):
        if not spot.row.made or not spot.english or not spot.english[0].is_prose:
            continue
        gone = lacking(spot, _marks, (mark for unit in spot.near for mark in _marks(unit)))
        if gone:
            made = spot.row.made[0]
            what = f"the slide mark `{gone[0]}` of the English is gone"
            yield Finding("T25", made.line, what, "mark the same words", "warning", made, spot.english[0])


def _marks(unit: Unit) -> Iterable[str]:
    return [piece.kind for piece in unit.pieces if isinstance(piece, SlideMark) and piece.is_open]
