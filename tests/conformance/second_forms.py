"""A page of any book in; the page written around d2lbook's accidents, and the numbers of those it met, out.

The numbers are those of docs/differences.md. Given the second form, d2lbook must make what tabbook makes of the first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tabbook import source
from tabbook.document import Block, Code, Prose

UNSORTED = "# isort: off\n"
"""Above the code of a cell: d2lbook leaves its imports as they are."""
_FORMULA = re.compile(r"(?P<open>\$\$)(?P<tex>[^$]*\n[^$]*)(?P<close>\$\$\n:eqlabel:)")
_TABLE = re.compile(
    r"""
    (?P<caption> ^:[ ] .*\n (?: (?! :label: | \n ) .+\n )* )  # not the mark, but all lines of the caption
    (?P<label> :label:`[^`]+`\n )
    (?P<table> \n* (?: \| .*\n )+ )
    """,
    re.VERBOSE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Around:
    """What a page becomes."""

    text: str
    in_code: tuple[str, ...]
    """Accidents that change cells."""
    in_prose: tuple[str, ...]
    """Accidents that change what the site shows."""


def around(text: str, frameworks: tuple[str, ...]) -> Around:
    """The second form of a page."""
    blocks, _ = source.parse(text, "page.md", frameworks)
    changed = [_changed(block) for block in blocks]
    met = {number for _, numbers in changed for number in numbers}
    in_code = tuple(sorted(met & {"8.23"}))
    return Around("".join(text for text, _ in changed), in_code, tuple(sorted(met - {"8.23"})))


def works_around(bibliography: str) -> str:
    """A BibTeX file in which the titles of collections begin with the word that d2lbook leaves out (8.34)."""
    return re.sub(r"(?m)^(\s*booktitle\s*=\s*\{)", r"\1In ", bibliography)


def _changed(block: Block) -> tuple[str, tuple[str, ...]]:
    if isinstance(block, Code) and "import " in block.source:
        fence, _, body = block.text.partition("\n")
        return f"{fence}\n{UNSORTED}{body}", ("8.23",)
    if not isinstance(block, Prose):
        return block.text, ()
    text, tables = _TABLE.subn(r"\g<caption>\g<table>\g<label>", block.text)
    text, formulas = _FORMULA.subn(_in_a_line, text)
    return text, ("8.12",) * bool(tables) + ("8.11",) * bool(formulas)


def _in_a_line(formula: re.Match[str]) -> str:
    return f"{formula['open']}{' '.join(formula['tex'].split())}{formula['close']}"
