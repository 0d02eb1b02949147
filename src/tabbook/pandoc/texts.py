"""Markdown to trees and trees to text, many at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from tabbook.document import Node, Tree
from tabbook.document.tree import in_words
from tabbook.pandoc.batch import Asked, Job, Refused, run
from tabbook.pandoc.plain_words import restored, shortened

MARKDOWN = "markdown" + "".join(
    (
        "-auto_identifiers",  # anchors are ours: the same in every language
        "-implicit_figures",  # marks stand beside a picture, so figures are found afterwards
        "-blank_before_header",
        "-citations",  # citations are roles; an @ is an @
        "-example_lists",
        "-definition_lists",  # a line that begins with a colon is a table's caption
        "-yaml_metadata_block",
        "-pandoc_title_block",
        "-raw_tex",
        "-latex_macros",
    )
)
"""The dialect's base: pandoc's Markdown, without what the dialect writes in its own way; bare addresses are links."""

WHOLE_HTML = MARKDOWN + "-markdown_in_html_blocks-native_divs-native_spans"
"""The same, with each block of raw HTML in one node."""

JOINING = ("ja", "zh")
"""Languages without blanks between words."""

_BARE_ADDRESSES = "+autolink_bare_uris"
"""An address is a link though nothing says so. To look for one at each letter takes a sixth of pandoc's time."""
_LINK = re.compile(r"""(?<![\]\\]) \[ (?!\^) [^\[\]\\`<$\n]* \] \( [^()\s<>"']* \)""", re.VERBOSE)
"""An address that is said to be one."""
_ADDRESS = re.compile(r"@|[A-Za-z0-9+.-]:\S")
"""What every other address has."""
_DEEP = re.compile(r"[\]}]{250}")

API_VERSION = [1, 23, 1]
"""Version of pandoc-types whose JSON we read and write."""


class PandocError(Exception):
    """Pandoc refused a text; the message is pandoc's own."""


def parse(texts: Sequence[str], language: str, cache: Path | None = None, format_name: str = "") -> list[Tree]:
    """The tree of each Markdown text; `format_name` for another of pandoc's formats, such as `rst`.

    In Japanese and Chinese a line end between two wide letters is no blank; in Korean it is one.
    Raises `PandocError` where pandoc refuses a text.
    """
    with Reader(cache) as reader:
        return [reader.tree(one) for one in [reader.put(question(text, language, format_name)) for text in texts]]


@dataclass(frozen=True, slots=True)
class Question:
    """What pandoc is asked of a text."""

    job: Job
    runs: tuple[str, ...]
    """The text's runs of plain words, which pandoc is not given."""
    joins: bool
    """Whether it is in a language without blanks."""


def question(text: str, language: str, format_name: str = "") -> Question:
    """What pandoc is asked of a Markdown text; `format_name` for another of its formats."""
    name = format_name or MARKDOWN
    is_markdown = name.startswith("markdown")
    short, runs = shortened(text) if is_markdown else (text, ())
    if is_markdown and _ADDRESS.search(_LINK.sub("", short)):
        name += _BARE_ADDRESSES
    return Question(Job(kind="parse", text=short, format=name), runs, language.partition("-")[0] in JOINING)


@dataclass(frozen=True, slots=True)
class Given:
    """A text that pandoc was given."""

    key: str
    question: Question


class Reader:
    """Reads texts, the first while others are still written."""

    def __init__(self, cache: Path | None) -> None:
        self._asked = Asked(cache)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._asked.__exit__()

    def put(self, question: Question) -> Given:
        """Begin with a text."""
        return Given(self._asked.put(question.job), question)

    def tree(self, given: Given) -> Tree:
        """The tree of a text that was put. Raises `PandocError` where pandoc refuses it."""
        answer = restored(_done(self._asked.result(given.key)), given.question.runs)
        tree = Tree(tuple(_loaded(answer)["blocks"]))
        if not given.question.joins:
            return tree
        from tabbook.pandoc.line_breaks import join_lines  # Here and not above: of most books no line is joined.

        return join_lines(tree)


def _loaded(result: str) -> Any:
    """A tree's JSON; one that is hundreds of levels deep, as no author writes, would end every walk through it."""
    if _DEEP.search(result):
        raise PandocError("quotes, lists or divisions stand in each other hundreds of levels deep")
    return json.loads(result)


def write(trees: Sequence[Sequence[Node]], to: str, cache: Path | None = None) -> list[str]:
    """Each sequence of block nodes in pandoc's format `to`, e.g. `html` or `gfm`.

    HTML is escaped letter by letter, so it is the same for words in runs; other formats look at words.
    Raises `PandocError` where pandoc refuses a tree.
    """
    jobs = [
        Job(kind="write", text=_document(blocks if to == "html" else in_words(blocks)), format=to) for blocks in trees
    ]
    return list(map(_done, run(jobs, cache)))


def _document(blocks: Sequence[Node]) -> str:
    document: dict[str, Any] = {"pandoc-api-version": API_VERSION, "meta": {}, "blocks": list(blocks)}
    return json.dumps(document, ensure_ascii=False)


def _done(result: str) -> str:
    if isinstance(result, Refused):
        raise PandocError(str(result))
    return result
