"""A page and its original go in; which passages of the two say the same, and the original's as HTML, come out.

Every passage of the site is numbered as in the original, so a reader finds the same one in another language.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import count, product

from tabbook.document import Node, Page
from tabbook.document.tree import (
    WITH_ATTRIBUTES,
    attributes_of,
    has_class,
    identifier_of,
    plain_text,
    raw,
    rewrite,
    walk,
    with_attributes,
)

PASSAGES = frozenset(
    {"Header", "Para", "Plain", "BulletList", "OrderedList", "DefinitionList", "BlockQuote", "Table", "Figure"}
)
_MARK = re.compile(r"<!--block ([\d ]+)-->\s*(?:<(\w+))?")
_STEPS = {(1, 1): 0.0, (1, 2): 0.5, (2, 1): 0.5, (1, 0): 3.0, (0, 1): 3.0}
"""How many texts may be taken for how many of the other language, and what it costs where lengths decide."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading, paragraph, list, table or figure of a page."""

    number: int
    """Counted from 0."""
    node: Node
    mark: str
    """What it has in common with its counterpart: empty for running text, the level and anchor of a heading."""


Part = Passage | str
"""A passage, or the mark of what no translator changes: a cell, a tab, a formula."""


def passages_of(page: Page) -> list[Part]:
    """The parts of `page` in order."""
    return list(_parts(page.tree.blocks if page.tree else (), count()))


def _parts(blocks: Sequence[Node], numbers: Iterator[int]) -> Iterator[Part]:
    for node in blocks:
        if _is_tab(node):
            yield f"tab {attributes_of(node)[2].get('frameworks')}"
            yield from _parts(node["c"][1], numbers)
        else:
            yield _part(node, numbers)


def _part(node: Node, numbers: Iterator[int]) -> Part:
    kind = node["t"]
    if kind in ("Para", "Plain") and _is_formula(node["c"]):
        return f"formula {[math['c'][1] for math in walk(node['c'], 'Math')]}"
    if kind == "Header":
        return Passage(next(numbers), node, f"heading {node['c'][0]} {identifier_of(node)}")
    if kind in PASSAGES:
        return Passage(next(numbers), node, kind if kind in ("Table", "Figure") else "")
    return f"{kind} {' '.join(attributes_of(node)[1])}"


def _is_tab(node: Node) -> bool:
    return node["t"] == "Div" and has_class(node, "tab")


def _is_formula(inlines: Sequence[Node]) -> bool:
    return len(inlines) == 1 and (inlines[0]["t"] == "Math" or has_class(inlines[0], "formula"))


def numbers_of(page: Page, original: Page) -> dict[int, tuple[int, ...]]:
    """For each passage of `page` that has counterparts in `original`, the numbers of these."""
    own = passages_of(page)
    if page.text_language == original.language:
        return {part.number: (part.number,) for part in own if isinstance(part, Passage)}
    theirs = passages_of(original)
    # They are asked for where nothing else tells: to read every word of a long book takes seconds.
    lengths = cache(lambda: (_lengths(own), _lengths(theirs)))
    found: dict[int, tuple[int, ...]] = {}
    start = (0, 0)
    for end in _common(own, theirs):
        found |= _between(own[start[0] : end[0]], theirs[start[1] : end[1]], lengths)
        if end[0] < len(own):
            here, there = own[end[0]], theirs[end[1]]
            if isinstance(here, Passage) and isinstance(there, Passage):
                found[here.number] = (there.number,)
        start = (end[0] + 1, end[1] + 1)
    return found


def _common(own: Sequence[Part], theirs: Sequence[Part]) -> Iterator[tuple[int, int]]:
    """Where both have the same mark, in order, and the ends of both."""
    sides = [[(index, mark) for index, part in enumerate(side) if (mark := _mark_of(part))] for side in (own, theirs)]
    marks = [[mark for _, mark in side] for side in sides]
    # Mostly both have all of them, and there is nothing to search for.
    same = [(0, 0, len(marks[0]))] if marks[0] == marks[1] else None
    for first, second, length in (
        same or SequenceMatcher(None, marks[0], marks[1], autojunk=False).get_matching_blocks()
    ):
        for offset in range(length):
            yield sides[0][first + offset][0], sides[1][second + offset][0]
    yield len(own), len(theirs)


def _mark_of(part: Part) -> str:
    return part.mark if isinstance(part, Passage) else part


