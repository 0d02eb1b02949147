"""Proper names: that those a page writes in Latin letters are not lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tabbook.translation.finding import Finding, everywhere, lacking, spots
from tabbook.translation.pages import Compared
from tabbook.translation.units import Unit

_NAME = re.compile(
    r"""
    (?<! [A-Za-z.-] )
    (?: [A-Z][a-z]+[A-Z]\w* | [A-Z]{2,}[a-z]?\w* | [A-Z][a-z]{2,} )    # PyTorch, ReLU or JAX, Glorot
    (?! [\w-]* [=(] )
    """,
    re.VERBOSE,
)
_SENTENCE_START = re.compile(r"(?:\A|[.!?;]\s|\n\s*[-*|]\s|[\[(\"“*|]|\d\.\s)\s*\Z")
_REACH = 40
"""So many letters before a word are looked at: more than what begins a sentence has."""


def check(page: Compared) -> Iterator[Finding]:
    """Names of the English that a block lacks, and that the page keeps in Latin letters elsewhere."""
    kept = {name for unit in page.cut.units if unit.is_prose for name in _NAME.findall(unit.words())}
    kept -= {word.capitalize() for word in everywhere(page, _words) if word.islower()}
    for spot in spots(page):
        if not spot.row.made or not spot.english or spot.english[0].kind not in ("paragraph", "item", "image"):
            continue
        near = " ".join(unit.text for unit in spot.near)
        gone = [name for name in lacking(spot, _names, ()) if name in kept and name not in near]
        if gone:
            made = spot.row.made[0]
            what = f"the name {', '.join(gone)} is lost"
            yield Finding("T23", made.line, what, "put it back", "warning", made, spot.english[0])


def _words(unit: Unit) -> Iterable[str]:
    return unit.words().split()


def _names(unit: Unit) -> Iterable[str]:
    """Words with a capital letter that do not begin a sentence."""
    words = unit.words()
    found = _NAME.finditer(words)
    return [match[0] for match in found if _is_sure(match[0]) or not _begins_sentence(words, match.start())]


def _begins_sentence(words: str, start: int) -> bool:
    return _SENTENCE_START.search(words, max(0, start - _REACH), start) is not None


def _is_sure(name: str) -> bool:
    return not name[1:].islower()
