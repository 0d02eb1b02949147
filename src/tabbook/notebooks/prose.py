"""A page's prose as the numbering leaves it in; the same as Jupyter's Markdown can say it out."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tabbook.document import Node, Page
from tabbook.document.page_links import is_page_link, path_and_anchor
from tabbook.document.tree import attributes_of, has_class, plain_text, raw, rewrite, span, text, walk
from tabbook.errors import Place, Problem
from tabbook.files import file_in
from tabbook.notebooks import pictures
from tabbook.notebooks.emphasis import made_safe
from tabbook.notebooks.formulas import displayed, in_table

SIGN_OF_FORMULA = re.compile(r"([$\\])")


def targets_in(page: Page) -> set[tuple[str, str]]:
    """Page and anchor of every link of `page` that points inside the book."""
    nodes = walk(list(page.tree.blocks)) if page.tree else ()
    targets = (node["c"][2][0] for node in nodes if node["t"] == "Link")
    return {
        (page.path, target.removeprefix("#")) if target.startswith("#") else path_and_anchor(target)
        for target in targets
        if is_page_link(target) or target.startswith("#")
    }


@dataclass(frozen=True, slots=True)
class Places:
    """Where what a notebook speaks of is found."""

    page_at: Callable[[str, str], str]
    """From path and anchor, where another page of the book is; empty where nowhere."""
    picture_at: Callable[[str], str] = lambda target: ""
    """From its path in the book, where a picture is; empty where the notebook carries it."""
    names_anchors: bool = False
    """Whether an anchor needs the older attribute `name` too, as on Colab."""


class Writing:
    """Rewrites the prose of one page for one kind of notebook."""

    def __init__(self, page: Page, root: Path, linked: Collection[str], places: Places) -> None:
        self.page = page
        self.root = root
        self.linked = linked
        """Anchors of the page that some link of the book points to."""
        self.places = places
        self.problems: list[Problem] = []

    def written(self, blocks: Sequence[Node]) -> list[Node]:
        """`blocks` in words of Jupyter's Markdown."""
        changed: list[Node] = rewrite(list(blocks), self.change)
        return [_with_safe_emphasis(block) for block in changed]

    def change(self, node: Node) -> Node | list[Node]:
        match node["t"]:
            case "Header":
                return self.header(node)
            case "Figure":
                return self.figure(node)
            case "Table":
                return self.table(node)
            case "Div":
                return self.anchored(attributes_of(node)[0], node["c"][1])
            case "Span" if has_class(node, "formula"):
                return self.formula(node)
            case "Span":
                return [*self.anchor(attributes_of(node)[0]), *node["c"][1]]
            case "Link":
                return self.link(node)
            case "Image":
                return self.image(node)
            case "Math" if node["c"][0]["t"] == "DisplayMath":
                return {"t": "Math", "c": [node["c"][0], displayed(node["c"][1])]}
            case "Str" if SIGN_OF_FORMULA.search(node["c"]):
                return _without_formula_signs(node["c"])
            case "SoftBreak":
                return {"t": "Space"}
            case "RawBlock" | "RawInline":
                return []
        return node

    # -----------------------------------------------------------------------------------------------------------------

    def anchor(self, identifier: str) -> list[Node]:
        """A place that links find, where one looks for it; headings have none in Jupyter that a language keeps."""
        if not identifier or identifier not in self.linked:
            return []
        name = f' name="{escape(identifier)}"' if self.places.names_anchors else ""
        return [raw("html", f'<a id="{escape(identifier)}"{name}></a>', is_block=False)]

    def anchored(self, identifier: str, blocks: Sequence[Node]) -> list[Node]:
        """`blocks` with an anchor at their beginning."""
        anchor = self.anchor(identifier)
        if not anchor:
            return list(blocks)
        if blocks and blocks[0]["t"] in ("Para", "Plain"):
            return [{"t": blocks[0]["t"], "c": [*anchor, *blocks[0]["c"]]}, *blocks[1:]]
        return [{"t": "Para", "c": anchor}, *blocks]

    def header(self, node: Node) -> list[Node]:
        level, (identifier, _, pairs), inlines = node["c"]
        number = dict(pairs).get("number", "")
        shown = [*text(number), {"t": "Space"}, *inlines] if number else inlines
        return self.anchored(identifier, [{"t": "Header", "c": [level, ["", [], []], shown]}])

    def figure(self, node: Node) -> list[Node]:
        """The picture, and its caption as the paragraph below."""
        (identifier, _, _), (_, caption), blocks = node["c"]
        return [*self.anchored(identifier, [_as_paragraph(block) for block in blocks]), *map(_as_paragraph, caption)]

    def table(self, node: Node) -> list[Node]:
        """The caption as the paragraph above, and a table that no sign inside a cell can cut."""
        (identifier, classes, pairs), (short, caption), *rest = node["c"]
        table = {"t": "Table", "c": [["", classes, pairs], [short, []], *rewrite(rest, _kept_in_cell)]}
        return self.anchored(identifier, [*map(_as_paragraph, caption), table])

    def formula(self, node: Node) -> list[Node]:
        identifier, _, pairs = attributes_of(node)
        number = pairs.get("number", "")
        inner: list[Node] = [
            {"t": "Math", "c": [child["c"][0], displayed(child["c"][1], number)]} if child["t"] == "Math" else child
            for child in node["c"][1]
        ]
        return [*self.anchor(identifier), *inner]

    def link(self, node: Node) -> Node | list[Node]:
        """A link to another notebook; what has none here is said without a link."""
        _, words, (target, title) = node["c"]
        if is_page_link(target):
            path, anchor = path_and_anchor(target)
            is_here = path == self.page.path and anchor
            target = f"#{anchor}" if is_here else self.places.page_at(path, anchor)
            if not target:
                return list(words)
        elif not target.startswith("#") and not urlsplit(target).scheme and not target.startswith("//"):
            return list(words)
        return {"t": "Link", "c": [["", [], []], words, [target, title]]}

    def image(self, node: Node) -> Node:
        (_, _, pairs), words, (target, _) = node["c"]
        alt = plain_text(words)
        address = target if urlsplit(target).scheme in ("http", "https", "data") else self.picture(target)
        if address is None:
            return span(words)
        return raw("html", pictures.element(address, alt, dict(pairs)), is_block=False)

    def picture(self, target: str) -> str | None:
        path = file_in(self.root, target)
        address = pictures.address(path) if path else None
        if address is None:
            offset = self.page.text.find(posixpath.basename(target))
            line = self.page.text.count("\n", 0, offset) + 1 if offset >= 0 else 1
            what, cure = f"there is no picture `{target}`", "add it, as SVG, PNG, JPEG, GIF or WebP, or mend the path"
            self.problems.append(Problem("B01", Place(self.page.file, line), what, cure, "warning"))
        return address and (self.places.picture_at(target) or address)


