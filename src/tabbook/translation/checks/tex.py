"""Formulas: that those a translator touched are TeX still, and no tool ate their backslashes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tabbook import pandoc
from tabbook.document import Formula
from tabbook.translation.finding import Finding, clipped, everywhere
from tabbook.translation.pages import Compared
from tabbook.translation.units import Unit

_EATEN = re.compile(r"[\t\x07\x08\x0b\x0c\r] (?= [a-z]{2} )", re.VERBOSE)
"""What a tool makes of `\\t`, `\\b`, `\\f` and `\\r` before the rest of a name."""
_EATEN_OUTSIDE = re.compile(
    r"""
    [\t\x08\x0b\x0c]    # with the sign first, all text without one is passed over
    (?: (?<= \$ . ) (?= [a-z]{2} )                                  # no formula begins with a blank
      | (?= (?: ext(?:rm|bf|it)? | frac | rac | imes | heta | ilde | anh | eta | egin | ar ) [\s{$_^}] ) )
    """,
    re.VERBOSE | re.DOTALL,
)
_DOUBLED = re.compile(r"\\\\ (?= [a-zA-Z]{2} )", re.VERBOSE)
_ESCAPED = re.compile(r"\\[_^*]")
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot);")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)


def check(page: Compared) -> Iterator[Finding]:
    """Formulas that were damaged."""
    known = everywhere(page, _sources)
    written = "\n".join(known)
    new = [
        (unit, formula)
        for unit in page.cut.units
        for formula in unit.formulas
        if formula.source not in known or _EATEN.search(formula.text)
    ]
    plain = [pair for pair in new if not _damage(pair[1], written)]
    drawn = pandoc.mathml([(formula.source, formula.is_display) for _, formula in plain]) if plain else []
    refused = {id(pair[1]) for pair, markup in zip(plain, drawn, strict=True) if markup is None}
    for unit in page.cut.units:
        match = _EATEN_OUTSIDE.search(unit.text) if unit.is_prose else None
        if match and not any(_EATEN.search(formula.text) for formula in unit.formulas):
            yield _eaten(unit, match.end())
    for unit, formula in new:
        said = _damage(formula, written) or ("it is no TeX" if id(formula) in refused else "")
        if said:
            yield _finding(unit, formula, said)


def _sources(unit: Unit) -> Iterable[str]:
    return [formula.source for formula in unit.formulas]


def _finding(unit: Unit, formula: Formula, said: str) -> Finding:
    what = f"the formula `{clipped(formula.source, 40)}` is broken: {said}"
    return Finding("T11", formula.place.line, what, "take it from the English", made=unit)


def _eaten(unit: Unit, at: int) -> Finding:
    what = f"a control character stands where a backslash and a letter stood, before `{clipped(unit.text[at:], 20)}`"
    line = unit.line + unit.text.count("\n", 0, at)
    return Finding("T11", line, what, "take the formula from the English", made=unit)


def _damage(formula: Formula, english: str) -> str:
    """What is wrong with a formula at first sight; empty where nothing is."""
    if _EATEN.search(formula.text):
        return "a control character stands where a backslash and a letter stood"
    if _DOUBLED.search(formula.source) and not _DOUBLED.search(english):
        return "a backslash was doubled"
    if _ESCAPED.search(formula.source) and not _ESCAPED.search(english):
        return "a backslash stands before a sign that needs none"
    if _ENTITY.search(formula.source):
        return "a sign was written as HTML"
    return "its braces do not match" if not _is_balanced(formula.source) else ""


def _is_balanced(source: str) -> bool:
    depth = 0
    for match in _BRACE.finditer(source):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth < 0:
            return False
    return depth == 0
