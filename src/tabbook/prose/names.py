"""Names of our spans and divisions that no author can write: what a page holds decides them.

A page may have a class `role` or `tab` of its own, by chance or with intent. So the classes we write into its Markdown
end in a hash of the page, and only these are ours when pandoc gives the tree back.
"""

from __future__ import annotations

import hashlib

from tabbook.document import Node, Page, Tree
from tabbook.document.tree import attributes_of, rewrite, with_attributes

OURS = frozenset({"cell", "tab", "toc", "rst", "role", "mark", "formula", "line", "anchor", "bibliography", "behind"})
"""Classes that mean something to later rooms."""
OUR_PAIRS = frozenset({"label", "label-line", "line", "number"})
"""Keys of attributes that do, also on headings and tables."""


def ending_of(page: Page) -> str:
    """What our classes end in on this page; to write it into the page would change it."""
    return "-" + hashlib.sha256(page.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def recognise(tree: Tree, ending: str) -> Tree:
    """`tree` with our classes under their plain names, and an author's classes and keys of these names gone.

    With an empty `ending` none is ours.
    """

    def change(node: Node) -> Node:
        _, classes, pairs = attributes_of(node)
        mine = [name.removesuffix(ending) for name in classes if ending and name.endswith(ending)]
        if mine:
            return with_attributes(node, classes=mine)
        kept = {key: value for key, value in pairs.items() if key not in OUR_PAIRS}
        return with_attributes(node, classes=[name for name in classes if name not in OURS], pairs=kept)

    return Tree(tuple(rewrite(tree.blocks, change, ("Div", "Span", "Header", "Table"))))
