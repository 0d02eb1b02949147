"""A tree as pandoc gives it in, a tree whose marks have found their things out.

Labels and sizes go to the heading, figure or table above them, pictures alone in a paragraph become figures, paths
of pictures are counted from the book's root.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from tabbook.document import Node, Page, Tree
from tabbook.document.tree import attributes_of, div, has_class, rewrite, span, walk, with_attributes
from tabbook.errors import Place, Problem
from tabbook.prose import raw_html

BLANKS = ("SoftBreak", "Space", "LineBreak")
WIDE = re.compile(r"[\u1100-\u11ff\u3000-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]")
"""A letter or sign of Chinese, Japanese or Korean: it ends a bare address."""


def settle(tree: Tree, page: Page, keeps_html: bool = False) -> tuple[Tree, list[Problem]]:
    """`tree` with its marks attached, and what could not be."""
    settler = _Settler(page, keeps_html)
    cleaned = rewrite(tree.blocks, settler.inline, ("RawInline", "RawBlock", "Image", "Link"))
    return Tree(tuple(settler.blocks(cleaned))), settler.problems


class _Settler:
    """One page's marks on their way to their things."""

    def __init__(self, page: Page, keeps_html: bool) -> None:
        self.page = page
        self.keeps_html = keeps_html
        self.problems: list[Problem] = []

    def report(self, code: str, line: int, what: str, cure: str) -> None:
        self.problems.append(Problem(code, Place(self.page.file, line), what, cure, "warning"))

    # -----------------------------------------------------------------------------------------------------------------

    def inline(self, node: Node) -> Node | list[Node]:
        match node["t"]:
            case "RawInline" | "RawBlock":
                return self.raw(node)
            case "Image":
                return self.image(node)
            case "Link" if has_class(node, "uri"):
                return _address(node)
        return node

    def raw(self, node: Node) -> list[Node]:
        source = node["c"][1].strip()
        kept = [] if source.startswith("<!--") else raw_html.kept(node)
        if self.keeps_html and kept:
            return kept
        if source and not source.startswith(("<!--", "</")):
            begun = " ".join(source.split())[:40]
            line = self.page.place_of(source).line
            cure = raw_html.CURE if kept else "write it in Markdown; it is not shown"
            self.report("P02", line, f"raw HTML `{begun}`", cure)
        return []

    def image(self, node: Node) -> Node:
        attributes, words, (target, title) = node["c"]
        parts = urlsplit(target)
        if parts.scheme or parts.netloc or not parts.path:
            return node
        path = posixpath.normpath(posixpath.join(posixpath.dirname(self.page.file), unquote(parts.path)))
        if path.startswith(("../", "/")):
            cure = "keep pictures in the book's folder"
            self.report("P04", self.page.place_of(target).line, f"the picture `{target}` lies outside the book", cure)
        return {"t": "Image", "c": [attributes, words, [path, title]]}

    # -----------------------------------------------------------------------------------------------------------------

    def blocks(self, nodes: Sequence[Node]) -> list[Node]:
        settled: list[Node] = []
        for node in nodes:
            if node["t"] in ("Para", "Plain"):
                self.paragraph(node, settled)
            else:
                settled.append(self.container(node))
        return settled

    def container(self, node: Node) -> Node:
        contents: Any = node.get("c")
        match node["t"]:
            case "Header":
                return _heading(node)
            case "BlockQuote":
                return {"t": "BlockQuote", "c": self.blocks(contents)}
            case "Div":
                return {"t": "Div", "c": [contents[0], self.blocks(contents[1])]}
            case "BulletList":
                return {"t": "BulletList", "c": [self.blocks(item) for item in contents]}
            case "OrderedList":
                return {"t": "OrderedList", "c": [contents[0], [self.blocks(item) for item in contents[1]]]}
            case "Table":
                return self.table(node)
        return node

    def table(self, node: Node) -> Node:
        """The label in a table's caption goes to the table."""
        marks = [inner for inner in walk(node["c"][1], "Span") if _is_mark(inner)]
        caption = rewrite(node["c"][1], lambda inner: [] if _is_mark(inner) else inner, ("Span",))
        for block in caption[1]:
            block["c"] = _trimmed(block["c"])
        table = {"t": "Table", "c": [node["c"][0], caption, *node["c"][2:]]}
        for mark in marks:
            table = self.attached(table, mark) or table
        return table

    def paragraph(self, node: Node, settled: list[Node]) -> None:
        inlines = node["c"]
        while inlines and (_is_mark(inlines[0]) or inlines[0]["t"] in BLANKS):
            if _is_mark(inlines[0]):
                self.mark_above(inlines[0], settled)
            inlines = inlines[1:]
        if not inlines:
            return
        rest = [inline for inline in inlines if not _is_mark(inline) and inline["t"] not in BLANKS]
        if len(rest) == 1 and rest[0]["t"] == "Image":
            figure = _figure(rest[0])
            for mark in filter(_is_mark, inlines):
                figure = self.attached(figure, mark) or figure
            settled.append(figure)
        else:
            settled.append({"t": node["t"], "c": _trimmed(self.running(inlines))})

    def mark_above(self, mark: Node, settled: list[Node]) -> None:
        """A mark at the start of a paragraph speaks about the block above."""
        if attributes_of(mark)[2]["name"] == "bibliography":
            settled.append(div([], classes=["bibliography"], **attributes_of(mark)[2]))
            return
        attached = self.attached(settled[-1], mark) if settled else None
        if attached is not None:
            settled[-1] = attached
        elif settled and settled[-1]["t"] in ("Para", "Plain"):
            settled[-1] = {"t": settled[-1]["t"], "c": [*settled[-1]["c"], *self.anchor(mark)]}
        else:
            settled.append({"t": "Plain", "c": self.anchor(mark)})

    def running(self, inlines: Sequence[Node]) -> list[Node]:
        """Marks in the middle of a paragraph: a size for the picture before, an anchor for a label."""
        result: list[Node] = []
        for inline in inlines:
            if not _is_mark(inline):
                result.append(inline)
                continue
            last = next((index for index in reversed(range(len(result))) if result[index]["t"] not in BLANKS), -1)
            is_size = attributes_of(inline)[2]["name"] in ("width", "height")
            if is_size and result and result[last]["t"] == "Image":
                result[last] = _sized(result[last], inline)
            else:
                result += self.anchor(inline)
        return result

    def attached(self, node: Node, mark: Node) -> Node | None:
        """`node` with what `mark` says; `None` where it says nothing about such a node."""
        pairs = attributes_of(mark)[2]
        own = attributes_of(node)[2]
        if pairs["name"] == "label" and node["t"] in ("Header", "Figure", "Table"):
            labels = "\n".join(filter(None, (own.get("label"), pairs["value"])))
            return with_attributes(node, pairs=own | {"label": labels, "label-line": pairs["line"]})
        if pairs["name"] in ("width", "height") and node["t"] == "Figure":
            return rewrite([node], lambda inner: _sized(inner, mark), ("Image",))[0]  # type: ignore[no-any-return]
        return None

    def anchor(self, mark: Node) -> list[Node]:
        """A label that stands below an ordinary paragraph: an anchor there, and a word to the author."""
        pairs = attributes_of(mark)[2]
        line, name = int(pairs["line"]), f":{pairs['name']}:`{pairs['value']}`"
        if pairs["name"] != "label":
            self.report("P03", line, f"{name} has no picture above it", "put it in the line below a picture")
            return []
        cure = "put it below a heading, a picture or a table; here it only marks the place"
        self.report("P03", line, f"{name} stands below an ordinary paragraph", cure)
        return [span([], classes=["anchor"], label=pairs["value"], line=pairs["line"])]


