"""The units of a page's old and new English and of its translation in, rows of what belongs together out.

No unit carries an id: what is equal in every language (cells, formulas, labels) is found again first, and between two
such places the best way to pair the rest is reckoned.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from tabbook.translation import cells
from tabbook.translation.once import once
from tabbook.translation.units import Unit

_GAP = -0.5
"""What it costs to leave a unit alone."""
_MERGE = -0.4
"""What it costs to take two paragraphs for one."""
_LARGEST = 40_000
"""Pairs that are tried between two anchors; with more of them, only those near the diagonal are."""
_BAND = 60
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(
    r"""
    [A-Za-z] (?<! [A-Za-z][A-Za-z] )    # with the letter first, all text without one is passed over
    (?: (?<= [A-Z] ) [A-Za-z0-9]+ | (?<= [a-z] ) [a-z]*+ [A-Z0-9] [A-Za-z0-9]* )
    """,
    re.VERBOSE,
)
_SYMBOL = re.compile(r"\\[a-zA-Z]+|[A-Za-z]|\d+|[^\sA-Za-z\d{}]")


@dataclass(frozen=True, eq=False)
class Entry:
    """A unit of the English in the version that was translated, and in today's."""

    old: Unit | None
    new: Unit | None

    @once
    def versions(self) -> tuple[Unit, ...]:
        """Today's first; one where both are the same unit, as on a page whose English nobody touched."""
        if self.old is self.new and self.new:
            return (self.new,)
        return tuple(unit for unit in (self.new, self.old) if unit)

    @property
    def is_in_both(self) -> bool:
        return self.old is not None and self.new is not None


@dataclass(frozen=True, slots=True)
class Row:
    """What belongs together: mostly one unit of each; more where one paragraph was made two, or two were made one."""

    entries: tuple[Entry, ...]
    made: tuple[Unit, ...]
    """What the translator wrote."""


@dataclass(frozen=True, slots=True)
class _Sight:
    """What two units are compared by."""

    unit: Unit
    is_prose: bool
    features: frozenset[str]
    weight: float
    """About how long its text is read, whatever the script."""


def merge(old: Sequence[Unit], new: Sequence[Unit]) -> list[Entry]:
    """Both versions of the English as one sequence, in the order of today's."""
    entries = []
    for row in _rows([Entry(unit, None) for unit in old], new, merges=False):
        before = row.entries[0].old if row.entries else None
        entries.append(Entry(before, row.made[0] if row.made else None))
    return entries


def align(entries: Sequence[Entry], made: Sequence[Unit]) -> list[Row]:
    """The rows of a page, in the order of its English."""
    return _rows(entries, made, merges=True)


def _rows(entries: Sequence[Entry], made: Sequence[Unit], merges: bool) -> list[Row]:
    rows: list[Row] = []
    left = right = 0
    for at, here in (*_anchors(tuple(entries), made), (len(entries), len(made))):
        if left < at or right < here:
            rows += _between(entries[left:at], made[right:here], merges)
        if at < len(entries):
            rows.append(Row((entries[at],), (made[here],)))
        left, right = at + 1, here + 1
    return rows


def _anchors(entries: tuple[Entry, ...], made: Sequence[Unit]) -> list[tuple[int, int]]:
    """Pairs of what is equal and stands once on either side, in the longest order that both sides share."""
    places, others = _places(entries), _unique([(unit.mark, at) for at, unit in enumerate(made)])
    return _increasing(sorted({(places[mark], others[mark]) for mark in places.keys() & others.keys()}))


# The English of a page is the same for each of its translations.
@lru_cache(maxsize=64)
def _places(entries: tuple[Entry, ...]) -> dict[str, int]:
    return _unique([(mark, at) for at, entry in enumerate(entries) for mark in {unit.mark for unit in entry.versions}])


def _unique(marks: Sequence[tuple[str, int]]) -> dict[str, int]:
    counts = Counter([mark for mark, _ in marks])
    return {mark: at for mark, at in marks if counts[mark] == 1}


