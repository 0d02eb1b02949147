"""Numbers in the prose: that the translation names those of the English."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator

from tabbook.translation.finding import Finding, Spot, lacking, prose
from tabbook.translation.pages import Compared
from tabbook.translation.units import Unit

_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"(?<![A-Za-z\d.,]) \d+ (?: [.,]\d+ )* (?! [A-Za-z\d] )", re.VERBOSE)
_ENGLISH = re.compile(
    rf"(?P<number> {_NUMBER.pattern} ) (?P<scale> (?: [ ]|-) (?: thousand | million | billion | trillion ) )?",
    re.VERBOSE,
)
_EASTERN = re.compile(r"(?P<number> \d+ (?: [.,]\d+ )* ) \s? (?P<scale> [千万億兆천만억조백百]+ )", re.VERBOSE)
_SPELT = re.compile(
    r"""
    \b (?: one | two | three | four | five | six | seven | eight | nine | ten | eleven | twelve | dozen | hundred | half
      | once | twice | first | second | third ) s? \b
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Numbers that a translation may write in digits."""
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_EASTERN_SCALES = {
    character: scale
    for characters, scale in (("百백", 1e2), ("千천", 1e3), ("万만", 1e4), ("億억", 1e8), ("兆조", 1e12))
    for character in characters
}
_WRITTEN = {
    1: "一 壱 한 하나 일 첫 최초 最初 初",
    2: "二 両 倍 半 두 둘 이 양 배 반",
    3: "三 세 셋 삼",
    4: "四 네 넷 사",
    5: "五 다섯 오",
    6: "六 여섯 육",
    7: "七 일곱 칠",
    8: "八 여덟 팔",
    9: "九 아홉 구",
    10: "十 열 십",
    12: "十二 열두 한다스",
    20: "二十 스무 이십",
    100: "百 백",
    1000: "千 천",
}
"""Numbers that a translation may write out."""


def check(page: Compared) -> Iterator[Finding]:
    """Numbers of the English that a block does not name."""
    for spot in prose(page):
        made = [unit for unit in spot.row.made if unit.is_prose]
        if not made or not spot.english or not spot.english[0].is_prose:
            continue
        gone = lacking(spot, _numbers, _values_of(spot.near)) or _swapped(spot, made)
        if gone:
            here = unicodedata.normalize("NFKC", " ".join(unit.words for unit in made))
            gone = [number for number in gone if not _is_written(number, here)]
        if gone:
            what = f"the English names {', '.join(gone)}, and this block does not"
            yield Finding("T21", made[0].line, what, "compare the numbers", "warning", made[0], spot.english[0])


def _swapped(spot: Spot, made: list[Unit]) -> list[str]:
    """Numbers that only a neighbour names, where the block names one in their place that the English does not."""
    gone = lacking(spot, _numbers, _values_of(made))
    if not gone or any(_SPELT.search(unit.words) for unit in spot.english):
        return []
    known = set(_values_of((*spot.english, *(unit for unit in spot.near if unit not in made))))
    return gone if any(number not in known for unit in made for number in _numbers(unit)) else []


def _numbers(unit: Unit) -> Iterable[str]:
    if not _DIGIT.search(unit.words):
        return []
    words = re.sub(r"^\d+[.)]", "", unit.words)
    return [_normal(match["number"], _SCALES.get((match["scale"] or "")[1:], 1)) for match in _ENGLISH.finditer(words)]


def _normal(number: str, scale: float = 1) -> str:
    """A number without the commas between thousands."""
    plain = re.sub(r",(?=\d{3}(?!\d))", "", number)
    try:
        return f"{float(plain) * scale:.12g}" if scale != 1 else plain.rstrip(".,")
    except ValueError:
        return plain


def _values_of(units: Iterable[Unit]) -> Iterator[str]:
    """Also those in formulas, code and addresses: a translation may write a number as a formula."""
    text = unicodedata.normalize("NFKC", " ".join(unit.text for unit in units))
    yield from (_normal(found) for found in re.findall(r"\d+(?:[.,]\d+)*", text))
    yield from re.findall(r"\d+", text)
    for match in _EASTERN.finditer(text):
        scale = math.prod(_EASTERN_SCALES[character] for character in match["scale"])
        yield _normal(match["number"], scale)
    yield from (_normal(found[0], _SCALES.get(found[1], 1)) for found in re.findall(r"(\d[\d.,]*)[ -](\w+)", text))


def _is_written(number: str, text: str) -> bool:
    try:
        words = _WRITTEN.get(int(number), "").split()
    except ValueError:
        return False
    return any(word in text for word in words)
