"""Proper names: that those a page writes in Latin letters are not lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tabbook.translation.finding import Finding, everywhere, lacking, prose
from tabbook.translation.pages import Compared
from tabbook.translation.units import Unit

_NAME = re.compile(
    r"""
    [A-Z] (?<! [A-Za-z.-][A-Z] )    # with the letter first, all text without one is passed over
    (?: [a-z]+[A-Z]\w* | [A-Z]+[a-z]?\w* | [a-z]{2,} )    # PyTorch, ReLU or JAX, Glorot
    (?! [\w-]* [=(] )
    """,
    re.VERBOSE,
)
_SENTENCE_START = re.compile(r"(?:\A|[.!?;]\s|\n\s*[-*|]\s|[\[(\"“*|]|\d\.\s)\s*\Z")
_REACH = 40
"""So many letters before a word are looked at: more than what begins a sentence has."""


def check(page: Compared) -> Iterator[Finding]:
    """Names of the English that a block lacks, and that the page keeps in Latin letters elsewhere."""
    kept = _kept(page)
    for spot in prose(page):
        if not spot.row.made or not spot.english or spot.english[0].kind not in ("paragraph", "item", "image"):
            continue
        if not any(name in unit.words for unit in spot.english for name in kept):
            continue  # most blocks: to look for every name of the English takes longer
        gone = [name for name in lacking(spot, _names, ()) if name in kept]
        near = " ".join(unit.text for unit in spot.near) if gone else ""
        if gone := [name for name in gone if name not in near]:
            made = spot.row.made[0]
            what = f"the name {', '.join(gone)} is lost"
            yield Finding("T23", made.line, what, "put it back", "warning", made, spot.english[0])


def _kept(page: Compared) -> set[str]:
    """The names in the translation that are no words of the English."""
    found = {name for unit in page.cut.units if unit.is_prose for name in _NAME.findall(unit.words)}
    words = everywhere(page, _words) if found else frozenset()
    return {name for name in found if name.lower() not in words or name.lower().capitalize() != name}


def _words(unit: Unit) -> Iterable[str]:
    return unit.words.split()


def _names(unit: Unit) -> Iterable[str]:
    """Words with a capital letter that do not begin a sentence."""
    words = unit.words
    found = _NAME.finditer(words)
    return [match[0] for match in found if _is_sure(match[0]) or not _begins_sentence(words, match.start())]


def _begins_sentence(words: str, start: int) -> bool:
    return _SENTENCE_START.search(words, max(0, start - _REACH), start) is not None


def _is_sure(name: str) -> bool:
    return not name[1:].islower()
