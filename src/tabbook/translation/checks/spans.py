"""Inline code: that what stands between backticks is what the English has there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tabbook.translation.finding import Finding, Spot, clipped, everywhere, lacking, prose
from tabbook.translation.pages import Compared
from tabbook.translation.units import Unit


def check(page: Compared) -> Iterator[Finding]:
    """Inline code that was changed, or lost its backticks."""
    for spot in prose(page):
        if not spot.row.made or not spot.english or not spot.english[0].is_prose:
            continue
        if wanted := lacking(spot, _spans, ()):
            near = "".join(unit.text for unit in spot.near)
            yield from _changed(page, spot, [span for span in wanted if f"`{span}`" not in near])


def _spans(unit: Unit) -> Iterable[str]:
    return unit.spans


def _words(unit: Unit) -> Iterable[str]:
    return unit.text.split()


def _changed(page: Compared, spot: Spot, gone: list[str]) -> Iterator[Finding]:
    if not gone:
        return
    known = everywhere(page, _spans) | everywhere(page, _words)
    made = spot.row.made[0]
    for unit in spot.row.made:
        for span in unit.spans:
            if span in known or not span.isascii() or not gone:
                continue
            wanted = gone.pop(0)
            what = f"the English has `{clipped(wanted, 30)}` where this has `{clipped(span, 30)}`"
            yield Finding("T24", unit.line, what, f"write `{wanted}`", "warning", unit, spot.english[0])
    for span in gone:
        words = " ".join(unit.words for unit in spot.row.made)
        what = f"`{clipped(span, 30)}` {'lost its backticks' if span in words else 'is missing'}"
        yield Finding("T24", made.line, what, "put it back", "warning", made, spot.english[0])
