"""Formulas: that each of the English is there, and says the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from tabbook.translation import formulas
from tabbook.translation.finding import Finding, Spot, clipped, everywhere, lacking, spots
from tabbook.translation.pages import Compared
from tabbook.translation.units import Unit


def check(page: Compared) -> Iterator[Finding]:
    """Display formulas that are missing or differ, and formulas in a sentence that differ."""
    known = everywhere(page, _shapes)
    for spot in spots(page):
        if spot.is_missing and spot.english[0].kind == "formula":
            english = spot.english[0]
            what = f"the formula `{clipped(english.formulas[0].source, 40)}` is missing"
            yield Finding("T12", spot.line, what, f"copy it from {page.english.file}:{english.line}", english=english)
        elif spot.row.made and spot.row.made[0].kind == "formula":
            yield from _display(page, spot, spot.row.made[0])
        elif spot.row.made and spot.english and any(unit.shapes for unit in (*spot.row.made, *spot.english)):
            yield from _inline(spot, known)


def _shapes(unit: Unit) -> Iterable[str]:
    return unit.shapes


def _display(page: Compared, spot: Spot, made: Unit) -> Iterator[Finding]:
    own = made.formulas[0]
    english = [unit for unit in spot.english if unit.kind == "formula"]
    if not spot.row.entries:
        if formulas.shape(own.source) not in everywhere(page, _shapes):
            what = f"the English has no formula `{clipped(own.source, 40)}`"
            yield Finding("T13", made.line, what, "delete it, or add it to the English too", "warning", made)
    elif not any(formulas.is_same(own.source, unit.formulas[0].source) for unit in english):
        what = f"the formula `{clipped(own.source, 40)}` is not the English one"
        cure = f"compare it with {page.english.file}:{english[0].line}; if the English is wrong, mend it there too"
        yield Finding("T13", made.line, what, cure, "warning", made, english[0])


def _inline(spot: Spot, known: Collection[str]) -> Iterator[Finding]:
    """Formulas that the English has nowhere, and those that are missing."""
    gone = lacking(spot, _shapes, (shape for unit in spot.near for shape in unit.shapes))
    words = "".join(unit.words for unit in spot.row.made) if gone else ""
    gone = [shape for shape in gone if not (shape.isascii() and shape.isalnum() and shape in words)]
    for made in spot.row.made:
        for formula, shape in zip(made.formulas, made.shapes, strict=True):
            if shape in known or _is_part(shape, spot):
                continue
            wanted = gone.pop(0) if gone else ""
            what = f"the English has no formula `{clipped(formula.source, 40)}`"
            cure = f"compare it with `{wanted}`" if wanted else "compare the paragraph with the English"
            yield Finding("T13", formula.place.line, what, cure, "warning", made, spot.english[0])
    for shape in gone:
        what = f"the formula `{clipped(shape, 40)}` is missing"
        yield Finding("T13", spot.line, what, "put it back", "warning", spot.row.made[0], spot.english[0])


def _is_part(shape: str, spot: Spot) -> bool:
    """Whether a formula is a piece of an English one, which was taken apart, or a number that English writes out."""
    whole = "".join(other for unit in spot.english for other in unit.shapes)
    return shape in whole or shape.replace(".", "").isdigit()
