"""Paragraphs, list items and rows of tables: that each of the English is there, and as long as it should be."""

from __future__ import annotations

from collections.abc import Iterator

from tabbook.translation.finding import Finding, Spot, clipped, prose
from tabbook.translation.pages import Compared
from tabbook.translation.units import Unit

_LONG = 160
"""Letters of a text whose length says something."""
_SHORT = 0.3
"""The part of the usual length under which a text lacks something."""
_NAMES = {"paragraph": "paragraph", "item": "list item", "row": "row of the table", "caption": "caption"}


def check(page: Compared) -> Iterator[Finding]:
    """Blocks of prose that are missing, cut short, or lost their place in a list or table."""
    usual = _usual(page)
    for spot in prose(page):
        english = spot.english[0] if spot.english else None
        if not english or english.kind not in _NAMES:
            continue
        place = f"{page.english.file}:{english.line}"
        if spot.is_missing:
            code = "T20" if english.kind in ("paragraph", "caption") else "T18"
            what, cure = f"{_shown(english)} is missing", f"translate it from {place}"
            yield Finding(code, spot.line, what, cure, "warning", None, english)
        elif spot.row.made and spot.is_due:
            yield from _form(spot)
            yield from _short(spot, usual, place)


def _shown(english: Unit) -> str:
    return f"the {_NAMES[english.kind]} `{clipped(english.text, 40)}`"


def _form(spot: Spot) -> Iterator[Finding]:
    made, english = spot.row.made[0], spot.english[0]
    kinds = {unit.kind for unit in spot.english}
    if english.kind in ("item", "row") and made.kind not in kinds:
        what, cure = (
            f"{_shown(english)} is no {_NAMES[english.kind]} here",
            f"begin it with `{english.text[:2].strip()}`",
        )
        yield Finding("T18", made.line, what, cure, "warning", made, english)
    elif made.kind == english.kind == "row" and made.columns not in {unit.columns for unit in spot.english}:
        what = f"{_shown(english)} has {made.columns - 1} columns, in English {english.columns - 1}"
        yield Finding("T18", made.line, what, "add or delete a bar", "error", made, english)


def _lengths(spot: Spot) -> tuple[float, float]:
    entries = [entry.versions[0] for entry in spot.row.entries]
    return sum(unit.length for unit in entries), sum(unit.length for unit in spot.row.made)


def _usual(page: Compared) -> float:
    """How long a text of this page is in the translation, compared with its English."""
    pairs = [_lengths(spot) for spot in prose(page) if spot.row.made and spot.english and spot.english[0].is_prose]
    english = sum(pair[0] for pair in pairs)
    return sum(pair[1] for pair in pairs) / english if english else 1.0


def _short(spot: Spot, usual: float, place: str) -> Iterator[Finding]:
    english, made = _lengths(spot)
    expected = english * max(usual, 0.4)
    if english >= _LONG and made < _SHORT * expected:
        what = f"{_shown(spot.english[0])} is much shorter than the English"
        yield Finding("T20", spot.line, what, f"compare it with {place}", "warning", spot.row.made[0], spot.english[0])
