"""A book in one language: its pages in reading order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tabbook.document.blocks import Block
from tabbook.document.standing import Standing
from tabbook.document.tree import Node, Tree
from tabbook.errors import Place, Problem


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a page, numbered."""

    level: int
    """1 for the page's title."""
    number: str
    """For example `1.2.3`; empty where the book does not number."""
    anchor: str
    """The same in every language."""
    inlines: tuple[Node, ...]
    """The heading's text, as nodes of the tree."""


@dataclass(frozen=True, slots=True)
class Page:
    """One Markdown file."""

    path: str
    """Path without extension, relative to the language's folder: `builders-guide/parameters`."""
    file: str
    """Path of the file, relative to the book's root: `chapters/en/builders-guide/parameters.md`."""
    language: str
    blocks: tuple[Block, ...]
    parent: str | None = None
    """Path of the page whose table of contents lists this one."""
    number: tuple[int, ...] = ()
    """(1,) for chapter 1, (1, 2) for its second page; empty where the book does not number."""
    tree: Tree | None = None
    """The prose, once parsed."""
    headings: tuple[Heading, ...] = ()
    """All headings in order, once numbered."""
    original: str = ""
    """Language of the text, where the page is not translated yet and readers see the original; else empty."""
    standing: Standing | None = None
    """How the translation stands to its original, also where readers see that; `None` for an original."""

    @property
    def text_language(self) -> str:
        """The language the text is in, which need not be that of the book around it."""
        return self.original or self.language

    @property
    def text(self) -> str:
        """The file, byte for byte."""
        return "".join(block.text for block in self.blocks)

    def place_of(self, needle: str) -> Place:
        """Where `needle` first stands in the file; blanks and line ends count alike."""
        words = [re.escape(word) for word in needle.split()]
        match = re.search(r"\s+".join(words), self.text) if words else None
        return Place(self.file, self.text.count("\n", 0, match.start()) + 1 if match else 1)


@dataclass(frozen=True, slots=True)
class Book:
    """The pages of one language."""

    language: str
    pages: tuple[Page, ...]
    """In reading order, the index first."""
    problems: tuple[Problem, ...] = ()
    """Everything found so far, in any order."""
    _by_path: Mapping[str, Page] = field(init=False, repr=False, compare=False)
    """Each page asks for some others: to look through all of them would take as long as the book squared."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_path", {page.path: page for page in reversed(self.pages)})

    def page(self, path: str) -> Page | None:
        """The page at `path`, if the book has one."""
        return self._by_path.get(path)
