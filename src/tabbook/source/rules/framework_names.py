"""The comma list of a marker or a tab line in, frameworks of the book and Problems out."""

from __future__ import annotations

import difflib
import re

from tabbook.errors import Place, Problem

_NAMES = re.compile(r"[\w,\ \t]*")  # the list ends at any other character
_LONGEST = 40  # of a name in a message


def read(value: str, place: Place, known: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """The frameworks that `value` names, in the order of `known`, none for `all`; and what is wrong with the list.

    Where no name is known, the first unknown one is kept, so that what it marks belongs to no framework.
    """
    match = _NAMES.match(value)
    written = [name.strip() for name in match[0].split(",") if name.strip()] if match else []
    names = [name.lower() for name in written]
    if not written:
        return (), (
            Problem("S01", place, "no framework is named here", f"name one of {_listed(known, 'all')}", "warning"),
        )
    if not known:
        return (), (_without_frameworks(place, written[0]),)
    if "all" in names:
        return (), tuple(_beside_all(place) for _ in names[1:2])
    unknown = [name for name in written if name.lower() not in known]
    chosen = tuple(name for name in known if name in set(names))
    return chosen or (names[0],), tuple(_unknown(place, name, known) for name in unknown[:1])


def _unknown(place: Place, name: str, known: tuple[str, ...]) -> Problem:
    name = name[:_LONGEST]
    near = difflib.get_close_matches(name.lower(), known, n=1)
    cure = f"did you mean `{near[0]}`?" if near else f"the book's frameworks are {_listed(known)}"
    return Problem("S01", place, f"there is no framework `{name}`", cure, "warning")


def _beside_all(place: Place) -> Problem:
    cure = "leave `all` alone, or leave it out"
    return Problem("S01", place, "`all` stands beside other names, and means every framework", cure, "warning")


def _without_frameworks(place: Place, name: str) -> Problem:
    cure = "delete the line, or name the book's frameworks in `tabs` of config.ini"
    return Problem("S10", place, f"`{name[:_LONGEST]}` is named, but the book has no frameworks", cure)


def _listed(known: tuple[str, ...], *more: str) -> str:
    return ", ".join(f"`{name}`" for name in (*known, *more))
