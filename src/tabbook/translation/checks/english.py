"""English in the prose: that what should be translated is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tabbook.translation.finding import Finding, clipped, prose
from tabbook.translation.pages import Compared
from tabbook.translation.state import is_left, needs_words

_RUN = re.compile(
    r"""
    (?: (?<![A-Za-z'’]) | (?=[A-Z]) )  # at each letter of a word as long as a page it would take minutes
    (?: [A-Za-z][a-z'’]*+ [,;:]? \s++ ){3,} [A-Za-z][a-z'’]*
    """,
    re.VERBOSE,
)
_LONG = 7
"""So many English words in a row are a sentence, whatever they are."""
_OF_SENTENCES = re.compile(
    r"""
    \b (?: is | are | was | were | be | has | have | had | do | does | did | can | cannot | could | will | would
      | should | may | might | must | it | they | we | you | this | that | these | those | which | not | but | if
      | when | while | because ) \b
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Words that stand in sentences, and hardly in names and terms."""
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
    """An English sentence, or a part of one, outside of quotation marks and the like."""
    if len(_LATIN.findall(words)) < 4:  # As in most blocks.
        return None
    return next(filter(_is_sentence, _RUN.finditer(_SET_APART.sub(" ", words))), None)


def _is_sentence(run: re.Match[str]) -> bool:
    """Whether words in a row are no name, as of a paper, and no term."""
    words = _LATIN.findall(run[0])
    small = [word for word in words if word.islower()]
    return len(words) >= _LONG or (len(small) >= 3 and bool(_OF_SENTENCES.search(run[0])))
