"""Pandoc's syntax tree, and the few words to read and build it.

A node is what pandoc writes as JSON (`{"t": type, "c": contents}`, see pandoc-types, Text.Pandoc.Definition);
nodes are treated as values: a function that changes a tree builds new nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
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
WITH_ATTRIBUTES = frozenset(_ATTRIBUTE_POSITION)
"""Types of nodes that have attributes, and so may have an identifier."""


def attributes_of(node: Node) -> Attributes:
    """Identifier, classes and pairs of `node`; empty ones where its type has none."""
    position = _ATTRIBUTE_POSITION.get(node["t"])
    if position is None:
        return "", (), {}
    identifier, classes, pairs = node["c"][position]
    return identifier, tuple(classes), dict(pairs)


def identifier_of(node: Node) -> str:
    """The identifier of `node`; empty where it has none."""
    position = _ATTRIBUTE_POSITION.get(node["t"])
    return "" if position is None else node["c"][position][0]


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
    position = _ATTRIBUTE_POSITION.get(node["t"])
    return position is not None and name in node["c"][position][1]


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


_LEAVES = frozenset(
    {"Str", "Space", "SoftBreak", "LineBreak", "Math", "Code", "CodeBlock", "RawInline", "RawBlock", "HorizontalRule"}
)
"""Nodes without nodes in them: most of every tree."""


def holds_nodes(value: Any) -> bool:
    """Whether a list may have nodes in it: attributes and link targets begin with a text, and hold texts only."""
    return value.__class__ in (list, tuple) and bool(value) and value[0].__class__ is not str


# The three below say `holds_nodes` in place: they look at every node of a book many times, and calls were half of that.


def walk(value: Any, *types: str) -> Iterator[Node]:
    """Every node in `value`, a node or a list, in reading order, a parent before its children; of `types` if given."""
    found: list[Node] = []
    _find([value], types, _LEAVES.difference(types) if types else frozenset(), found)
    return iter(found)


def _find(nodes: Sequence[Any], types: Container[str], skipped: Container[str], found: list[Node]) -> None:
    for child in nodes:
        inner = child
        if child.__class__ is dict:
            kind = child.get("t", "")
            if kind in skipped:
                continue
            if not types or kind in types:
                found.append(child)
            inner = None if kind in _LEAVES else child.get("c")
        if inner.__class__ in (list, tuple) and inner and inner[0].__class__ is not str:
            _find(inner, types, skipped, found)


def rewrite(value: Any, change: Callable[[Node], Node | list[Node] | None], types: Container[str] = ()) -> Any:
    """A node or a list with each node in it replaced, children first, in reading order; what has no changes is shared.

    `change` gives the node itself to keep it, another node, or a list of nodes (empty to drop it); `None` keeps it too.
    With `types`, it is asked about nodes of these types only. A node given alone gets new contents and is not itself
    replaced.
    """
    if value.__class__ is dict:
        contents = rewrite(value.get("c"), change, types)
        return value if contents is value.get("c") else value | {"c": contents}
    return _rewritten(value, change, types) if holds_nodes(value) else value


def _rewritten(nodes: Any, change: Callable[[Node], Node | list[Node] | None], types: Container[str]) -> Any:
    result: list[Any] = []
    is_same = True
    for child in nodes:
        new = child
        if child.__class__ is dict:
            kind = child.get("t", "")
            contents = None if kind in _LEAVES else child.get("c")
            if contents.__class__ in (list, tuple) and contents and contents[0].__class__ is not str:
                inner = _rewritten(contents, change, types)
                new = child if inner is contents else {"t": kind, "c": inner}
            if not types or kind in types:
                changed = change(new)
                if changed.__class__ is list:
                    result += changed
                    is_same = False
                    continue
                new = new if changed is None else changed
        elif child.__class__ in (list, tuple) and child and child[0].__class__ is not str:
            new = _rewritten(child, change, types)
        is_same = is_same and new is child
        result.append(new)
    return nodes if is_same else result


def rewrite_lists(value: Any, change: Callable[[list[Any]], list[Any]]) -> Any:
    """A list with each list of nodes in it replaced by what `change` gives, inner ones first; it is replaced last.

    `change` gives the list itself to keep it; what has no changes is shared.
    """
    if value.__class__ is dict:
        contents = rewrite_lists(value.get("c"), change)
        return value if contents is value.get("c") else value | {"c": contents}
    return _lists_rewritten(value, change) if holds_nodes(value) else value


def _lists_rewritten(nodes: Any, change: Callable[[list[Any]], list[Any]]) -> Any:
    result: list[Any] = []
    is_same = True
    for child in nodes:
        new = child
        if child.__class__ is dict:
            contents = None if child.get("t") in _LEAVES else child.get("c")
            if contents.__class__ in (list, tuple) and contents and contents[0].__class__ is not str:
                inner = _lists_rewritten(contents, change)
                new = child if inner is contents else {"t": child["t"], "c": inner}
        elif child.__class__ in (list, tuple) and child and child[0].__class__ is not str:
            new = _lists_rewritten(child, change)
        is_same = is_same and new is child
        result.append(new)
    return change(nodes if is_same else result)


def in_runs(nodes: Sequence[Any]) -> list[Any]:
    """`nodes` with each run of words and blanks in one `Str`: of ten nodes that pandoc reads, nine are words."""
    result: list[Any] = []
    words: list[str] = []
    for node in nodes:
        kind = node.get("t") if node.__class__ is dict else None
        if kind == "Str" or kind == "Space":
            words.append(node["c"] if kind == "Str" else " ")
            continue
        if words:
            result.append({"t": "Str", "c": "".join(words)})
            words = []
        if kind is not None and holds_nodes(node.get("c")):
            result.append({"t": kind, "c": in_runs(node["c"])})
        else:
            result.append(in_runs(node) if holds_nodes(node) else node)
    if words:
        result.append({"t": "Str", "c": "".join(words)})
    return result


def in_words(nodes: Sequence[Any]) -> list[Any]:
    """`nodes` with each run as words and blanks, as pandoc reads them."""
    result: list[Any] = []
    for node in nodes:
        kind = node.get("t") if node.__class__ is dict else None
        if kind == "Str":
            result += text(node["c"]) if " " in node["c"] else (node,)
        elif kind is not None and holds_nodes(node.get("c")):
            result.append({"t": kind, "c": in_words(node["c"])})
        else:
            result.append(in_words(node) if holds_nodes(node) else node)
    return result


def plain_text(value: Any) -> str:
    """The words of a tree, with its formulas as TeX; notes left out."""
    parts: list[str] = []
    _collect([value], parts)
    return "".join(parts)


def _collect(values: Sequence[Any], parts: list[str]) -> None:
    for value in values:
        if value.__class__ in (list, tuple):
            _collect(value, parts)
        elif value.__class__ is dict:
            match value["t"]:
                case "Str":
                    parts.append(value["c"])
                case "Space" | "SoftBreak" | "LineBreak":
                    parts.append(" ")
                case "Code" | "Math" | "CodeBlock":
                    parts.append(value["c"][1])
                case "Quoted":
                    opening, closing = "“”" if value["c"][0]["t"] == "DoubleQuote" else "‘’"
                    parts.append(opening)
                    _collect(value["c"][1], parts)
                    parts.append(closing)
                case "Note" | "RawInline" | "RawBlock":
                    pass
                case "Link" | "Image" | "Span" | "Div" | "Cite":
                    _collect(value["c"][1], parts)
                case "Header":
                    _collect(value["c"][2], parts)
                case _:
                    _collect([value.get("c")], parts)
