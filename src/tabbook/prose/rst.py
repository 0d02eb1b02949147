"""A book's reStructuredText in, its trees out."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import indent

from tabbook import pandoc
from tabbook.config import Config
from tabbook.document import Book, Node, Page, Rst, Tree
from tabbook.document.tree import attributes_of, div, rewrite, span
from tabbook.errors import Place, Problem
from tabbook.files import file_in
from tabbook.prose import autodoc, raw_html
from tabbook.prose.names import recognise

ONLY = re.compile(r"^\.\. only:: \w+[ ]*\n(?P<body>(?:[ \t]+.*\n?|[ \t]*\n)*)", re.MULTILINE)
BIBLIOGRAPHY = re.compile(r"^[ \t]*\.\. bibliography::[ ]*(?P<file>\S*).*$", re.MULTILINE)
DIRECTIVE = re.compile(
    r"""
    ^(?P<indent> [ \t]* ) \.\.[ ] (?P<name> auto\w+ | currentmodule | raw ) ::  # Sphinx's own, and raw HTML
    [ ]* (?P<object> [^\s(]* ) .*\n?
    (?P<body> (?: (?P=indent)[ \t]+\S.*\n? | [ \t]*\n (?= (?: [ \t]*\n )* (?P=indent)[ \t]+\S) )* )
    """,
    re.VERBOSE | re.MULTILINE,
)
MEMBERS = re.compile(r"^[ \t]* :members: [ ]* (?P<names>.*)$", re.VERBOSE | re.MULTILINE)
FILE = re.compile(r"^[ \t]* :file: [ ]* (?P<path>\S+)[ ]*$\n?", re.VERBOSE | re.MULTILINE)
DESCRIBED = ("autoattribute", "autoclass", "autodata", "autoexception", "autofunction", "automethod", "automodule")
ROLES = {"numref": "numref", "ref": "ref", "eq": "eqref"}
"""Sphinx's roles that docstrings and blocks may have, and what they are called here."""
WORKS = "tabbook-list-of-works"


@dataclass(slots=True)
class Answered:
    """A page's reStructuredText, its directives answered from the book's folder."""

    texts: dict[int, str] = field(default_factory=dict)
    """What pandoc reads, by the index of the block."""
    problems: list[Problem] = field(default_factory=list)
    """A Problem for each directive that is not shown."""


def describes_code(books: Iterable[Book]) -> bool:
    """Whether a page of `books` shows what Python files say of themselves, those of the helper library perhaps."""
    blocks = (block for book in books for page in book.pages for block in page.blocks)
    return any(isinstance(block, Rst) and ".. auto" in block.source for block in blocks)


def answer(page: Page, config: Config) -> Answered:
    """The page's blocks of reStructuredText as pandoc knows it; nothing is imported and nothing runs."""
    answered = Answered()
    answering = _Answering(page, config, answered)
    for index, block in enumerate(page.blocks):
        if isinstance(block, Rst):
            answered.texts[index] = answering.text(block)
    return answered


def parse_rst(book: Book, answers: Mapping[str, Answered], cache: Path | None) -> dict[str, dict[int, Tree]]:
    """The tree of every `eval_rst` block of `book`, by the path of its page and its index there."""
    sources = list(dict.fromkeys(text for answered in answers.values() for text in answered.texts.values()))
    found = pandoc.parse(sources, book.language, cache, "rst-auto_identifiers") if sources else []
    trees = {source: Tree(tuple(_with_works(tree))) for source, tree in zip(sources, found, strict=True)}
    pages = {page.path: page for page in book.pages}
    return {
        path: {
            index: _with_roles(trees[text], pages[path].blocks[index].place.line)
            for index, text in answered.texts.items()
        }
        for path, answered in answers.items()
    }


class _Answering:
    """The blocks of one page, in order: `currentmodule` counts for all that follow."""

    def __init__(self, page: Page, config: Config, answered: Answered) -> None:
        self.page, self.config, self.answered = page, config, answered
        self.module = ""

    def text(self, block: Rst) -> str:
        above = block.text.find(block.source)

        def answered(found: re.Match[str]) -> str:
            line = block.place.line + block.text.count("\n", 0, above + found.start("name"))
            said = self.directive(found, Place(self.page.file, line))
            return f"\n{indent(said, found['indent'])}\n\n" if said else "\n"

        opened = ONLY.sub(lambda found: _dedented(found["body"]), DIRECTIVE.sub(answered, block.source))
        return BIBLIOGRAPHY.sub(f"\n{WORKS}\n", opened)

    def directive(self, found: re.Match[str], place: Place) -> str:
        name, wanted = found["name"], found["object"]
        if name == "currentmodule":
            self.module = wanted
            return ""
        if name in DESCRIBED:
            return self.described(name, wanted, found["body"], place)
        is_html = name == "raw" and wanted == "html"
        if is_html and self.config.html.raw_html:
            return self.raw(found["body"], place)
        what = f"the directive `.. {name}::` is not shown"
        self.report("P06", place, what, raw_html.CURE if is_html else "write in Markdown what it would say")
        return ""

    def described(self, name: str, wanted: str, options: str, place: Place) -> str:
        if name == "automodule":
            self.module = wanted
        asked = MEMBERS.search(options)
        members = [member for member in re.split(r"[,\s]+", asked["names"]) if member] if asked else None
        # The library's own file in the book may be older than what the pages save now.
        folders = (self.config.build_folder / "library", self.config.root)
        module = "" if name == "automodule" else self.module
        said = autodoc.describe(wanted, module, members, folders)
        if said is None:
            what = f"the book's folder has no Python source of `{wanted}` that `.. {name}::` could read"
            self.report("P07", place, what, "mend the name, or write in Markdown what it would say")
        return said or ""

    def raw(self, body: str, place: Place) -> str:
        """Raw HTML as it stands, or from the file it names, which lies beside the page or at the book's root."""
        named = FILE.search(body)
        if not named:
            return f".. raw:: html\n\n{indent(_dedented(body), '   ')}"
        for folder in (posixpath.dirname(self.page.file), ""):
            if file := file_in(self.config.root, posixpath.join(folder, named["path"])):
                content = file.read_text(encoding="utf-8", errors="replace")
                return f".. raw:: html\n\n{indent(content, '   ')}"
        self.report("P06", place, f"there is no file `{named['path']}`", "add it beside the page, or mend the path")
        return ""

    def report(self, code: str, place: Place, what: str, cure: str) -> None:
        self.answered.problems.append(Problem(code, place, what, cure, "warning"))


def _dedented(body: str) -> str:
    widths = [len(line) - len(line.lstrip()) for line in body.split("\n") if line.strip()]
    width = min(widths, default=0)
    return "\n".join(line[width:] for line in body.split("\n"))


def _with_works(tree: Tree) -> list[dict[str, object]]:
    words = {"t": "Para", "c": [{"t": "Str", "c": WORKS}]}
    return [div([], classes=["bibliography"]) if node == words else node for node in recognise(tree, "").blocks]


def _with_roles(tree: Tree, line: int) -> Tree:
    """`tree` with its references as the roles they are on a page, found at `line`."""

    def change(node: Node) -> Node:
        role = attributes_of(node)[2].get("role", "")
        if role in ROLES:
            return span([], classes=["role"], name=ROLES[role], value=node["c"][1], line=str(line))
        return {"t": "Code", "c": [["", [], []], node["c"][1]]}

    return Tree(tuple(rewrite(tree.blocks, change, ("Code",))))
