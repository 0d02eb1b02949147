"""References and citations: that each key of the English is named, in whatever order."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from tabbook.document import Role
from tabbook.translation.finding import Finding, Spot, everywhere, lacking, prose
from tabbook.translation.pages import Compared
from tabbook.translation.units import Unit

_DAMAGED = re.compile(
    r"""
      [:：] (?: numref | ref | eqref | cite[pt]? | label ) [:：] \s* [`‘'“「] (?P<key> [^`’'”」\s]+ ) [`’'”」]
    | (?: numref | eqref | citet | citep ) \s* [:：]? \s* ` (?P<bare> [^`\s]+ ) `
    """,
    re.VERBOSE,
)


def check(page: Compared) -> Iterator[Finding]:
    """Keys that are missing, renamed, or stand under another role."""
    known, roles = everywhere(page, _keys), everywhere(page, _roles)
    for spot in prose(page):
        made = [unit for unit in spot.row.made if unit.is_prose] if _has_roles(spot) else []
        if not made or not any(unit.is_prose for unit in spot.english):
            continue
        gone = lacking(spot, _keys, (key for unit in spot.near for key in _keys(unit)))
        odd = [role for unit in made for role in unit.roles if not set(_split(role)) <= known]
        yield from _renamed(spot, made[0], gone, odd)
        yield from _lost(spot, made[0], gone[len(odd) :])
        for unit in made:
            yield from _other_role(spot, unit, roles)


def _has_roles(spot: Spot) -> bool:
    return any(unit.roles for unit in (*spot.row.made, *spot.english))


def _split(role: Role) -> Iterable[str]:
    return [key.strip() for key in role.value.split(",")]


def _keys(unit: Unit) -> Iterable[str]:
    return [key for role in unit.roles for key in _split(role)]


def _roles(unit: Unit) -> Iterable[str]:
    return [_signature(role) for role in unit.roles]


def _signature(role: Role) -> str:
    """A role with its key; the roles that cite are one, for a language may put the names elsewhere."""
    return f"{'cite' if role.name.startswith('cite') else role.name} {role.value}"


def _renamed(spot: Spot, made: Unit, gone: list[str], odd: list[Role]) -> Iterator[Finding]:
    for index, role in enumerate(odd):
        wanted = gone[index] if index < len(gone) else ""
        what = f"the English names no `{role.value}`" + (f" but `{wanted}`" if wanted else "")
        cure = f"write `{wanted}`" if wanted else "take the key from the English"
        yield Finding("T06", role.place.line, what, cure, made=made, english=spot.english[0])


def _lost(spot: Spot, made: Unit, gone: list[str]) -> Iterator[Finding]:
    for key in gone:
        role = next(role for unit in spot.english for role in unit.roles if key in _split(role))
        damaged = next((found for found in _DAMAGED.finditer(made.text) if key in found.groups()), None)
        what = f"{role.text} is written {damaged[0]}" if damaged else f"{role.text} is missing"
        yield Finding("T06", made.line, what, f"write {role.text}", made=made, english=spot.english[0])


def _other_role(spot: Spot, made: Unit, known: Collection[str]) -> Iterator[Finding]:
    keys = {key for unit in spot.english for key in _keys(unit)}
    for role in made.roles:
        if _signature(role) not in known and set(_split(role)) <= keys:
            english = next(other for unit in spot.english for other in unit.roles if set(_split(other)) & keys)
            what = f"{role.text} has another role than in English"
            yield Finding("T06", role.place.line, what, f"write {english.text}", "warning", made, spot.english[0])
