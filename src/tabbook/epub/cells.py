"""Cells as readers see them in, blocks of an EPUB out: the code, then what it printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tabbook.document import Node
from tabbook.document.tree import attributes_of, div, rewrite, text
from tabbook.document.tree import with_attributes as replaced
from tabbook.edition import Shown
from tabbook.edition.outputs import Output, html_of, is_error, picture_of, printed
from tabbook.epub import pictures
from tabbook.epub.prose import Writing, code, picture

Tables = Mapping[str, Sequence[Node]]
"""What stands in the HTML of an output that is a table, by that HTML."""


def to_blocks(cell: Shown, writing: Writing, tables: Tables) -> Node:
    """A cell, in a division of its own."""
    blocks = [code(cell.source, cell.language)] if cell.source else []
    blocks += [block for output in cell.outputs for block in _output(output, writing, tables)]
    if cell.is_bare:
        blocks.append(said(writing.words["bare"]))
    return div(blocks, classes=["cell"])


def said(words: str) -> Node:
    """A word of ours to the reader."""
    return div([{"t": "Para", "c": text(words)}], classes=["bare"])


def _output(output: Output, writing: Writing, tables: Tables) -> list[Node]:
    """An output's richest form that a page without scripts can show."""
    drawn = picture_of(output)
    drawable = pictures.readied(drawn.content) if drawn else None
    if drawn and drawable:
        alt = writing.words["picture"] + (f": {', '.join(drawn.said)}" if drawn.said else "")
        return [div([{"t": "Plain", "c": [picture(writing.keep(*drawable), alt)]}], classes=["drawn"])]
    if table := tables.get(html_of(output)):
        return [div(table, classes=["rich", "wide"])]
    shown = printed(output)
    classes = ["printed", "error"] if is_error(output) else ["printed"]
    return [div([{"t": "CodeBlock", "c": [["", [], []], shown]}], classes=classes)] if shown else []


def cleaned(blocks: Sequence[Node]) -> list[Node]:
    """The tables among what a cell showed, with their words and nothing else."""
    found = [block for block in blocks if block["t"] in ("Table", "Div")]
    changed: list[Node] = rewrite(found, _plain)
    return changed


def _plain(node: Node) -> Node | list[Node]:
    match node["t"]:
        case "RawBlock" | "RawInline" | "Image":
            return []
        case "Link" | "Span":
            return list(node["c"][1])
    is_named = attributes_of(node) != ("", (), {})
    return replaced(node, "", (), {}) if is_named else node
