"""English in the prose: that what should be translated is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tabbook.translation.finding import Finding, clipped, prose
from tabbook.translation.pages import Compared
from tabbook.translation.state import is_left, needs_words

_SENTENCE = re.compile(
    r"""
    (?: (?<![A-Za-z'’]) | (?=[A-Z]) )  # at each letter of a word as long as a page it would take minutes
    (?: [A-Za-z][a-z'’]*+ [,;:]? \s++ ){6,} [A-Za-z][a-z'’]*
    """,
    re.VERBOSE,
)
_LATIN = re.compile(r"[A-Za-z]+")
_SET_APART = re.compile(
    r"\"[^\"]*\"|“[^“”]*”|「[^「」]*」|『[^『』]*』|《[^《》]*》|\*[^*]+\*|_[^_]+_|[(（][^()（）]*[)）]"
)


def check(page: Compared) -> Iterator[Finding]:
    """Blocks left in English, and English sentences within a block."""
    for spot in prose(page):
        for entry in spot.row.entries:
            if entry.versions[0].is_prose and is_left(entry, spot.row):
                made = spot.row.made[0]
                what = f"this is English still: `{clipped(made.text, 40)}`"
                yield Finding("T19", made.line, what, "translate it", "warning", made, entry.versions[0])
                break
        else:
            for made in spot.row.made:
                match = _find_sentence(made.words) if made.is_prose else None
                if match and needs_words(made):
                    what = f"a sentence is English still: `{clipped(match[0], 40)}`"
                    yield Finding("T19", made.line, what, "translate it", "warning", made)


def _find_sentence(words: str) -> re.Match[str] | None:
    """An English sentence outside of quotation marks and the like."""
    # Most blocks have few Latin words, and these are soon counted.
    return _SENTENCE.search(_SET_APART.sub(" ", words)) if len(_LATIN.findall(words)) > 6 else None
