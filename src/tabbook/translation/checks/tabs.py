"""Tab lines: that each `:begin_tab:` and `:end_tab:` of the English is there, with its frameworks."""

from __future__ import annotations

from collections.abc import Iterator

from tabbook.translation.finding import Finding, spots
from tabbook.translation.pages import Compared


def check(page: Compared) -> Iterator[Finding]:
    """Tab lines that are missing, changed, or too many."""
    for spot in spots(page):
        made = next((unit for unit in spot.row.made if unit.kind == "tab"), None)
        english = next((unit for unit in spot.english if unit.kind == "tab"), None)
        if english and spot.is_missing:
            what = f"the line {english.text.strip()} is missing"
            yield Finding("T04", spot.line, what, "put it back here", english=english)
        elif made and not spot.row.entries:
            yield Finding("T04", made.line, f"the English has no line {made.text.strip()} here", "delete it", made=made)
        elif made and english and made.anchor not in {unit.anchor for unit in spot.english}:
            what = f"the tab line reads {made.text.strip()} and in English {english.text.strip()}"
            yield Finding("T04", made.line, what, "write it as the English has it", made=made, english=english)
