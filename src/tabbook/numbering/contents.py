"""A numbered book in, the same book with its tables of contents written out as links."""

from __future__ import annotations

import posixpath
from dataclasses import replace

from tabbook.document import Book, Node, Page, Toc, Tree
from tabbook.document.page_links import page_link
from tabbook.document.tree import attributes_of, div, has_class, link, rewrite, span, text
from tabbook.numbering.labels import in_language


def fill_contents(book: Book) -> Book:
    """Each `toc` division becomes a list of the pages it names, and of those below them."""
    pages = (replace(page, tree=_filled(page, book)) if _has_contents(page) else page for page in book.pages)
    return replace(book, pages=tuple(pages))


def _has_contents(page: Page) -> bool:
    return any(isinstance(block, Toc) for block in page.blocks)


def _filled(page: Page, book: Book) -> Tree:
    def change(node: Node) -> Node:
        if not has_class(node, "toc"):
            return node
        toc = page.blocks[int(attributes_of(node)[2]["block"])]
        assert isinstance(toc, Toc)
        folder = posixpath.dirname(page.path)
        paths = [posixpath.normpath(posixpath.join(folder, entry.path)) for entry in toc.entries]
        listed = [found for found in map(book.page, paths) if found is not None]
        return div(_list(listed, book, toc.max_depth or len(book.pages), page.text_language), classes=["toc"])

    return Tree(tuple(rewrite(page.tree.blocks if page.tree else (), change, ("Div",))))


def _list(pages: list[Page], book: Book, depth: int, around: str) -> list[Node]:
    if not pages or depth == 0:
        return []
    items = []
    for page in pages:
        below = [child for child in book.pages if child.parent == page.path]
        items.append([{"t": "Plain", "c": [_entry(page, around)]}, *_list(below, book, depth - 1, around)])
    return [{"t": "BulletList", "c": items}]


def _entry(page: Page, around: str) -> Node:
    """A link to `page` in a text in the language `around`."""
    title = in_language(page.headings[0].inlines, page.text_language, around) if page.headings else text(page.path)
    number = page.headings[0].number if page.headings else ""
    shown = [span(text(number), classes=["number"]), {"t": "Space"}, *title] if number else title
    return link(shown, page_link(page.path))
