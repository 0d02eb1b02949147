"""Prose in; the same with the number of each equation on the line of the word before it out."""

from __future__ import annotations

from typing import Any

from tabbook.document import Node
from tabbook.document.tree import rewrite_lists
from tabbook.prose.together import is_equation


def held(blocks: list[Any], joiner: Node) -> list[Any]:
    """A blank before the number is one that no line ends at; where letters touch it, `joiner` stands between."""

    def hold(nodes: list[Any]) -> list[Any]:
        result: list[Any] = []
        for node in nodes:
            before = result[-1]["c"] if result and _is_word(result[-1]) and is_equation(node) else ""
            if before.endswith(" "):
                result[-1] = {"t": "Str", "c": before[:-1] + "\u00a0"}
            elif before[-1:].isalpha():
                result.append(joiner)
            result.append(node)
        return result

    changed: list[Any] = rewrite_lists(blocks, hold)
    return changed


def _is_word(node: Any) -> bool:
    return node.__class__ is dict and node["t"] == "Str"
