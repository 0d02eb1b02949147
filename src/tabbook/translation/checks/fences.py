"""Fences: that each cell and listing of the English is there, opens and closes, and none besides."""

from __future__ import annotations

from collections.abc import Iterator

from tabbook.document import Code, Listing
from tabbook.translation.finding import Finding, Spot, clipped, spots
from tabbook.translation.pages import Compared
from tabbook.translation.units import Unit

_OWN = ("n", "alt")
"""Keys that a translation may say otherwise."""
_NAMES = {"cell": "cell", "listing": "listing", "fence": "fence"}


def check(page: Compared) -> Iterator[Finding]:
    """Fences that were put back, are missing, changed, or too many."""
    for repair in page.repairs:
        yield Finding("T03", repair.line, repair.what, repair.cure)
    for spot in spots(page):
        made = next((unit for unit in spot.row.made if unit.kind in _NAMES), None)
        if spot.is_missing and spot.english[0].kind in _NAMES:
            english = spot.english[0]
            what = f"the {_NAMES[english.kind]} {_shown(english)} is missing"
            yield Finding("T03", spot.line, what, f"copy it from {_place(page, english)}", english=english)
        elif made and not spot.row.entries:
            if made.text.strip("`~ \n"):
                what, cure = f"the English has no {_NAMES[made.kind]} {_shown(made)}", "delete it, or mend its fences"
                yield Finding("T03", made.line, what, cure, made=made)
        elif made:
            yield from _head(page, spot, made)


def _place(page: Compared, english: Unit) -> str:
    return f"{page.english.file}:{english.line}"


def _head(page: Compared, spot: Spot, made: Unit) -> Iterator[Finding]:
    """A fence that says something else than its English of what it is."""
    if _said(made) in map(_said, spot.english):
        return
    english = spot.english[0]
    what = f"the fence does not say what it says in English: {clipped(_words(made))}"
    yield Finding("T03", made.line, what, f"write {clipped(_words(english))}", made=made, english=english)


def _said(unit: Unit) -> tuple[object, ...]:
    block = unit.block
    if isinstance(block, Code):
        return "cell", block.language, tuple(pair for pair in block.attributes if pair[0] not in _OWN), block.frameworks
    if isinstance(block, Listing):
        return "listing", block.info
    # Raw reStructuredText may hold prose; a table of contents may not.
    return type(block).__name__, "" if type(block).__name__ == "Rst" else unit.key


def _words(unit: Unit) -> str:
    lines = unit.text.split("\n")
    return " ".join(lines[:2] if isinstance(unit.block, Code) else lines[:1] if len(lines) < 3 else lines[:-1])


def _shown(unit: Unit) -> str:
    lines = [line for line in unit.text.split("\n")[1:] if line.strip() and not line.startswith("```")]
    return f"`{clipped(' '.join(lines[:2]), 40)}`" if lines else "without a body"
