"""A page and its English original in, its anchors out: the same in every language, and each of them once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from difflib import SequenceMatcher

from tabbook.document import Node, Page
from tabbook.document.tree import attributes_of, has_class, plain_text, walk

LABELLED = ("Header", "Figure", "Table", "Span")
"""What may have a label, and so an anchor."""

LONGEST = 300
"""Letters of an anchor."""


def slug(words: str) -> str:
    """`words` as an anchor: lower case, everything but letters and digits a hyphen (`sec_use_gpu` -> `sec-use-gpu`)."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    plain = plain if re.search(r"[a-zA-Z0-9]", plain) else words
    return re.sub(r"[\W_]+", "-", plain.lower())[:LONGEST].strip("-")


def anchors_of(page: Page, original: Page | None) -> list[str]:
    """An anchor for each heading of `page`, in order.

    A labelled heading has its label's; another one that of the heading at the same place of the `original`, numbered
    page, or, where there is none, its own words'.
    """
    nodes = list(walk(page.tree.blocks if page.tree else (), *LABELLED))
    headings = [node for node in nodes if node["t"] == "Header"]
    inherited = _aligned([node["c"][0] for node in headings], original)
    taken = labelled(nodes)
    anchors = []
    for node, anchor in zip(headings, inherited, strict=True):
        if label := label_of(node):
            anchors.append(slug(label))
            continue
        wanted = anchor or attributes_of(node)[0] or slug(plain_text(node)) or "section"
        anchors.append(free(wanted, taken))
        taken.add(anchors[-1])
    return anchors


def label_of(node: Node) -> str:
    """The label that names a node's anchor: the first where there are several; empty where there is none."""
    return attributes_of(node)[2].get("label", "").split("\n")[0]


def labelled(nodes: Iterable[Node]) -> set[str]:
    """The anchors of those nodes that have a label."""
    return {anchor_of(label, has_class(node, "formula")) for node in nodes if (label := label_of(node))}


def anchor_of(label: str, is_equation: bool) -> str:
    """The anchor of what has this label."""
    return f"equation-{slug(label)}" if is_equation else slug(label)


def _aligned(levels: Sequence[int], original: Page | None) -> list[str]:
    """For each heading the anchor of its counterpart; headings correspond by their levels."""
    anchors = [""] * len(levels)
    theirs = original.headings if original else ()
    matcher = SequenceMatcher(a=list(levels), b=[heading.level for heading in theirs], autojunk=False)
    for own, other, length in matcher.get_matching_blocks():
        for offset in range(length):
            anchors[own + offset] = theirs[other + offset].anchor
    return anchors


def free(anchor: str, taken: AbstractSet[str]) -> str:
    """`anchor`, or the first of `anchor-2`, `anchor-3`, … that is free."""
    free, count = anchor, 1
    while free in taken:
        count += 1
        free = f"{anchor}-{count}"
    return free