def _is_mark(node: Node) -> bool:
    return node["t"] == "Span" and has_class(node, "mark")


def _trimmed(inlines: Sequence[Node]) -> list[Node]:
    nodes = list(inlines)
    while nodes and nodes[-1]["t"] in BLANKS:
        nodes.pop()
    while nodes and nodes[0]["t"] in BLANKS:
        nodes.pop(0)
    return nodes


def _heading(node: Node) -> Node:
    """The line of a heading moves from the empty span in it to its attributes."""
    level, (identifier, classes, pairs), inlines = node["c"]
    lines = [attributes_of(inline)[2]["line"] for inline in inlines if has_class(inline, "line")]
    kept = _trimmed([inline for inline in inlines if not has_class(inline, "line")])
    pairs = [*pairs, *(["line", line] for line in lines[:1])]
    return {"t": "Header", "c": [level, [identifier, classes, pairs], kept]}


def _figure(image: Node) -> Node:
    """A picture alone in its paragraph, with its words as the caption."""
    words = image["c"][1]
    caption = [None, [{"t": "Plain", "c": words}] if words else []]
    return {"t": "Figure", "c": [["", [], []], caption, [{"t": "Plain", "c": [image]}]]}


def _sized(image: Node, mark: Node) -> Node:
    pairs = attributes_of(mark)[2]
    return with_attributes(image, pairs=attributes_of(image)[2] | {pairs["name"]: pairs["value"]})


def _address(node: Node) -> list[Node]:
    """A bare address ends where a wide letter begins: a Korean particle is no part of it."""
    attributes, _, (_, title) = node["c"]
    text = node["c"][1][0]["c"] if node["c"][1] and node["c"][1][0]["t"] == "Str" else ""
    wide = WIDE.search(text)
    if not wide:
        return [node]
    kept = text[: wide.start()]
    link = {"t": "Link", "c": [attributes, [{"t": "Str", "c": kept}], [kept, title]]}
    return [link, {"t": "Str", "c": text[wide.start() :]}]
