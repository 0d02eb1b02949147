"""Two versions of a block in, both as one run of words out: what is in both, what was there, what is new."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from tabbook import source
from tabbook.document import BehindMark, Formula, Mark, Piece, Prose, Role, SlideMark, Text, Verbatim, Words

_BEGINNING = re.compile(r"\A\s*(?:#{1,6}|[-*+]|\d{1,9}[.)]|:|\|)\s+")
"""What makes a line a heading, an item, a caption or a row."""
_LAST_BAR = re.compile(r"(?<=\S)\s*\|\s*\Z")
_EMPHASIS = re.compile(r"\*+|(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w)")
_WORD = re.compile(
    r"""
      \s* [\u1100-\U0010ffff]   # a letter of Chinese, Japanese or Korean: no blank ends a word
    | \s* \w+
    | \s* [^\w\s]
    | \s+
    """,
    re.VERBOSE,
)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_CODE = re.compile(r"\s*\S+|\s+")
_NO_FENCE = re.compile(r"(?m)^```.*\n?")


def compare(old: str, new: str, is_prose: bool) -> tuple[Words, ...]:
    """The words of both versions in order; a block that is no prose is code."""
    after = list(_of_prose(new) if is_prose else _of_code(new))
    if old == new:
        return tuple(_joined(after))
    before = list(_of_prose(old) if is_prose else _of_code(old))
    bare = [[(word.kind, word.text.strip()) for word in words] for words in (before, after)]
    matcher = SequenceMatcher(None, bare[0], bare[1], autojunk=False)
    found: list[Words] = []
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            found += after[new_start:new_end]
        else:
            found += [Words(word.text, word.kind, "old") for word in before[start:end]]
            found += [Words(word.text, word.kind, "new") for word in after[new_start:new_end]]
    return tuple(_joined(found))


def _of_code(text: str) -> Iterator[Words]:
    return (Words(word, "code", "") for word in _CODE.findall(_NO_FENCE.sub("", text)))


def _of_prose(text: str) -> Iterator[Words]:
    blocks, _ = source.parse(_LAST_BAR.sub("", text), "", ())
    pieces = [piece for block in blocks if isinstance(block, Prose) for piece in block.pieces]
    for index, piece in enumerate(pieces):
        yield from _of_piece(piece, is_first=not index)


def _of_piece(piece: Piece, is_first: bool) -> Iterator[Words]:
    match piece:
        case Text():
            words = _BEGINNING.sub("", piece.text, count=1) if is_first else piece.text
            plain = " ".join(_EMPHASIS.sub("", _LINK.sub(r"\1", words)).split())
            # A blank beside a formula or a piece of code is a blank of the sentence.
            before, after = (" " if words[at : at + 1 or None].isspace() else "" for at in (0, -1))
            yield from (Words(word, "text", "") for word in _WORD.findall(before * (not is_first) + plain + after))
        case Formula():
            yield Words(piece.source, "formula", "")
        case Role():
            yield Words(piece.value, "code", "")
        case Verbatim() if not piece.text.startswith("<!--"):
            yield Words(piece.text.strip("`").strip(), "code", "")
        case Verbatim() | Mark() | SlideMark() | BehindMark():
            return


def _joined(words: Iterable[Words]) -> Iterator[Words]:
    """Neighbours of one kind and one change as one; formulas and pieces of code stay apart."""
    last: Words | None = None
    for word in words:
        if last and last.kind == word.kind != "formula" and last.change == word.change and _goes_on(last, word):
            last = Words(last.text + word.text, word.kind, word.change)
            continue
        if last:
            yield last
        last = word
    if last:
        yield last


def _goes_on(last: Words, word: Words) -> bool:
    return last.kind == "text" or last.text[-1:].isspace() or word.text[:1].isspace()
