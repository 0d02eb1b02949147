"""A numbered book and the slide texts of its pages in; their trees out, references and citations as plain words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from tabbook import numbering, prose, source
from tabbook.config import Config
from tabbook.document import Book, Node, Page, Prose, Role
from tabbook.document.page_links import is_page_link
from tabbook.document.tree import attributes_of, has_class, rewrite, with_attributes

Text = tuple[str, str]
"""The path of a page, and the Markdown of one of its slide texts."""


def trees_of(book: Book, texts: Iterable[Text], config: Config, cache: Path) -> dict[Text, Sequence[Node]]:
    """The tree of each text; read as part of the book, so that it may refer to anything in it."""
    asked = list(dict.fromkeys(texts))
    pages = [_page(book, text, index, config) for index, text in enumerate(asked)]
    if any(isinstance(piece, Role) for page in pages for block in page.blocks for piece in _pieces(block)):
        whole = prose.parse(replace(book, pages=(*book.pages, *pages), problems=()), cache)
        pages = list(numbering.number(whole, config, cache=cache).pages[len(book.pages) :])
    else:
        pages = list(prose.parse(replace(book, pages=tuple(pages), problems=()), cache).pages)
    return {text: plain(page.tree.blocks if page.tree else ()) for text, page in zip(asked, pages, strict=True)}


def _page(book: Book, text: Text, index: int, config: Config) -> Page:
    """A page of nothing but the text; links in it start where those of its own page do."""
    own = book.page(text[0])
    assert own is not None
    blocks, _ = source.parse(text[1], own.file, config.frameworks)
    return replace(own, path=f"{own.path}#{index}", blocks=blocks, tree=None, headings=(), number=(), parent=None)


def _pieces(block: object) -> Sequence[object]:
    return block.pieces if isinstance(block, Prose) else ()


def plain(nodes: Sequence[Node]) -> list[Node]:
    """`nodes` without headings, notes, numbers of equations, anchors, and links into the book."""

    def change(node: Node) -> Node | list[Node]:
        match node["t"]:
            case "Header" | "Note":
                return []
            case "Link" if is_page_link(node["c"][2][0]) or node["c"][2][0].startswith("#"):
                words: list[Node] = node["c"][1]
                return words
            case "Span" if has_class(node, "formula"):
                return with_attributes(node, identifier="", pairs={})
        return with_attributes(node, identifier="") if attributes_of(node)[0] else node

    result: list[Node] = rewrite(list(nodes), change)
    return result
