"""Text goes in; the words by which its parts are found, and which a search index would not see in it, come out.

The index finds words by their beginnings. So each part of a name in code is a word of its own here. Japanese, Chinese,
Thai and its neighbours have no blanks between words, and Korean compounds are written with blanks or without: of their
letters each two neighbours make a word, as Lucene's `CJKBigramFilter` has it, and search.js asks for each two of what
the reader typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import add

_NAME = re.compile(r"[A-Za-z_][A-Za-z_0-9]*(?:\.[A-Za-z_][A-Za-z_0-9]*)*")
_PARTS = re.compile(
    r"""
    [A-Z]+ (?![a-z])     # GPU in GPUModel
    | [A-Z]? [a-z]+      # Lazy, Linear in LazyLinear
    | [0-9]+
    """,
    re.VERBOSE,
)
_MARKED = r"\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u0edc-\u0edf\u1000-\u1049\u1050-\u109d\u1780-\u17d3"
"""Thai, Lao, Burmese and Khmer: letters, and the marks above, below and beside them."""
_RUN = rf"[ぁ-ゖァ-ヺー一-鿿々〆㐀-䶿{_MARKED}]+|[가-힣]{{2,}}"
_LETTER = r".\W*"
"""A letter with its marks, as which Unicode has most vowels and tones of Thai: Python takes no mark for a letter."""
_REACH = 10
"""So many names with dots make a word; nobody types more."""


def hidden_words(text: str) -> tuple[str, ...]:
    """Parts of names once; pairs of letters as often as they are there, for how often tells a section's rank."""
    return (*dict.fromkeys(_of_names(text)), *_of_letters(text))


def _of_names(text: str) -> Iterator[str]:
    """`nn.init.xavier_uniform_` is also `init.xavier_uniform_`, `xavier_uniform_`, `xavier` and `uniform`."""
    for found in dict.fromkeys(_NAME.findall(text)):
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


def _of_letters(text: str) -> list[str]:
    """初期化 is 初期, 期化 and 化, for who types one letter; หนัก is หนั, นัก and ก.

    활성화 함수 is 활성, 성화, 함수 and 화함.
    """
    if text.isascii():  # Then these are not even compiled.
        return []
    found: list[str] = []
    for letters in map(_letters, re.findall(_RUN, text)):
        found += map(add, letters, letters[1:])
        if letters[0] < "가":  # Korean has blanks: nobody types the last letter of a word.
            found.append(letters[-1])
    # A blank may stand inside a compound, but not behind these particles.
    return found + [
        before[-1] + after[0]
        for before, after in pairwise(text.split())
        if "가" <= after[0] <= "힣" and "가" <= before[-1] <= "힣" and before[-1] not in "을를은는"
    ]


def _letters(run: str) -> Sequence[str]:
    return re.findall(_LETTER, run) if run[0] < "ぁ" else run
