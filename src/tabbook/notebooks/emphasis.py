"""Inline nodes in; the same with each emphasis that CommonMark would refuse written as HTML.

Pandoc makes emphasis wherever an author marks it. CommonMark, which Jupyter reads, refuses a mark with punctuation
inside it and a letter outside, as in `**「重要」**です` or `*균등(uniform)*이라는`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from tabbook.document import Node
from tabbook.document.tree import raw

TAGS = {"Emph": "em", "Strong": "strong"}
INLINE_CONTENTS: dict[str, int | None] = {
    **dict.fromkeys(("Emph", "Strong", "Strikeout", "Superscript", "Subscript", "SmallCaps", "Underline")),
    **dict.fromkeys(("Quoted", "Link", "Span"), 1),
}
"""Where an inline node keeps its inlines: all its contents, or a place in them."""

Edges = tuple[str, str]
"""The first and the last character a node is written with; empty where it is written with nothing."""


def made_safe(inlines: Sequence[Node], before: str = " ", after: str = " ") -> list[Node]:
    """`inlines`, which stand between the characters `before` and `after`, with no emphasis that would be refused."""
    result: list[Node] = []
    for index, node in enumerate(inlines):
        if node["t"] in TAGS:
            previous = _last(inlines[:index]) or before
            following = _first(inlines[index + 1 :]) or after
            result += _safe(node, previous, following)
        elif node["t"] in INLINE_CONTENTS:
            result.append(_with_inlines(node, made_safe(_inlines(node), "[", "]")))
        else:
            result.append(node)
    return result


def _safe(node: Node, before: str, after: str) -> list[Node]:
    """An emphasis as it is, or as HTML where one of its marks would be refused."""
    contents = _inlines(node)
    if _opens(before, _first(contents)) and _opens(after, _last(contents)):
        return [_with_inlines(node, made_safe(contents, "*", "*"))]
    tag = TAGS[node["t"]]
    opening, closing = (raw("html", text, is_block=False) for text in (f"<{tag}>", f"</{tag}>"))
    return [opening, *made_safe(contents, ">", "<"), closing]


def _inlines(node: Node) -> list[Node]:
    place = INLINE_CONTENTS[node["t"]]
    contents: list[Node] = node["c"] if place is None else node["c"][place]
    return contents


def _with_inlines(node: Node, inlines: list[Node]) -> Node:
    place = INLINE_CONTENTS[node["t"]]
    contents = inlines if place is None else [*node["c"][:place], inlines, *node["c"][place + 1 :]]
    return {"t": node["t"], "c": contents}


def _opens(outside: str, inside: str) -> bool:
    """Whether a mark between these two characters opens, or seen from the other side closes, an emphasis.

    Symbols count as punctuation inside and as letters outside: readers of CommonMark disagree about them.
    """
    if not inside or inside.isspace() or outside == "*" or inside == "*":
        return False
    return unicodedata.category(inside)[0] not in "PS" or outside.isspace() or unicodedata.category(outside)[0] == "P"


def _first(inlines: Sequence[Node]) -> str:
    return next((edges[0] for node in inlines if (edges := _edges(node))[0]), "")


def _last(inlines: Sequence[Node]) -> str:
    return next((edges[1] for node in reversed(inlines) if (edges := _edges(node))[1]), "")


def _edges(node: Node) -> Edges:
    match node["t"]:
        case "Str":
            return node["c"][:1], node["c"][-1:]
        case "Space" | "SoftBreak" | "LineBreak":
            return " ", " "
        case "Span" | "SmallCaps":
            return _first(_inlines(node)), _last(_inlines(node))
        case "Emph" | "Strong":
            return "*", "*"
        case "Quoted":
            return ("“", "”") if node["c"][0]["t"] == "DoubleQuote" else ("‘", "’")
        case "Link":
            return "[", ")"
        case "RawInline":
            return node["c"][1][:1], node["c"][1][-1:]
        case "Math" | "Code" | "Strikeout":
            return "`", "`"
    return "<", ">"
