"""A page and its English original in, the anchors of its headings out: the same in every language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher

from tabbook.document import Page
from tabbook.document.tree import attributes_of, plain_text, walk


def slug(words: str) -> str:
    """`words` as an anchor: lower case, everything but letters and digits a hyphen (`sec_use_gpu` -> `sec-use-gpu`)."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    plain = plain if re.search(r"[a-zA-Z0-9]", plain) else words
    return re.sub(r"[\W_]+", "-", plain.lower()).strip("-")


def anchors_of(page: Page, original: Page | None) -> list[str]:
    """An anchor for each heading of `page`, in order.

    A labelled heading has its label's; another one that of the heading at the same place of the `original`, numbered
    page, or, where there is none, its own words'.
    """
    headings = list(walk(page.tree.blocks if page.tree else (), "Header"))
    labels = [attributes_of(node)[2].get("label", "").split("\n")[0] for node in headings]
    levels = [node["c"][0] for node in headings]
    taken = {slug(label) for label in labels if label}
    inherited = _aligned(levels, original)
    anchors = []
    for node, label, anchor in zip(headings, labels, inherited, strict=True):
        if label:
            anchors.append(slug(label))
            continue
        wanted = anchor or attributes_of(node)[0] or slug(plain_text(node)) or "section"
        anchors.append(_free(wanted, taken))
        taken.add(anchors[-1])
    return anchors


def _aligned(levels: Sequence[int], original: Page | None) -> list[str]:
    """For each heading the anchor of its counterpart; headings correspond by their levels."""
    anchors = [""] * len(levels)
    theirs = original.headings if original else ()
    matcher = SequenceMatcher(a=list(levels), b=[heading.level for heading in theirs], autojunk=False)
    for own, other, length in matcher.get_matching_blocks():
        for offset in range(length):
            anchors[own + offset] = theirs[other + offset].anchor
    return anchors


def _free(anchor: str, taken: set[str]) -> str:
    """`anchor`, or the first of `anchor-2`, `anchor-3`, … that is free."""
    free, count = anchor, 1
    while free in taken:
        count += 1
        free = f"{anchor}-{count}"
    return free
