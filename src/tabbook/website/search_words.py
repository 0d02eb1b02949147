"""Text goes in; the words by which its parts are found, and which a search index would not see in it, come out.

The index finds words by their beginnings. So the end of a compound is a word of its own here, and so is each part of
a name in code. Korean compounds are written with blanks or without: neighbours make a word, too. Japanese and Chinese
have no blanks: each letter begins a word, and how a browser divides what the reader typed does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_NAME = re.compile(r"[A-Za-z_][A-Za-z_0-9]*(?:\.[A-Za-z_][A-Za-z_0-9]*)*")
_PARTS = re.compile(
    r"""
    [A-Z]+ (?![a-z])     # GPU in GPUModel
    | [A-Z]? [a-z]+      # Lazy, Linear in LazyLinear
    | [0-9]+
    """,
    re.VERBOSE,
)
_KOREAN = re.compile(r"[가-힣]{2,}")
_LONGEST = 40
"""No Korean word has more letters; what has is no word."""
_NEIGHBOURS = re.compile(
    r"""
    (?<! [가-힣A-Za-z] ) [가-힣A-Za-z]++    # whole, so that megabytes of letters are gone through once
    (?: \s [가-힣]++ )+
    """,
    re.VERBOSE,
)
_ENDING = ("을", "를", "은", "는")
"""Particles that end a part of the sentence: no compound goes on behind them."""
_COMPOUND = 3
"""So many words at most make one."""
_WITHOUT_BLANKS = re.compile(r"[ぁ-ゖァ-ヺー一-鿿々〆㐀-䶿]+")
_REACH = 10
"""So many letters of a text without blanks make a word, and so many names one with dots; nobody types more."""


def hidden_words(text: str) -> tuple[str, ...]:
    """Each word once, in the order of the text."""
    found = (*_of_names(text), *_of_compounds(text), *_of_neighbours(text), *_of_running_text(text))
    return tuple(dict.fromkeys(found))


def _of_names(text: str) -> Iterator[str]:
    """`nn.init.xavier_uniform_` is also `init.xavier_uniform_`, `xavier_uniform_`, `xavier` and `uniform`."""
    for found in _NAME.findall(text):
        if found.isalpha() and found[1:].islower():  # A plain word, as most are.
            continue
        names = found.split(".")
        for index, name in enumerate(names):
            if len(names) > 1:
                yield ".".join(names[index : index + _REACH])
            parts = _PARTS.findall(name)
            if len(parts) > 1 or "_" in name:
                yield name
                yield from (part for part in parts if len(part) > 1)


def _of_compounds(text: str) -> Iterator[str]:
    """Every end of a Korean word of two letters or more: 행렬을 in 가중치행렬을."""
    for match in _KOREAN.finditer(text):
        yield from (match[0][start : start + _LONGEST] for start in range(len(match[0]) - 1))


def _of_neighbours(text: str) -> Iterator[str]:
    """활성화 함수를 is also 활성화함수를."""
    for match in _NEIGHBOURS.finditer(text):
        words = match[0].split()
        for start in range(len(words) - 1):
            for end in range(start + 1, min(start + _COMPOUND, len(words))):
                if words[end - 1].endswith(_ENDING):
                    break
                yield "".join(words[start : end + 1])


def _of_running_text(text: str) -> Iterator[str]:
    for match in _WITHOUT_BLANKS.finditer(text):
        yield from (match[0][start : start + _REACH] for start in range(len(match[0])))
