"""Prose whose formulas are HTML goes in; the same comes out with each formula tied to the letters that touch it.

A browser may break the line on both sides of a formula, even between it and a comma; no sign in the text prevents it.
It also breaks a Korean word at a bracket and behind code, and so begins a line with a particle; in Japanese and Korean
it parts the word for an equation from its number.
"""

from __future__ import annotations

import re
from typing import Any

from tabbook.document import Node
from tabbook.document.tree import has_class, rewrite_lists, span, with_attributes

FORMULA = ("<math", '<span class="long"><math')
"""How the HTML of a formula begins."""

_CLOSING = r"[,.;:!?)\]}’”…‰%、。，．：；！？）」』】〉》〕ー々ゝゞぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ]*"
_OPENING = r"[(\[{‘“（「『【〈《〔$+±−–]*"
_AFTER = {"": re.compile(r"[^ ]*"), "wide": re.compile(_CLOSING)}
_BEFORE = {"": re.compile(r"[^ ]*\Z"), "wide": re.compile(_OPENING + r"\Z")}
_BROKEN = re.compile(r"[가-힣]\(|\)[가-힣]|\d–\d|[A-Z]\.-[A-Z]\.")
"""What a line would end in: a Korean word at its bracket, numbers from one to another, a name's first letters."""
_EQUATION = re.compile(r"(?:式|[가-힣]{0,8}식) ?\Z")
_PARTICLE = re.compile(r"[가-힣]+[.,)]*")
_SHORT = 16
"""So many letters fit on a line of any screen."""
_PHRASE = 20
"""So many letters of code take a quarter of a line of a wide screen: without them it does not look short."""
_TIED = frozenset({"RawInline", "Link", "Code", "Str"})
"""What is tied to something; most lists are of blocks or of parts of nodes, and have none of it."""
_EAST = ("ja", "ko", "zh")
"""Languages in whose lines a part of some code looks like a word of its own."""


def tied(value: Any, language: str) -> Any:
    """`value`, nodes of any depth; Japanese and Chinese may break the line before and after a letter, others not."""
    primary = language.partition("-")[0]
    script = "wide" if primary in ("ja", "zh") else ""

    def tie(nodes: list[Any]) -> list[Any]:
        kinds = {node["t"] for node in nodes if node.__class__ is dict}
        if kinds.isdisjoint(_TIED):
            return nodes
        if "RawInline" in kinds and any(map(_is_formula, nodes)):
            nodes = _tie(nodes, script)
        if "Link" in kinds and any(map(is_equation, nodes)):
            nodes = _with_equations(nodes)
        if "Code" in kinds and any(map(_is_short_code, nodes)):
            nodes = _with_particles(nodes)
        if "Str" in kinds and any(map(_is_broken, nodes)):
            nodes = [part for node in nodes for part in (_words_tied(node["c"]) if _is_broken(node) else (node,))]
        if "Code" in kinds and primary in _EAST and any(map(_is_phrase, nodes)):
            nodes = [with_attributes(node, classes=["phrase"]) if _is_phrase(node) else node for node in nodes]
        return nodes

    return rewrite_lists(value, tie)


def _tie(nodes: list[Any], script: str) -> list[Any]:
    result: list[Any] = []
    index = 0
    while index < len(nodes):
        if not _is_formula(nodes[index]):
            result.append(nodes[index])
            index += 1
            continue
        run: list[Node] = []
        if result and _is_word(result[-1]):
            word = result.pop()["c"]
            match = _BEFORE[script].search(word)
            start = match.start() if match else len(word)
            result += _word(word[:start])
            run += _word(word[start:])
        index, rest = _follow(nodes, index, script, run)
        result += [span(run, classes=["together"])] if len(run) > 1 else run
        result += rest
    return result


def _follow(nodes: list[Any], index: int, script: str, run: list[Node]) -> tuple[int, list[Node]]:
    """Take formulas and the words that touch them into `run`; gives the next index and the rest of the last word."""
    while index < len(nodes) and _is_formula(nodes[index]):
        run.append(nodes[index])
        index += 1
        if index < len(nodes) and _is_word(nodes[index]):
            word = nodes[index]["c"]
            match = _AFTER[script].match(word)
            end = match.end() if match else 0
            run += _word(word[:end])
            index += 1
            if end < len(word) or script:
                return index, _word(word[end:])
    return index, []


def _with_equations(nodes: list[Any]) -> list[Any]:
    """`nodes` with the number of an equation and the word for it in one piece."""
    result: list[Any] = []
    for node in nodes:
        word = _EQUATION.search(result[-1]["c"]) if result and _is_word(result[-1]) and is_equation(node) else None
        if word:
            before = result.pop()["c"][: word.start()]
            result += [*_word(before), span([*_word(word[0]), node], classes=["together"])]
        else:
            result.append(node)
    return result


def _with_particles(nodes: list[Any]) -> list[Any]:
    """`nodes` with short code and the Korean letters that touch it in one piece."""
    result: list[Any] = []
    for node in nodes:
        particle = _PARTICLE.match(node["c"]) if result and _is_short_code(result[-1]) and _is_word(node) else None
        if particle:
            result[-1] = span([result[-1], *_word(particle[0])], classes=["together"])
            result += _word(node["c"][particle.end() :])
        else:
            result.append(node)
    return result


def _is_short_code(node: Any) -> bool:
    return node.__class__ is dict and node["t"] == "Code" and len(node["c"][1]) <= _SHORT


def _is_phrase(node: Any) -> bool:
    """Whether it is short code of some words, which has its place on one line where lines are long."""
    return node.__class__ is dict and node["t"] == "Code" and " " in node["c"][1] and len(node["c"][1]) <= _PHRASE


def _is_formula(node: Any) -> bool:
    return node.__class__ is dict and node["t"] == "RawInline" and node["c"][1].startswith(FORMULA)


def is_equation(node: Any) -> bool:
    """Whether it refers to one, by its number in brackets."""
    if node.__class__ is not dict or node["t"] != "Link" or not has_class(node, "reference"):
        return False
    words = node["c"][1]
    return bool(words) and _is_word(words[0]) and words[0]["c"].startswith("(")


def _is_word(node: Any) -> bool:
    return node.__class__ is dict and node["t"] == "Str"


def _is_broken(node: Any) -> bool:
    if not _is_word(node):
        return False
    word = node["c"]
    # Few words have one of these signs, and to look for them takes an eighth of the time.
    return ("(" in word or ")" in word or "–" in word or ".-" in word) and _BROKEN.search(word) is not None


def _words_tied(run: str) -> list[Node]:
    """A run of words with those in one piece that a line would end in."""
    parts: list[Node] = []
    for word in re.split("( )", run):
        is_tied = len(word) <= _SHORT and _BROKEN.search(word)
        parts += [span(_word(word), classes=["together"])] if is_tied else _word(word)
    return parts


def _word(letters: str) -> list[Node]:
    return [{"t": "Str", "c": letters}] if letters else []
