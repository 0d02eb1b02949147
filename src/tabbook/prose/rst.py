"""A book's reStructuredText in, its trees out."""

from __future__ import annotations

import re
from pathlib import Path

from tabbook import pandoc
from tabbook.document import Book, Page, Rst, Tree
from tabbook.document.tree import div
from tabbook.errors import Place, Problem
from tabbook.prose.names import recognise

ONLY = re.compile(r"^\.\. only:: \w+[ ]*\n(?P<body>(?:[ \t]+.*\n?|[ \t]*\n)*)", re.MULTILINE)
BIBLIOGRAPHY = re.compile(r"^[ \t]*\.\. bibliography::[ ]*(?P<file>\S*).*$", re.MULTILINE)
UNSHOWN = re.compile(
    r"""
    ^[ \t]* \.\.[ ] (?P<name> auto\w+ | currentmodule | raw ) ::.*\n?   # Sphinx's own, and raw HTML
    (?: [ \t]+\S.*\n? | [ \t]*\n (?=[ \t]+\S) )*                      # its options and its body
    """,
    re.VERBOSE | re.MULTILINE,
)
WORKS = "tabbook-list-of-works"


def parse_rst(book: Book, cache: Path | None) -> dict[str, Tree]:
    """The tree of every `eval_rst` block of `book`, by its source."""
    sources = list(
        dict.fromkeys(block.source for page in book.pages for block in page.blocks if isinstance(block, Rst))
    )
    if not sources:
        return {}
    trees = pandoc.parse([_simplified(source) for source in sources], book.language, cache, "rst-auto_identifiers")
    return {source: Tree(tuple(_with_works(tree))) for source, tree in zip(sources, trees, strict=True)}


def unshown(page: Page) -> list[Problem]:
    """A Problem for each directive of the page's reStructuredText that is not shown."""
    problems = []
    for block in (block for block in page.blocks if isinstance(block, Rst)):
        for found in UNSHOWN.finditer(block.source):
            above = block.text.find(block.source) + found.start("name")
            place = Place(page.file, block.place.line + block.text.count("\n", 0, above))
            what = f"the directive `.. {found['name']}::` is not shown"
            problems.append(Problem("P06", place, what, "write in Markdown what it would say", "warning"))
    return problems


def _simplified(source: str) -> str:
    """`source` with the directives Sphinx knows and pandoc does not: `only` opened, `bibliography` as a word."""
    opened = ONLY.sub(lambda found: _dedented(found["body"]), UNSHOWN.sub("\n", source))
    return BIBLIOGRAPHY.sub(f"\n{WORKS}\n", opened)


def _dedented(body: str) -> str:
    widths = [len(line) - len(line.lstrip()) for line in body.split("\n") if line.strip()]
    width = min(widths, default=0)
    return "\n".join(line[width:] for line in body.split("\n"))


def _with_works(tree: Tree) -> list[dict[str, object]]:
    words = {"t": "Para", "c": [{"t": "Str", "c": WORKS}]}
    return [div([], classes=["bibliography"]) if node == words else node for node in recognise(tree, "").blocks]
