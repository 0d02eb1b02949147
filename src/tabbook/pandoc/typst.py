"""Formulas in TeX in, Typst's mathematics out; one that pandoc refuses gives `None`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from tabbook.document.formulas import Key
from tabbook.pandoc.batch import Job, Refused, run
from tabbook.pandoc.formulas import document
from tabbook.pandoc.tex import BARE, LIMITS, OPERATOR, prepared

_STRING = re.compile(r'("(?:[^"\\]|\\.)*")')
_NAMES = (
    (re.compile(r"\.circle\b"), ".o"),
    (re.compile(r"\bsect\b"), "inter"),
    (re.compile(r"\bsquare\.stroked\.tiny\b"), "square.stroked"),
    (re.compile(r"#h\(-1em\)"), "#h(-0.167em)"),
)
"""Names of an older Typst, and what it calls them now; a thin space back is no em."""
_SHAPES = (
    (re.compile(rf'mat\(delim: "\[", upright\("{BARE}"\)'), "mat(delim: #none,"),
    (re.compile(r'delim: "\|\|"'), 'delim: "‖"'),
    (re.compile(rf'upright\("{LIMITS}([^"]*)"\)'), r'op("\1", limits: #true)'),
    (re.compile(rf'upright\("{OPERATOR}([^"]*)"\)'), r'op("\1")'),
    (re.compile(r'upright\(("(?:[^"\\]|\\.)*")\)'), r"\1"),
)
_WORDS = re.compile(r'(?:(?<!\\) )?("(?:[^"\\]|\\.)*")(?! ?\\(?:\s|\Z)) ?')
_ARGUMENT = re.compile(r"(delim: |op\()\Z")


def typst_formulas(formulas: Sequence[Key], cache: Path | None = None) -> list[str | None]:
    """What stands between Typst's dollar signs for each formula, given as TeX and whether it is displayed."""
    texts = [document(prepared(source), is_display) for source, is_display in formulas]
    results = run([Job(kind="write", text=text, format="typst") for text in texts], cache)
    return [None if isinstance(result, Refused) else _between_dollars(result) for result in results]


def _between_dollars(text: str) -> str | None:
    """The formula in what pandoc wrote; `None` where it wrote words instead."""
    found = re.fullmatch(r"\s*\$(.*)\$\s*", text, re.DOTALL)
    if not found:
        return None
    typst = found[1].replace("\n", " ")
    for pattern, better in _SHAPES:
        typst = pattern.sub(better, typst)
    parts = _STRING.split(typst)
    renamed = "".join(part if index % 2 else _renamed(part) for index, part in enumerate(parts))
    return _WORDS.sub(_unspaced, renamed).strip()


def _renamed(source: str) -> str:
    for pattern, name in _NAMES:
        source = pattern.sub(name, source)
    return source


def _unspaced(words: re.Match[str]) -> str:
    """Words with the blanks that they hold themselves: Typst would show those around them too."""
    if _ARGUMENT.search(words.string[: words.start()] + words[0][: words[0].index('"')]):
        return words[0]
    return words[1]
