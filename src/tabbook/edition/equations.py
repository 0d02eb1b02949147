"""Prose in; the same with the number of each equation on the line of the word before it out."""

from __future__ import annotations

from typing import Any

from tabbook.document import Node
from tabbook.document.tree import has_class, rewrite_lists


def held(blocks: list[Any], joiner: Node) -> list[Any]:
    """A blank before the number is one that no line ends at; where letters touch it, `joiner` stands between."""

    def hold(nodes: list[Any]) -> list[Any]:
        result: list[Any] = []
        for node in nodes:
            before = result[-1]["c"] if result and _is(result[-1], "Str") and _is_equation(node) else ""
            if before.endswith(" "):
                result[-1] = {"t": "Str", "c": before[:-1] + "\u00a0"}
            elif before[-1:].isalpha():
                result.append(joiner)
            result.append(node)
        return result

    changed: list[Any] = rewrite_lists(blocks, hold)
    return changed


def _is(node: Any, kind: str) -> bool:
    return node.__class__ is dict and node["t"] == kind


def _is_equation(node: Any) -> bool:
    """Whether it refers to one, by its number in brackets."""
    if not (_is(node, "Link") and has_class(node, "reference")):
        return False
    words = node["c"][1]
    return bool(words) and _is(words[0], "Str") and words[0]["c"].startswith("(")
