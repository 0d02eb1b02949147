"""Nodes in, the keys of the formulas in them out: what a formula is asked for and found by in every output."""

from __future__ import annotations

from typing import Any

from tabbook.document.tree import Node, walk

Key = tuple[str, bool]
"""TeX, and whether it is displayed."""


def key_of(node: Node) -> Key:
    """The key of a `Math` node."""
    return node["c"][1], node["c"][0]["t"] == "DisplayMath"


def keys_in(value: Any) -> tuple[Key, ...]:
    """The key of each formula that stands in `value`, a node or a list, once."""
    return tuple(dict.fromkeys(key_of(node) for node in walk(value, "Math")))
