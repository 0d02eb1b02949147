"""Labels and the other marks: that each of the English is there, under its name, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tabbook.translation.finding import Finding, Spot, spots
from tabbook.translation.pages import Compared
from tabbook.translation.units import Unit


def check(page: Compared) -> Iterator[Finding]:
    """Labels, widths and heights that are missing, changed or there twice."""
    counts = Counter(_label(unit) for unit in page.cut.units)
    for spot in spots(page):
        for made in spot.row.made:
            name = _label(made)
            if name and counts[name] > 1 and not spot.row.entries:
                yield Finding("T05", made.line, f"{made.text.strip()} is there twice", "delete this one", made=made)
                continue
            yield from _compared(spot, made)
        if spot.is_missing and spot.english[0].kind == "mark":
            what = f"{spot.english[0].text} is missing"
            yield Finding("T05", spot.line, what, "put it back below its line", english=spot.english[0])


def _label(unit: Unit) -> str:
    if unit.kind == "formula":
        return unit.formulas[0].label
    return unit.text if unit.kind == "mark" else ""


def _compared(spot: Spot, made: Unit) -> Iterator[Finding]:
    if made.kind not in ("mark", "formula"):
        return
    expected = {_label(unit) for unit in spot.english if unit.kind == made.kind}
    name = _label(made)
    if not expected or name in expected:
        if made.kind == "mark" and not spot.row.entries:
            yield Finding("T05", made.line, f"the English has no {made.text}", "delete it", "warning", made)
        return
    english = next(unit for unit in spot.english if unit.kind == made.kind)
    wanted = _label(english)
    what = f"the label reads `{name}` and in English `{wanted}`" if name else f"the label `{wanted}` is missing"
    yield Finding("T05", made.line, what, f"write `{wanted}`", made=made, english=english)
