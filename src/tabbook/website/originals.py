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
from tabbook.document.tree import attributes_of, has_class, plain_text, raw, rewrite, walk, with_attributes

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
        kind, (identifier, classes, pairs) = node["t"], attributes_of(node)
        if kind == "Div" and "tab" in classes:
            yield f"tab {pairs.get('frameworks')}"
            yield from _parts(node["c"][1], numbers)
        elif kind == "Header":
            yield Passage(next(numbers), node, f"heading {node['c'][0]} {identifier}")
        elif kind in ("Para", "Plain") and _is_formula(node["c"]):
            yield f"formula {[math['c'][1] for math in walk(node['c'], 'Math')]}"
        elif kind in PASSAGES:
            yield Passage(next(numbers), node, kind if kind in ("Table", "Figure") else "")
        else:
            yield f"{kind} {' '.join(classes)}"


def _is_formula(inlines: Sequence[Node]) -> bool:
    return len(inlines) == 1 and (inlines[0]["t"] == "Math" or has_class(inlines[0], "formula"))


def numbers_of(page: Page, original: Page) -> dict[int, tuple[int, ...]]:
    """For each passage of `page` that has counterparts in `original`, the numbers of these."""
    own = passages_of(page)
    if page.text_language == original.language:
        return {part.number: (part.number,) for part in own if isinstance(part, Passage)}
    theirs = passages_of(original)
    # Lengths are asked for where nothing else tells: to read every word of a long book takes seconds.
    ratio = cache(lambda: (_length(theirs) + 1) / (_length(own) + 1))
    found: dict[int, tuple[int, ...]] = {}
    start = (0, 0)
    for end in _common(own, theirs):
        found |= _between(own[start[0] : end[0]], theirs[start[1] : end[1]], ratio)
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


def _length(parts: Sequence[Part]) -> int:
    return sum(len(plain_text(part.node)) for part in parts if isinstance(part, Passage))


def _between(own: Sequence[Part], theirs: Sequence[Part], ratio: Callable[[], float]) -> dict[int, tuple[int, ...]]:
    """The same for the passages between two marks; of several for one, the last has it."""
    here = [part for part in own if isinstance(part, Passage)]
    there = [part for part in theirs if isinstance(part, Passage)]
    if not here or not there:
        return {}
    if len(here) == len(there) == 1:
        return {here[0].number: (there[0].number,)}
    mine, others = ([plain_text(part.node) for part in side] for side in (here, there))
    return {
        here[own_run[-1]].number: tuple(there[index].number for index in run)
        for own_run, run in _paired(mine, others, ratio())
        if own_run and run
    }


def _paired(own: Sequence[str], theirs: Sequence[str], ratio: float) -> list[tuple[range, range]]:
    """Texts of two languages that say the same, in order: one of each, or two for one, as their lengths tell.

    `ratio` is how much longer the other language is.
    """
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {(0, 0): (0.0, (0, 0))}
    for end in product(range(len(own) + 1), range(len(theirs) + 1)):
        steps = []
        for (mine, others), price in _STEPS.items():
            start = (end[0] - mine, end[1] - others)
            if start in best:
                long = sum(map(len, own[start[0] : end[0]])) * ratio, sum(map(len, theirs[start[1] : end[1]]))
                apart = abs(math.log((long[0] + 8) / (long[1] + 8))) if mine and others else 0.0
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
    counter = count()

    def marked(nodes: Sequence[Node]) -> Iterator[Node]:
        for node in nodes:
            if node["t"] == "Div" and has_class(node, "tab"):
                yield {"t": "Div", "c": [node["c"][0], list(marked(node["c"][1]))]}
                continue
            part = next(_parts([node], counter))
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
        return with_attributes(inner, identifier="") if attributes_of(inner)[0] else inner

    result: list[Node] = rewrite(blocks, change)
    return result


def as_script(html: str) -> tuple[str, bytes]:
    """The passages of an original as a script, for a page without a host cannot ask for HTML; its path in the site."""
    passages = [passage.strip() for passage in re.split(r"<!--block \d+-->", html)[1:]]
    content = f"tabbook.originals = {json.dumps(passages, ensure_ascii=False)};\n".encode()
    path = f"assets/originals/{hashlib.sha256(content).hexdigest()[:10]}.js"
    return path, content
