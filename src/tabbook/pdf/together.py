"""Korean prose in, the same with each word kept on one line out; Japanese prose in, with air beside formulas out.

Typst would end a Korean line between any two syllables, and part a particle from the formula or code it belongs to. It
sets Latin words a quarter of a letter apart from Japanese ones, but not formulas, nor code that ends in a sign.
"""

from __future__ import annotations

import re
from typing import Any

from tabbook.document import Node
from tabbook.document.tree import raw

_HANGUL = re.compile(r"[\uac00-\ud7af]")
_JAPANESE = re.compile(r"[\u3040-\u30fa\u30fc-\u30ff\u3400-\u9fff]")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_STYLE = re.compile(r"\\+(?:boldsymbol|mathbf|mathrm|textrm|text)\b|[{}^_\s]")
"""What is not seen of a formula."""
_SIGN = re.compile(r"\\+[a-zA-Z]+")
_SHORT = 16
"""So many letters are never parted; a longer word may be."""
_CODE = "#code-words("
_FORMULA = "#formula("
_NARROW = ", narrow: true)"
_HOLDING = (_CODE, _FORMULA)
"""What may stand in one word with letters."""
WORD_JOINER = "\u2060"
"""No line ends at this sign, which nobody sees."""
_JOINER = raw("typst", "#sym.wj;", is_block=False)
"""A line may end between two boxes, but not here."""


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
            result += [_JOINER] if not word and _is_particle(result, child) else []
            word.append(child)
        else:
            result += [*_boxed(word), *([_JOINER] if _is_opening(word, child) else []), child]
            word = []
    return [*result, *_boxed(word)]


def _is_part(node: Any) -> bool:
    if not isinstance(node, dict):
        return False
    return node.get("t") == "Str" or (node.get("t") == "RawInline" and node["c"][1].startswith(_HOLDING))


def _is_particle(before: list[Any], node: Node) -> bool:
    """Whether it goes on with the last word of a link."""
    is_linked = bool(before) and before[-1] == raw("typst", "]", is_block=False)
    return is_linked and node["t"] == "Str" and _HANGUL.match(node["c"]) is not None


def _is_opening(word: list[Node], after: Any) -> bool:
    """Whether a link goes on with it: it ends in a bracket that opens, or in what no line ends at."""
    is_open = (
        bool(word) and word[-1]["t"] == "Str" and word[-1]["c"].endswith(("(", "[", "“", "‘", "\u00a0", WORD_JOINER))
    )
    return is_open and isinstance(after, dict) and after.get("t") == "RawInline"


def _letters(typst: str) -> str:
    """What code shows, or a formula about as long as it is shown."""
    strings = _STRING.findall(typst)
    if typst.startswith(_CODE):
        return "".join(strings)
    return _SIGN.sub("x", _STYLE.sub("", strings[0])) if strings else ""


def _boxed(word: list[Node]) -> list[Node]:
    letters = "".join(node["c"] if node["t"] == "Str" else _letters(node["c"][1]) for node in word)
    if not _HANGUL.search(letters) or any("$ " in str(node["c"]) for node in word):
        return word
    return _box(word) if len(letters) <= _SHORT else _parted(word)


def _box(word: list[Node]) -> list[Node]:
    return [raw("typst", "#word[", is_block=False), *word, raw("typst", "]", is_block=False)]


def _parted(word: list[Node]) -> list[Node]:
    """A long word: a line may end in it, but not between code or a formula and the short particle after it."""
    result: list[Node] = []
    for index, node in enumerate(word):
        is_after = index > 0 and word[index - 1]["t"] == "RawInline" and node["t"] == "Str"
        is_particle = is_after and _HANGUL.match(node["c"]) and len(node["c"]) <= _SHORT
        result += [_JOINER, *_box([node])] if is_particle else [node]
    return result


def aired(value: Any) -> Any:
    """`value`, nodes of any depth, with a quarter of a letter between a formula or code and the letter beside it."""
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


def _touch(letters: Any, side: int, other: Any) -> bool:
    """Whether a Japanese letter, not a sign with air of its own, stands at `side` of `letters`, beside a formula."""
    if not (isinstance(letters, dict) and isinstance(other, dict)) or letters.get("t") != "Str":
        return False
    return _wants_air(other, -1 - side) and bool(_JAPANESE.match(letters["c"][side]))


def _wants_air(node: Node, side: int) -> bool:
    """Whether it is a formula, or code in a box or with a sign at `side`; Typst gives air to a Latin letter itself."""
    if node.get("t") != "RawInline" or "$ " in node["c"][1]:
        return False
    typst = node["c"][1]
    letters = _letters(typst)
    edge = letters[side:] if side else letters[:1]
    is_bare = typst.endswith(_NARROW) or not edge.isalnum()
    return typst.startswith(_FORMULA) or (typst.startswith(_CODE) and is_bare)
