"""Names of our spans and divisions that the author of a page has not written.

A page may have a class `role` or `tab` of its own, by chance or with intent. So the classes we write into its Markdown
end in a number that the page does not have, and only these are ours when pandoc gives the tree back. Nearly always it
is the same one: what pandoc answered to a page before an edit serves after it, wherever it can.
"""

from __future__ import annotations

import hashlib
from functools import cache
from html import unescape
from itertools import count

from tabbook.document import Node, Page, Tree
from tabbook.document.tree import attributes_of, rewrite, with_attributes

OURS = frozenset({"cell", "tab", "toc", "rst", "role", "mark", "formula", "line", "anchor", "bibliography", "behind"})
"""Classes that mean something to later rooms."""
OUR_PAIRS = frozenset({"label", "label-line", "line", "number"})
"""Keys of attributes that do, also on headings and tables."""


_OTHERS = bytes(set(range(256)) - set(b"0123456789abcdef"))
"""Bytes that no number has; nothing is written in a way that hides it when they are gone."""


def ending_of(page: Page) -> str:
    """What our classes end in on this page: the first of a row of numbers that is not on it, however it is written."""
    shown = [behind.new for behind in page.standing.behind] if page.standing else []  # Words of its original.
    whole = "".join((page.text, *shown))
    written = unescape(whole).lower().encode(errors="replace").translate(None, _OTHERS).decode()
    return next(f"-{number}" for turn in count() if (number := _number(turn)) not in written)


@cache
def _number(turn: int) -> str:
    return hashlib.sha256(f"tabbook {turn}".encode()).hexdigest()[:16]


def recognise(tree: Tree, ending: str) -> Tree:
    """`tree` with our classes under their plain names, and an author's classes and keys of these names gone.

    Cells that share a division get one each. With an empty `ending` none is ours.
    """

    def change(node: Node) -> Node | list[Node]:
        _, classes, pairs = attributes_of(node)
        mine = [name.removesuffix(ending) for name in classes if ending and name.endswith(ending)]
        if mine == ["cell"]:
            return [with_attributes(node, classes=mine, pairs=pairs | {"block": at}) for at in pairs["block"].split()]
        if mine:
            return with_attributes(node, classes=mine)
        kept = {key: value for key, value in pairs.items() if key not in OUR_PAIRS}
        return with_attributes(node, classes=[name for name in classes if name not in OURS], pairs=kept)

    return Tree(tuple(rewrite(tree.blocks, change, ("Div", "Span", "Header", "Table"))))
