"""A page in; the page with its headings, figures, tables and equations numbered, and all it labels, out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from tabbook.config import Language
from tabbook.document import Node, Page, Tree
from tabbook.document.tree import attributes_of, has_class, rewrite, span, text, walk, with_attributes
from tabbook.errors import Place
from tabbook.numbering.anchors import LABELLED, anchor_of, free, label_of, labelled
from tabbook.numbering.labels import Kind, Target

Counts = tuple[tuple[tuple[str, tuple[int, ...]], int], ...]
"""How many there are of each kind in a section."""


class Counters:
    """How many figures, tables and equations each section has so far.

    A section's number is cut to two levels, as Sphinx does for `numfig_secnum_depth = 2`; unnumbered chapters share
    one count.
    """

    def __init__(self, counts: Counts = ()) -> None:
        self._counts = Counter(dict(counts))

    def of(self, section: tuple[int, ...]) -> Counts:
        """What is counted so far where the things of `section` are."""
        return tuple((name, count) for name, count in self._counts.items() if name[1] == section[:2])

    def take(self, counts: Counts) -> None:
        """Go on from `counts`."""
        self._counts |= dict(counts)

    def next(self, kind: str, section: tuple[int, ...]) -> str:
        prefix = section[:2]
        self._counts[kind, prefix] += 1
        return ".".join(map(str, (*prefix, self._counts[kind, prefix])))


def number_page(
    page: Page, anchors: Sequence[str], language: Language, counters: Counters, has_pages_below: bool
) -> tuple[Page, list[Target]]:
    """`page` with numbers and anchors in its tree, and the labelled things on it, in order."""
    numberer = _Numberer(page, anchors, language, counters, has_pages_below)
    tree = Tree(tuple(rewrite(page.tree.blocks if page.tree else (), numberer.node, LABELLED)))
    return replace(page, tree=tree), numberer.targets


class _Numberer:
    """One page being numbered, in reading order."""

    def __init__(
        self, page: Page, anchors: Sequence[str], language: Language, counters: Counters, has_pages_below: bool
    ) -> None:
        self.page = page
        self.heading_anchors = anchors
        self.anchors = iter(anchors)
        self.language = language
        self.counters = counters
        self.counts_sections = bool(page.number) and not has_pages_below
        self.has_title = False
        self.open_sections: list[tuple[int, int]] = []
        self.targets: list[Target] = []
        self.given: set[str] = set()

    def node(self, node: Node) -> Node:
        match node["t"]:
            case "Header":
                return self.heading(node)
            case "Figure" | "Table":
                return self.captioned(node)
            case "Span" if has_class(node, "formula"):
                return self.formula(node)
            case "Span" if has_class(node, "anchor"):
                return self.place(node)
        return node

    def heading(self, node: Node) -> Node:
        level, inlines = node["c"][0], node["c"][2]
        is_title = level == 1 and not self.has_title
        self.has_title = self.has_title or is_title
        pairs = attributes_of(node)[2]
        number = ""
        if "unnumbered" not in attributes_of(node)[1]:
            number = ".".join(map(str, self.page.number)) if is_title else self.section_number(level)
        anchor = self.once(next(self.anchors))
        kind: Kind = "chapter" if is_title and len(self.page.number) == 1 else "section"
        self.remember(pairs, kind, anchor, number, inlines)
        kept = {key: value for key, value in pairs.items() if key not in ("label", "label-line", "line")}
        return with_attributes(node, anchor, pairs=kept | ({"number": number} if number else {}))

    def section_number(self, level: int) -> str:
        """The next number at `level`; a level that was skipped counts as none."""
        if not self.counts_sections or level == 1:
            return ""
        while self.open_sections and self.open_sections[-1][0] > level:
            self.open_sections.pop()
        if self.open_sections and self.open_sections[-1][0] == level:
            self.open_sections[-1] = (level, self.open_sections[-1][1] + 1)
        else:
            self.open_sections.append((level, 1))
        return ".".join(map(str, (*self.page.number, *(count for _, count in self.open_sections))))

    def captioned(self, node: Node) -> Node:
        """A figure or a table; only one with a caption has a number."""
        pairs = attributes_of(node)[2]
        kind: Kind = "figure" if node["t"] == "Figure" else "table"
        blocks = node["c"][1][1]
        words = blocks[0]["c"] if blocks else []
        number = self.counters.next(kind, self.page.number) if words else ""
        anchor = self.once(anchor_of(label_of(node), is_equation=False))
        self.remember(pairs, kind, anchor, number, words)
        kept = {key: value for key, value in pairs.items() if key not in ("label", "label-line", "line")}
        node = with_attributes(node, anchor, pairs=kept | ({"number": number} if number else {}))
        if not number:
            return node
        pattern = self.language.figure_reference if kind == "figure" else self.language.table_reference
        shown = [span(text(pattern.format(number)), classes=["number"]), {"t": "Space"}, *words]
        short = node["c"][1][0]
        caption = [short, [{"t": blocks[0]["t"], "c": shown}, *blocks[1:]]]
        return {"t": node["t"], "c": [node["c"][0], caption, *node["c"][2:]]}

    def formula(self, node: Node) -> Node:
        pairs = attributes_of(node)[2]
        number = self.counters.next("equation", self.page.number)
        anchor = self.once(anchor_of(pairs["label"], is_equation=True)) if pairs.get("label") else ""
        self.remember(pairs, "equation", anchor, number, [])
        return with_attributes(node, anchor, pairs={"number": number})

    def place(self, node: Node) -> Node:
        pairs = attributes_of(node)[2]
        anchor = self.once(anchor_of(pairs["label"], is_equation=False))
        self.remember(pairs, "place", anchor, "", [])
        return with_attributes(node, anchor, pairs={})

    @cached_property
    def taken(self) -> set[str]:
        """Every anchor that something on the page has or will have."""
        nodes = walk(self.page.tree.blocks if self.page.tree else (), *LABELLED)
        return labelled(nodes) | set(self.heading_anchors)

    def once(self, anchor: str) -> str:
        """`anchor` for the first thing on the page that has it; what has the same label below gets another one."""
        if anchor in self.given:
            anchor = free(anchor, self.taken)
            self.taken.add(anchor)
        self.given |= {anchor} if anchor else set()
        return anchor

    def remember(self, pairs: dict[str, str], kind: Kind, anchor: str, number: str, words: Sequence[Node]) -> None:
        for label in filter(None, pairs.get("label", "").split("\n")):
            place = Place(self.page.file, int(pairs.get("label-line", pairs.get("line", "1"))))
            own = Target(label, kind, self.page.path, anchor, number, tuple(words), place, self.page.text_language)
            self.targets.append(own)