def _without_formula_signs(words: str) -> list[Node]:
    """`words` whose dollars and backslashes begin no formula: MathJax looks for them in what Markdown has become."""
    parts = SIGN_OF_FORMULA.split(words)
    return [
        raw("html", f"<span>&#{ord(part)};</span>", is_block=False) if index % 2 else {"t": "Str", "c": part}
        for index, part in enumerate(parts)
        if part
    ]


def _as_paragraph(block: Node) -> Node:
    return {"t": "Para", "c": block["c"]} if block["t"] == "Plain" else block


def _kept_in_cell(node: Node) -> Node:
    """Nothing in a table's cell is written with the sign that ends a cell."""
    if node["t"] == "Math":
        return {"t": "Math", "c": [node["c"][0], in_table(node["c"][1])]}
    if node["t"] == "Code" and "|" in node["c"][1]:
        code = node["c"][1].replace("&", "&amp;").replace("<", "&lt;").replace("|", "&#124;")
        return raw("html", f"<code>{code}</code>", is_block=False)
    return node


INLINE_PARENTS = ("Para", "Plain", "Header")


def _with_safe_emphasis(value: Any) -> Any:
    """`value` with the emphasis in each of its paragraphs and headings made safe."""
    if isinstance(value, list):
        return [_with_safe_emphasis(child) for child in value]
    if not isinstance(value, dict):
        return value
    if value.get("t") == "Header":
        return {"t": "Header", "c": [*value["c"][:2], made_safe(value["c"][2])]}
    if value.get("t") in INLINE_PARENTS:
        return {"t": value["t"], "c": made_safe(value["c"])}
    return {key: _with_safe_emphasis(child) for key, child in value.items()}
