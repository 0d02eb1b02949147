"""Blocks of a page's prose go in; the same come out with the words before a displayed formula kept on its page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tabbook.document import Node
from tabbook.document.tree import raw


def led(blocks: Sequence[Node]) -> list[Node]:
    """A formula may follow the words in their paragraph, or stand in one of its own."""
    parts = [part for block in blocks for part in _parted(block)]
    following = [*parts[1:], None]
    return [node for part, after in zip(parts, following, strict=True) for node in _kept(part, after)]


def _parted(block: Node) -> Iterator[Node]:
    """A paragraph up to its first displayed formula, and from it on; Typst ends the line there anyway."""
    at = next((index for index, node in enumerate(block["c"]) if _is_displayed(node)), 0) if _is_text(block) else 0
    if at:
        yield {"t": "Para", "c": block["c"][:at]}
    yield {"t": block["t"], "c": block["c"][at:]} if at else block


def _kept(block: Node, after: Node | None) -> list[Node]:
    is_lead = _is_text(block) and after is not None and _is_text(after) and _is_displayed(after["c"][0])
    return [raw("typst", "#lead["), block, raw("typst", "]")] if is_lead else [block]


def _is_text(block: Node) -> bool:
    return block["t"] == "Para" and bool(block["c"])


def _is_displayed(node: Node) -> bool:
    typst = node["c"][1] if node["t"] == "RawInline" else ""
    return typst.startswith("#numbered(") or (typst.startswith("#formula(") and "$ " in typst)