def _lengths(parts: Sequence[Part]) -> list[int]:
    """How many letters each passage has."""
    return [len(plain_text(part.node)) for part in parts if isinstance(part, Passage)]


def _between(
    own: Sequence[Part], theirs: Sequence[Part], lengths: Callable[[], tuple[list[int], list[int]]]
) -> dict[int, tuple[int, ...]]:
    """The same for the passages between two marks; of several for one, the last has it."""
    here = [part.number for part in own if isinstance(part, Passage)]
    there = [part.number for part in theirs if isinstance(part, Passage)]
    if not here or not there:
        return {}
    if len(here) == len(there) == 1:
        return {here[0]: (there[0],)}
    mine, others = lengths()
    ratio = (sum(others) + 1) / (sum(mine) + 1)
    return {
        here[own_run[-1]]: tuple(there[index] for index in run)
        for own_run, run in _paired([mine[number] for number in here], [others[number] for number in there], ratio)
        if own_run and run
    }


def _paired(own: Sequence[int], theirs: Sequence[int], ratio: float) -> list[tuple[range, range]]:
    """Texts of two languages that say the same, in order: one of each, or two for one, as their lengths tell.

    `ratio` is how much longer the other language is.
    """
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {(0, 0): (0.0, (0, 0))}
    for end in product(range(len(own) + 1), range(len(theirs) + 1)):
        steps = []
        for (mine, others), price in _STEPS.items():
            start = (end[0] - mine, end[1] - others)
            if start in best:
                apart = 0.0
                if mine and others:
                    long = sum(own[start[0] : end[0]]) * ratio, sum(theirs[start[1] : end[1]])
                    apart = abs(math.log((long[0] + 8) / (long[1] + 8)))
                steps.append((best[start][0] + price + apart, start))
        if steps:
            best[end] = min(steps)
    pairs, end = [], (len(own), len(theirs))
    while end != (0, 0):
        start = best[end][1]
        pairs.append((range(start[0], end[0]), range(start[1], end[1])))
        end = start
    return pairs[::-1]


# ---------------------------------------------------------------------------------------------------------------------


def with_marks(blocks: Sequence[Node], numbers: Mapping[int, tuple[int, ...]]) -> list[Node]:
    """`blocks` with a sign before each passage that has a number; `numbered` takes it up when all is HTML."""
    if not numbers:
        return list(blocks)
    counter = count()

    def marked(nodes: Sequence[Node]) -> Iterator[Node]:
        for node in nodes:
            if _is_tab(node):
                yield {"t": "Div", "c": [node["c"][0], list(marked(node["c"][1]))]}
                continue
            part = _part(node, counter)
            if isinstance(part, Passage) and (found := numbers.get(part.number)):
                yield _sign(found)
            yield node

    return list(marked(blocks))


def _sign(numbers: Sequence[int]) -> Node:
    return raw("html", f"<!--block {' '.join(map(str, numbers))}-->")


def numbered(html: str) -> str:
    """`html` with each sign turned into an attribute of the element behind it."""
    return _MARK.sub(lambda found: f'<{found[2]} data-block="{found[1]}"' if found[2] else "", html)


def to_show(page: Page) -> list[Node]:
    """The passages of an original as they stand under their translations: without anchors, notes and pictures."""
    passages = [part for part in passages_of(page) if isinstance(part, Passage)]
    return [node for number, passage in enumerate(passages) for node in (_sign([number]), *_plain(passage.node))]


def _plain(node: Node) -> list[Node]:
    match node["t"]:
        case "Header":
            blocks: list[Node] = [{"t": "Para", "c": node["c"][2]}]
        case "Figure":
            blocks = [{"t": "Para", "c": block["c"]} for block in node["c"][1][1]]
        case _:
            blocks = [node]

    def change(inner: Node) -> Node | list[Node]:
        if inner["t"] == "Note":
            return []
        return with_attributes(inner, identifier="") if identifier_of(inner) else inner

    result: list[Node] = rewrite(blocks, change, WITH_ATTRIBUTES | {"Note"})
    return result


def as_script(html: str) -> tuple[str, bytes]:
    """The passages of an original as a script, for a page without a host cannot ask for HTML; its path in the site."""
    passages = [passage.strip() for passage in re.split(r"<!--block \d+-->", html)[1:]]
    content = f"tabbook.originals = {json.dumps(passages, ensure_ascii=False)};\n".encode()
    path = f"assets/originals/{hashlib.sha256(content).hexdigest()[:10]}.js"
    return path, content
