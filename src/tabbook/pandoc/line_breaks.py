"""A tree in, the same tree with its Japanese or Chinese lines joined out.

Pandoc's own `east_asian_line_breaks` works on its command line only, and only between two pieces of plain text. Ours
also looks into emphasis and links, and drops the break beside full-width punctuation, which brings its own space.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from tabbook.document import Node, Tree

WIDE = re.compile(r"[\u2e80-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
PUNCTUATION = re.compile(r"[\u3001-\u3003\u3008-\u3011\u3014-\u301f\u30fb\uff01-\uff0f\uff1a-\uff1f\uff5b-\uff65]")
INSIDE = {"Emph": None, "Strong": None, "Strikeout": None, "Quoted": 1, "Span": 1, "Link": 1}
"""Inlines whose edge is the edge of what is in them, and where that stands."""


def join_lines(tree: Tree) -> Tree:
    """`tree` without the line ends at which no blank belongs."""
    return Tree(tuple(_joined(list(tree.blocks))))


def _joined(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _joined(child) for key, child in value.items()}
    if not isinstance(value, list):
        return value
    children = [_joined(child) for child in value]
    return [
        child
        for index, child in enumerate(children)
        if not (
            _is_soft_break(child) and _is_joined(children[max(index - 1, 0) : index], children[index + 1 : index + 2])
        )
    ]


def _is_soft_break(value: Any) -> bool:
    return isinstance(value, dict) and value.get("t") == "SoftBreak"


def _is_joined(before: Sequence[Node], after: Sequence[Node]) -> bool:
    left = _edge(before[-1], -1) if before else ""
    right = _edge(after[0], 0) if after else ""
    if PUNCTUATION.match(left) or PUNCTUATION.match(right):
        return True
    return bool(WIDE.match(left) and WIDE.match(right))


def _edge(node: Node, side: int) -> str:
    """The letter at the end (-1) or the beginning (0) of an inline; empty for a formula, code or a picture."""
    if node["t"] == "Str":
        return str(node["c"][side])
    if node["t"] not in INSIDE:
        return ""
    place = INSIDE[node["t"]]
    inlines = node["c"] if place is None else node["c"][place]
    return _edge(inlines[side], side) if inlines else ""
