"""Markdown to trees and trees to text, many at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tabbook.document import Node, Tree
from tabbook.document.tree import in_words
from tabbook.pandoc.batch import Job, Refused, stream
from tabbook.pandoc.line_breaks import join_lines
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
        "+autolink_bare_uris",
    )
)
"""The dialect's base: pandoc's Markdown, without what the dialect writes in its own way."""

WHOLE_HTML = MARKDOWN + "-markdown_in_html_blocks-native_divs-native_spans"
"""The same, with each block of raw HTML in one node."""

JOINING = ("ja", "zh")
"""Languages without blanks between words."""

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
    return list(stream_trees(texts, language, cache, format_name))


def stream_trees(
    texts: Sequence[str], language: str, cache: Path | None = None, format_name: str = ""
) -> Iterator[Tree]:
    """The same, each as soon as it and those before it are there: there is work for it while pandoc reads the rest."""
    name = format_name or MARKDOWN
    short = [shortened(text) if name.startswith("markdown") else (text, ()) for text in texts]
    jobs = [Job(kind="parse", text=text, format=name) for text, _ in short]
    joins = language.partition("-")[0] in JOINING
    for (_, runs), result in zip(short, _results(jobs, cache), strict=True):
        tree = Tree(tuple(_loaded(restored(result, runs))["blocks"]))
        yield join_lines(tree) if joins else tree


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
    return list(_results(jobs, cache))


def _document(blocks: Sequence[Node]) -> str:
    document: dict[str, Any] = {"pandoc-api-version": API_VERSION, "meta": {}, "blocks": list(blocks)}
    return json.dumps(document, ensure_ascii=False)


def _results(jobs: list[Job], cache: Path | None) -> Iterator[str]:
    for result in stream(jobs, cache):
        if isinstance(result, Refused):
            raise PandocError(str(result))
        yield result
