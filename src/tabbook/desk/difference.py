"""Two versions of a text in; each as HTML out, with the words marked that the other lacks."""

from __future__ import annotations

import difflib
import re
from html import escape

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_MOST = 4000
"""Words of a text above which none is marked: to compare them would take seconds."""


def difference(old: str, new: str) -> tuple[str, str]:
    """The old text with `<del>`, the new one with `<ins>`; unmarked where they are too long to compare."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) + len(after) > _MOST:
        return escape(old), escape(new)
    steps = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return (
        "".join(_part("del", before[start:end], kind) for kind, start, end, _, _ in steps),
        "".join(_part("ins", after[start:end], kind) for kind, _, _, start, end in steps),
    )


def _part(name: str, words: list[str], kind: str) -> str:
    text = escape("".join(words))
    return text if kind == "equal" or not text else f"<{name}>{text}</{name}>"
