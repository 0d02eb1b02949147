"""Citation keys in, their words and the list of works out, through pandoc's citeproc in one call."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tabbook.document import Node
from tabbook.document.tree import attributes_of
from tabbook.pandoc.batch import Job, Refused, run
from tabbook.pandoc.texts import PandocError

STYLE = Path(__file__).with_name("author-year.csl")


@dataclass(frozen=True, slots=True)
class Citations:
    """What the citations of a book look like."""

    groups: dict[tuple[tuple[str, ...], bool], tuple[Node, ...]]
    """By keys and whether the names stand in the sentence: the citation's words."""
    works: tuple[Node, ...]
    """The works cited, sorted by author: one `Div` each, with the identifier `ref-<key>`."""


def keys_of(bibliography: Path, cache: Path | None = None) -> tuple[str, ...]:
    """Every key of a BibTeX file.

    Raises `PandocError` where pandoc cannot read it.
    """
    result = run([_job("keys", bibliography)], cache)[0]
    if isinstance(result, Refused):
        raise PandocError(str(result))
    return tuple(json.loads(result))


def cite(groups: Sequence[tuple[tuple[str, ...], bool]], bibliography: Path, cache: Path | None = None) -> Citations:
    """The words of each group of keys (all of them known), and the list of works they name.

    A parenthetical group reads "(Doe and Roe, 2020, Solo, 2019)", a textual key "Doe and Roe (2020)".
    Raises `PandocError` where pandoc cannot read the bibliography.
    """
    asked = list(dict.fromkeys(groups))
    paragraphs = [_markdown(keys, is_textual) for keys, is_textual in asked]
    result = run([_job("cite", bibliography, "\n\n".join(paragraphs))], cache)[0]
    if isinstance(result, Refused):
        raise PandocError(str(result))
    blocks = json.loads(result)["blocks"]
    words = {group: tuple(_words(block)) for group, block in zip(asked, blocks, strict=False)}
    works: list[Node] = next((block["c"][1] for block in blocks if attributes_of(block)[0] == "refs"), [])
    return Citations(words, tuple(works))


def _job(kind: str, bibliography: Path, text: str = "") -> Job:
    """A job that names its files by content too, so that the cache knows when one changed."""
    digest = hashlib.sha256(bibliography.read_bytes() + STYLE.read_bytes()).hexdigest()
    return Job(kind=kind, text=text, bibliography=str(bibliography), style=str(STYLE), digest=digest)


def _markdown(keys: tuple[str, ...], is_textual: bool) -> str:
    if is_textual:
        return ", ".join(f"@{{{key}}}" for key in keys)
    return "[" + "; ".join(f"@{{{key}}}" for key in keys) + "]"


def _words(paragraph: Node) -> list[Node]:
    """The inlines of a paragraph, with each `Cite` replaced by the words citeproc gave it."""
    words: list[Node] = []
    for inline in paragraph["c"]:
        words.extend(inline["c"][1] if inline["t"] == "Cite" else [inline])
    return words
