"""Pandoc's syntax tree, and the few words to read and build it.

A node is what pandoc writes as JSON (`{"t": type, "c": contents}`, see pandoc-types, Text.Pandoc.Definition);
nodes are treated as values: a function that changes a tree builds new nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Node = dict[str, Any]
Attributes = tuple[str, tuple[str, ...], dict[str, str]]
"""Identifier, classes, and key-value pairs of a node."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A page's prose, parsed; code cells stand in it as empty `cell` divisions with their block's index."""

    blocks: tuple[Node, ...]


_ATTRIBUTE_POSITION = {"Header": 1, "Div": 0, "Span": 0, "Code": 0, "CodeBlock": 0, "Link": 0, "Image": 0}
_ATTRIBUTE_POSITION |= {"Table": 0, "Figure": 0}


def attributes_of(node: Node) -> Attributes:
    """Identifier, classes and pairs of `node`; empty ones where its type has none."""
    position = _ATTRIBUTE_POSITION.get(node["t"])
    if position is None:
        return "", (), {}
    identifier, classes, pairs = node["c"][position]
    return identifier, tuple(classes), dict(pairs)


def with_attributes(
    node: Node,
    identifier: str | None = None,
    classes: Sequence[str] | None = None,
    pairs: dict[str, str] | None = None,
) -> Node:
    """A copy of `node` with the given parts of its attributes replaced."""
    position = _ATTRIBUTE_POSITION[node["t"]]
    old = node["c"][position]
    new = [
        old[0] if identifier is None else identifier,
        old[1] if classes is None else list(classes),
        old[2] if pairs is None else [list(pair) for pair in pairs.items()],
    ]
    contents = list(node["c"])
    contents[position] = new
    return {"t": node["t"], "c": contents}


def has_class(node: Node, name: str) -> bool:
    return name in attributes_of(node)[1]


def text(value: str) -> list[Node]:
    """Inline nodes for plain text; single blanks only."""
    nodes: list[Node] = []
    for index, word in enumerate(value.split(" ")):
        if index:
            nodes.append({"t": "Space"})
        if word:
            nodes.append({"t": "Str", "c": word})
    return nodes


def span(inlines: Sequence[Node], identifier: str = "", classes: Sequence[str] = (), **pairs: str) -> Node:
    return {"t": "Span", "c": [[identifier, list(classes), [list(pair) for pair in pairs.items()]], list(inlines)]}


def div(blocks: Sequence[Node], identifier: str = "", classes: Sequence[str] = (), **pairs: str) -> Node:
    return {"t": "Div", "c": [[identifier, list(classes), [list(pair) for pair in pairs.items()]], list(blocks)]}


def link(inlines: Sequence[Node], target: str, classes: Sequence[str] = (), **pairs: str) -> Node:
    attributes = ["", list(classes), [list(pair) for pair in pairs.items()]]
    return {"t": "Link", "c": [attributes, list(inlines), [target, ""]]}


def raw(format_name: str, source: str, is_block: bool = True) -> Node:
    """Text that only the writer of `format_name` passes through."""
    return {"t": "RawBlock" if is_block else "RawInline", "c": [format_name, source]}


def walk(value: Any) -> Iterator[Node]:
    """Every node in `value`, a node or a list, in reading order, a parent before its children."""
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            yield found
            found = found.get("c")
        if isinstance(found, (list, tuple)):
            waiting.extend(child for child in reversed(found) if not isinstance(child, str))


def rewrite(value: Any, change: Callable[[Node], Node | list[Node] | None]) -> Any:
    """A copy of a node or a list with each node replaced, children first, in reading order.

    `change` gives the node itself to keep it, another node, or a list of nodes (empty to drop it); `None` keeps it too.
    A node given alone gets new contents and is not itself replaced.
    """
    if isinstance(value, dict):
        contents = value.get("c")
        return value | {"c": rewrite(contents, change)} if isinstance(contents, (list, tuple, dict)) else value
    if not isinstance(value, (list, tuple)):
        return value
    result: list[Any] = []
    for child in value:
        if isinstance(child, dict):
            new = rewrite(child, change)
            changed = change(new)
            result.extend(changed if isinstance(changed, list) else [new if changed is None else changed])
        else:
            result.append(rewrite(child, change) if isinstance(child, (list, tuple)) else child)
    return result


def plain_text(value: Any) -> str:
    """The words of a tree, with its formulas as TeX; notes left out."""
    parts: list[str] = []

    def collect(inner: Any) -> None:
        if isinstance(inner, (list, tuple)):
            for child in inner:
                collect(child)
        elif isinstance(inner, dict):
            match inner["t"]:
                case "Str":
                    parts.append(inner["c"])
                case "Space" | "SoftBreak" | "LineBreak":
                    parts.append(" ")
                case "Code" | "Math" | "CodeBlock":
                    parts.append(inner["c"][1])
                case "Quoted":
                    opening, closing = "“”" if inner["c"][0]["t"] == "DoubleQuote" else "‘’"
                    parts.append(opening)
                    collect(inner["c"][1])
                    parts.append(closing)
                case "Note" | "RawInline" | "RawBlock":
                    pass
                case "Link" | "Image" | "Span" | "Div" | "Cite":
                    collect(inner["c"][1])
                case "Header":
                    collect(inner["c"][2])
                case _:
                    collect(inner.get("c"))

    collect(value)
    return "".join(parts)
