"""Korean prose in, the same with each word kept on one line out; Japanese prose in, with air beside formulas out.

Typst would end a Korean line between any two syllables, and part a particle from the formula or code it belongs to. It
sets Latin words a quarter of a letter apart from Japanese ones, but not formulas.
"""

from __future__ import annotations

import re
from typing import Any

from tabbook.document import Node
from tabbook.document.tree import raw

_HANGUL = re.compile(r"[\uac00-\ud7af]")
_JAPANESE = re.compile(r"[\u3040-\u30fa\u30fc-\u30ff\u3400-\u9fff]")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_SHORT = 16
"""So many letters are never parted; a longer word may be."""
_FORMULA = "#formula("
_HOLDING = ("#code-words(", _FORMULA)
"""What may stand in one word with letters."""


def tied(value: Any) -> Any:
    """`value`, nodes of any depth, with every short word that has Korean letters in a box."""
    if isinstance(value, dict):
        return {key: tied(child) if isinstance(child, (list, dict)) else child for key, child in value.items()}
    if not isinstance(value, list):
        return value
    result: list[Any] = []
    word: list[Node] = []
    for child in (tied(child) for child in value):
        if _is_part(child):
            word.append(child)
        else:
            result += [*_boxed(word), child]
            word = []
    return [*result, *_boxed(word)]


def _is_part(node: Any) -> bool:
    if not isinstance(node, dict):
        return False
    return node.get("t") == "Str" or (node.get("t") == "RawInline" and node["c"][1].startswith(_HOLDING))


def _letters(typst: str) -> str:
    """What code shows, or a formula's TeX, which is about as long as the formula."""
    strings = _STRING.findall(typst)
    return "".join(strings if typst.startswith(_HOLDING[0]) else strings[:1])


def _boxed(word: list[Node]) -> list[Node]:
    letters = "".join(node["c"] if node["t"] == "Str" else _letters(node["c"][1]) for node in word)
    if not _HANGUL.search(letters) or len(letters) > _SHORT or any("$ " in str(node["c"]) for node in word):
        return word
    return [raw("typst", "#box[", is_block=False), *word, raw("typst", "]", is_block=False)]


def aired(value: Any) -> Any:
    """`value`, nodes of any depth, with a quarter of a letter between each formula and the letter that touches it."""
    if isinstance(value, dict):
        return {key: aired(child) if isinstance(child, (list, dict)) else child for key, child in value.items()}
    if not isinstance(value, list):
        return value
    result: list[Any] = []
    for child in (aired(child) for child in value):
        if result and (_touch(result[-1], -1, child) or _touch(child, 0, result[-1])):
            result.append(raw("typst", "#h(0.2em, weak: true)", is_block=False))
        result.append(child)
    return result


def _touch(letters: Any, side: int, formula: Any) -> bool:
    """Whether a Japanese letter, not a sign with air of its own, stands at `side` of `letters`, beside a formula."""
    if not (isinstance(letters, dict) and isinstance(formula, dict)) or letters.get("t") != "Str":
        return False
    is_formula = (
        formula.get("t") == "RawInline" and formula["c"][1].startswith(_FORMULA) and "$ " not in formula["c"][1]
    )
    return is_formula and bool(_JAPANESE.match(letters["c"][side]))
