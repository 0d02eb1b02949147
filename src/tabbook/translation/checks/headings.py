"""Headings: that each of the English is there, at its level."""

from __future__ import annotations

from collections.abc import Iterator

from tabbook.translation.finding import Finding, clipped, prose
from tabbook.translation.pages import Compared


def check(page: Compared) -> Iterator[Finding]:
    """Headings that are lost, at another level, or too many."""
    for spot in prose(page):
        english = [unit for unit in spot.english if unit.kind == "heading"]
        made = next((unit for unit in spot.row.made if unit.kind == "heading"), None)
        if english and not made and spot.is_due:
            written = spot.row.made[0] if spot.row.made else None
            what = f"the heading `{clipped(english[0].text)}` is {'no heading' if written else 'missing'} here"
            cure = f"begin its line with {'#' * english[0].level} and a blank"
            yield Finding("T15", spot.line, what, cure, made=written, english=english[0])
        elif made and english and made.level not in {unit.level for unit in english}:
            what = f"the heading has level {made.level}, in English {english[0].level}"
            cure = f"begin it with {'#' * english[0].level}"
            yield Finding("T15", made.line, what, cure, made=made, english=english[0])
        elif made and not english:
            what = f"the English has no heading here: `{clipped(made.text)}`"
            yield Finding("T15", made.line, what, "make it a paragraph", "warning", made)
