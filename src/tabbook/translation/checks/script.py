"""The letters of the prose: that they belong to the language."""

from __future__ import annotations

import functools
import itertools
import unicodedata
from collections import Counter
from collections.abc import Iterator

from tabbook.translation.finding import Finding, prose
from tabbook.translation.pages import Compared

_EVERYWHERE = frozenset(
    [
        "LATIN",
        "GREEK",
        "MICRO",
        "FULLWIDTH",
        "HALFWIDTH",
        "MODIFIER",
        "DOUBLE-STRUCK",
        "SCRIPT",
        "MATHEMATICAL",
        "FEMININE",
        "MASCULINE",
        "SUPERSCRIPT",
        "SUBSCRIPT",
        "ALEF",
        "BLACK-LETTER",
    ]
)
"""First words of the names of letters that any language may use."""
_SCRIPTS = {
    "ja": frozenset(("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC", "VERTICAL")),
    "ko": frozenset(("HANGUL", "CJK")),
    "zh": frozenset(("CJK", "IDEOGRAPHIC")),
}
_CHARACTERS = {"ja": "euc_jis_2004"}
"""An encoding that holds every character of the language; others of the same script are another language's."""
_COMMON = 0.03
"""The part of a page's letters from which on a script belongs to a language that is not listed here."""


def check(page: Compared) -> Iterator[Finding]:
    """Words in letters that neither the language nor the English has."""
    foreign = _foreign(page)
    for spot in prose(page) if foreign else ():
        english = "".join(unit.text for unit in spot.english)
        for made in spot.row.made:
            if not made.is_prose:
                continue
            odd = next((letter for letter in made.words if letter in foreign and letter not in english), "")
            if odd:
                name = _script(odd).replace("CJK", "Chinese").title()
                what = f"`{_word(made.text, odd)}` is {name}, not of this language"
                yield Finding("T16", _line(made.text, odd, made.line), what, "translate that word", made=made)


def _foreign(page: Compared) -> set[str]:
    """The letters of the translation that the language does not have."""
    text = "".join(unit.words for unit in page.cut.units if unit.is_prose)
    allowed = _allowed(page.language, text)
    own = _own(allowed, page.language)
    new = set(text) - own
    foreign = {letter for letter in new if _is_foreign(letter, allowed, page.language)}
    own |= new - foreign
    return foreign


@functools.cache
def _own(allowed: frozenset[str], language: str) -> set[str]:
    """Letters that are known not to be foreign: those of the pages before, for a page brings few that are new."""
    return set()


def _word(text: str, letter: str) -> str:
    """The word that a letter begins, with the signs that sit on its letters; its first part where it is long."""
    script, at = _script(letter), text.find(letter)
    word = itertools.takewhile(
        lambda c: not c.isspace() and (not c.isalnum() or _script(c) == script), text[at : at + 20]
    )
    return "".join(word)


def _line(text: str, letter: str, line: int) -> int:
    return line + text.count("\n", 0, text.find(letter))


def _allowed(language: str, text: str) -> frozenset[str]:
    own = _SCRIPTS.get(language.split("-")[0])
    if own:
        return own | _EVERYWHERE
    scripts: Counter[str] = Counter()
    for letter, count in Counter(text).items():
        if letter.isalpha():
            scripts[_script(letter)] += count
    return _EVERYWHERE | {script for script, count in scripts.items() if count >= _COMMON * scripts.total()}


def _is_foreign(letter: str, allowed: frozenset[str], language: str) -> bool:
    if letter.isascii() or not letter.isalpha():
        return False
    if _script(letter) not in allowed:
        return True
    encoding = _CHARACTERS.get(language)
    return bool(encoding) and _script(letter) == "CJK" and not _is_in(letter, encoding or "")


def _is_in(letter: str, encoding: str) -> bool:
    try:
        letter.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


@functools.cache
def _script(letter: str) -> str:
    return unicodedata.name(letter, "UNKNOWN").split(" ")[0]
