"""A page's Markdown as it was, its tree, and the Markdown as it is now go in; the tree now comes out, where an edit
changed nothing but paragraphs.

Pandoc reads only these, as they were, to find them in the tree, and as they are. What a paragraph means may depend on
the rest of its page in ways that nobody edits a hundred times a day: then, and when in doubt, `None` comes out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from tabbook import pandoc
from tabbook.document import Node, Tree

MOST = 5
"""So many paragraphs are more than an edit."""
_DEPENDS = re.compile(
    r"""
    ^[ ]{0,3}(?: [:|] | Table: )    # the end of a division, a table, a caption
    | < | \[\^                      # HTML, which may end elsewhere; a note
    """,
    re.VERBOSE | re.MULTILINE,
)
_BRACKETED = re.compile(r"\[[^]]*\]")
"""What may name a link that is defined elsewhere on the page."""


_LINE = re.compile(r'line="\d+"')


def reread(before: str, tree: Tree, now: str, language: str, format_name: str) -> Tree | None:
    """The tree of the page as it is now; lines that moved are told as they were."""
    old, new = _changed(before.split("\n\n"), now.split("\n\n"))
    brackets = set(_BRACKETED.findall("\n\n".join(old)))
    is_known = brackets.issuperset(_BRACKETED.findall("\n\n".join(new)))
    if not old or len(new) > MOST or not is_known or any(map(_DEPENDS.search, new)):
        return None
    trees = pandoc.parse(["\n\n".join(old), "\n\n".join(new)], language, None, format_name)
    were, are = (list(tree.blocks) for tree in trees)
    if not were or any(node["t"] != "Para" for node in (*were, *are)):
        return None
    blocks, places = _with(list(tree.blocks), were, are)
    return Tree(tuple(blocks)) if places == 1 else None


def _changed(old: Sequence[str], new: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """The paragraphs that differ; with one beside them that does not, where some only came or went."""
    shorter = min(len(old), len(new))
    lines = [[_LINE.sub("", paragraph) for paragraph in paragraphs] for paragraphs in (old, new)]
    start = _count_same(*lines)
    end = min(_count_same(*(paragraphs[::-1] for paragraphs in lines)), shorter - start)
    if shorter == start + end:
        start = max(0, start - 1)
    return old[start : len(old) - end], new[start : len(new) - end]


def _count_same(old: Sequence[str], new: Sequence[str]) -> int:
    """How many paragraphs are the same from the first on."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def _with(blocks: list[Node], were: list[Node], are: list[Node]) -> tuple[list[Node], int]:
    """`blocks` with other paragraphs wherever these were, also in divisions; and in how many places they were."""
    result: list[Node] = []
    places = index = 0
    while index < len(blocks):
        node = blocks[index]
        if blocks[index : index + len(were)] == were:
            result += are
            places += 1
            index += len(were)
            continue
        if node["t"] == "Div":
            attributes, inner = node["c"]
            changed, found = _with(inner, were, are)
            node = {"t": "Div", "c": [attributes, changed]} if found else node
            places += found
        result.append(node)
        index += 1
    return result, places