def _increasing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of `pairs`, sorted by their first, in which the second grows too."""
    tails: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, (_, right) in enumerate(pairs):
        at = bisect_left(tails, right)
        before.append(last[at - 1] if at else -1)
        tails[at:] = [right]
        last[at:] = [index]
    run = []
    index = last[-1] if last else -1
    while index >= 0:
        run.append(pairs[index])
        index = before[index]
    # An entry has two versions, which may be found at two places.
    return [
        pair for pair, after in zip(run[::-1], [*run[-2::-1], None], strict=False) if not after or after[0] > pair[0]
    ]


def _between(entries: Sequence[Entry], made: Sequence[Unit], merges: bool) -> list[Row]:
    """The best rows of what lies between two anchors."""
    if not entries or not made:
        return [*(Row((entry,), ()) for entry in entries), *(Row((), (unit,)) for unit in made)]
    if merges and len(entries) == len(made) == 1 and _is_plain(entries[0], made[0]):
        return [Row(tuple(entries), tuple(made))]
    return _Gap(entries, made, merges).rows()


def _is_plain(entry: Entry, made: Unit) -> bool:
    """Whether two units of prose are alone with each other, so that there is nothing to reckon."""
    form = (made.kind, made.level)
    return entry.is_in_both and made.is_prose and all((unit.kind, unit.level) == form for unit in entry.versions)


class _Gap:
    """A stretch between two anchors, and the best way through it."""

    def __init__(self, entries: Sequence[Entry], made: Sequence[Unit], merges: bool) -> None:
        self.entries, self.made, self.merges = entries, made, merges
        self.left = [[_sight(unit) for unit in entry.versions] for entry in entries]
        self.right = [_sight(unit) for unit in made]
        self.pairs = [_pair(one[0], other[0]) if merges else None for one, other in pairwise(self.left)]
        """Each paragraph of the English with the one below it, where that is a paragraph too; and of the translation.
        """
        self.made_pairs = [_pair(one, other) if merges else None for one, other in pairwise(self.right)]
        self.skipped = [_GAP if entry.is_in_both or not merges else 0.0 for entry in entries]
        self.is_small = len(entries) * len(made) <= _LARGEST

    def rows(self) -> list[Row]:
        steps = self._steps()
        rows = []
        at, here = len(self.entries), len(self.made)
        while at or here:
            back, down = steps[at][here]
            rows.append(Row(tuple(self.entries[at - back : at]), tuple(self.made[here - down : here])))
            at, here = at - back, here - down
        return rows[::-1]

    def _steps(self) -> list[dict[int, tuple[int, int]]]:
        """For so many entries and so many units the last step on the best way to there."""
        scores: list[dict[int, float]] = []
        steps: list[dict[int, tuple[int, int]]] = []
        for at in range(len(self.entries) + 1):
            scores.append({})
            steps.append({})
            for here in self._near(at):
                scores[at][here], steps[at][here] = self._best(scores, at, here)
        return steps

    def _best(self, scores: Sequence[Mapping[int, float]], at: int, here: int) -> tuple[float, tuple[int, int]]:
        best, step = (-math.inf if at or here else 0.0), (0, 0)
        if at and here:
            best, step = self._best_merge(scores, at, here)
            likeness = max([_likeness(sight, self.right[here - 1]) for sight in self.left[at - 1]])
            score = scores[at - 1].get(here - 1, -math.inf) + likeness
            if score > best:
                best, step = score, (1, 1)
        if at and (score := scores[at - 1].get(here, -math.inf) + self.skipped[at - 1]) > best:
            best, step = score, (1, 0)
        if here and (score := scores[at].get(here - 1, -math.inf) + _GAP) > best:
            best, step = score, (0, 1)
        return best, step

    def _best_merge(self, scores: Sequence[Mapping[int, float]], at: int, here: int) -> tuple[float, tuple[int, int]]:
        """Two paragraphs taken for one."""
        best, step = -math.inf, (0, 0)
        if at > 1 and (pair := self.pairs[at - 2]) and self.made[here - 1].kind == "paragraph":
            best = scores[at - 2].get(here - 1, -math.inf) + _likeness(pair, self.right[here - 1]) + _MERGE
            step = (2, 1)
        if here > 1 and (pair := self.made_pairs[here - 2]) and self.left[at - 1][0].unit.kind == "paragraph":
            likeness = max([_likeness(sight, pair) for sight in self.left[at - 1]])
            score = scores[at - 1].get(here - 2, -math.inf) + likeness + _MERGE
            if score > best:
                best, step = score, (1, 2)
        return best, step

    def _near(self, at: int) -> range:
        if self.is_small:
            return range(len(self.made) + 1)
        middle = at * len(self.made) // max(1, len(self.entries))
        width = _BAND + len(self.made) // max(1, len(self.entries))
        return range(max(0, middle - width), min(len(self.made), middle + width) + 1)


# The English of a page is seen beside each of its translations.
@lru_cache(maxsize=4096)
def _sight(unit: Unit) -> _Sight:
    if unit.kind == "cell":
        return _Sight(unit, False, frozenset(_lines_of(unit)), 0)
    if not unit.is_prose:
        return _Sight(unit, False, frozenset(_SYMBOL.findall(unit.text)), 0)
    features = {*unit.shapes, *(role.value for role in unit.roles), *unit.spans, *unit.targets}
    features |= {*_NUMBER.findall(unit.words), *_NAME.findall(unit.words)}
    return _Sight(unit, True, frozenset(features), unit.length)


def _lines_of(unit: Unit) -> list[str]:
    return [cells.skeleton(line) for line in unit.text.split("\n")[1:-1] if line.strip()]


def _pair(first: _Sight, second: _Sight) -> _Sight | None:
    """Two paragraphs as one; `None` for other units, of which each stays what it is."""
    if not first.unit.kind == second.unit.kind == "paragraph":
        return None
    return _Sight(first.unit, True, first.features | second.features, first.weight + second.weight)


def _likeness(english: _Sight, made: _Sight) -> float:
    """How well two units go together; as good as never where below two gaps."""
    one, other = english.unit, made.unit
    if english.is_prose and made.is_prose:
        return _likeness_of_prose(english, made)
    if one.kind != other.kind:
        return -0.3 + _shared(english, made) if {one.kind, other.kind} == {"cell", "listing"} else -9.0
    if one.anchor == other.anchor:
        return 3.0
    if one.kind == "mark":
        return 0.2 if one.text.split("`")[0] == other.text.split("`")[0] else -9.0
    if one.kind == "tab":
        return 0.1 if ("begin" in one.text) == ("begin" in other.text) else -9.0
    return -0.8 + 3.0 * _shared(english, made)


def _likeness_of_prose(english: _Sight, made: _Sight) -> float:
    one, other = english.unit, made.unit
    if one.key == other.key:
        return 4.0
    score = 0.6 + (2.0 * _shared(english, made) if english.features or made.features else 0.4)
    score -= min(1.5, 0.5 * abs(math.log((made.weight + 4) / (english.weight + 4))))
    if one.kind != other.kind:
        return score - 0.9
    return score if one.kind != "heading" else score + (1.0 if one.level == other.level else -0.2)


def _shared(english: _Sight, made: _Sight) -> float:
    """What part of the features of both they share."""
    shared = len(english.features & made.features)
    every = len(english.features) + len(made.features) - shared
    return shared / every if every else 0.5
