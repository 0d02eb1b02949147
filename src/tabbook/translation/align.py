"""The units of a page's old and new English and of its translation in, rows of what belongs together out.

No unit carries an id: what is equal in every language (cells, formulas, labels) is found again first, and between two
such places the best way to pair the rest is reckoned.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, starmap

from tabbook.translation import cells, formulas
from tabbook.translation.units import Unit

_GAP = -0.5
"""What it costs to leave a unit alone."""
_MERGE = -0.4
"""What it costs to take two paragraphs for one."""
_LARGEST = 40_000
"""Pairs that are tried between two anchors; with more of them, only those near the diagonal are."""
_BAND = 60
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"(?<![A-Za-z])(?:[A-Za-z][A-Za-z0-9]*[A-Z0-9][A-Za-z0-9]*|[A-Z][A-Za-z]+)")
_WIDE = re.compile("[\u1100-\U0010ffff]+")
_SYMBOL = re.compile(r"\\[a-zA-Z]+|[A-Za-z]|\d+|[^\sA-Za-z\d{}]")


@dataclass(frozen=True, slots=True)
class Entry:
    """A unit of the English in the version that was translated, and in today's."""

    old: Unit | None
    new: Unit | None

    @property
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
    for at, here in (*_anchors(entries, made), (len(entries), len(made))):
        rows += _between(entries[left:at], made[right:here], merges)
        if at < len(entries):
            rows.append(Row((entries[at],), (made[here],)))
        left, right = at + 1, here + 1
    return rows


def _anchors(entries: Sequence[Entry], made: Sequence[Unit]) -> list[tuple[int, int]]:
    """Pairs of what is equal and stands once on either side, in the longest order that both sides share."""
    places = _unique([{_mark(unit) for unit in entry.versions} for entry in entries])
    others = _unique([{_mark(unit)} for unit in made])
    pairs = sorted({(at, others[mark]) for mark, at in places.items() if mark in others})
    return _increasing(pairs)


def _mark(unit: Unit) -> str:
    return unit.anchor or f"{unit.kind} {unit.key}"


def _unique(marks: Sequence[set[str]]) -> dict[str, int]:
    counts = Counter(mark for group in marks for mark in group)
    return {mark: at for at, group in enumerate(marks) for mark in group if counts[mark] == 1}


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
    return (
        entry.is_in_both
        and made.kind in ("paragraph", "item", "row", "caption")
        and ({unit.kind for unit in entry.versions} == {made.kind})
    )


class _Gap:
    """A stretch between two anchors, and the best way through it."""

    def __init__(self, entries: Sequence[Entry], made: Sequence[Unit], merges: bool) -> None:
        self.entries, self.made, self.merges = entries, made, merges
        self.left = [[_sight(unit) for unit in entry.versions] for entry in entries]
        self.right = [_sight(unit) for unit in made]
        self.pairs = [_joined(one[0], other[0]) for one, other in pairwise(self.left)] if merges else []
        """Of each unit of the English and the one below it; and the same of the translation."""
        self.made_pairs = list(starmap(_joined, pairwise(self.right))) if merges else []
        self.is_small = len(entries) * len(made) <= _LARGEST
        self.best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {}

    def rows(self) -> list[Row]:
        self.best[0, 0] = (0.0, (0, 0))
        for at in range(len(self.entries) + 1):
            for here in self._near(at):
                if (at, here) in self.best:
                    self._go_on(at, here)
        return self._back()

    def _near(self, at: int) -> range:
        if self.is_small:
            return range(len(self.made) + 1)
        middle = at * len(self.made) // max(1, len(self.entries))
        width = _BAND + len(self.made) // max(1, len(self.entries))
        return range(max(0, middle - width), min(len(self.made), middle + width) + 1)

    def _go_on(self, at: int, here: int) -> None:
        score = self.best[at, here][0]
        if at < len(self.entries):
            skipped = 0.0 if not self.entries[at].is_in_both and self.merges else _GAP
            self._offer(at + 1, here, score + skipped, (1, 0))
        if here < len(self.made):
            self._offer(at, here + 1, score + _GAP, (0, 1))
        if at < len(self.entries) and here < len(self.made):
            self._offer(at + 1, here + 1, score + self._score(at, here), (1, 1))
            if self.merges:
                self._offer_merges(at, here, score)

    def _offer_merges(self, at: int, here: int, score: float) -> None:
        if self.made[here].kind != "paragraph" or self.left[at][0].unit.kind != "paragraph":
            return
        if here + 1 < len(self.made) and self.made[here + 1].kind == "paragraph":
            best = max(_likeness(sight, self.made_pairs[here]) for sight in self.left[at])
            self._offer(at + 1, here + 2, score + best + _MERGE, (1, 2))
        if at + 1 < len(self.entries) and self.left[at + 1][0].unit.kind == "paragraph":
            likeness = _likeness(self.pairs[at], self.right[here])
            self._offer(at + 2, here + 1, score + likeness + _MERGE, (2, 1))

    def _offer(self, at: int, here: int, score: float, step: tuple[int, int]) -> None:
        known = self.best.get((at, here))
        if known is None or score > known[0]:
            self.best[at, here] = (score, step)

    def _score(self, at: int, here: int) -> float:
        return max(_likeness(sight, self.right[here]) for sight in self.left[at])

    def _back(self) -> list[Row]:
        rows = []
        at, here = len(self.entries), len(self.made)
        while at or here:
            # Beside the diagonal of a large gap there may be no way: the rest stands alone.
            back, down = self.best.get((at, here), (0.0, (1, 0) if at else (0, 1)))[1]
            rows.append(Row(tuple(self.entries[at - back : at]), tuple(self.made[here - down : here])))
            at, here = at - back, here - down
        return rows[::-1]


def _sight(unit: Unit) -> _Sight:
    if unit.kind == "cell":
        return _Sight(unit, frozenset(_lines_of(unit)), 0)
    if not unit.is_prose:
        return _Sight(unit, frozenset(_SYMBOL.findall(unit.text)), 0)
    words = unit.words()
    features = {formulas.shape(formula.source) for formula in unit.formulas()}
    features |= {role.value for role in unit.roles()} | set(unit.spans()) | set(unit.targets())
    features |= set(_NUMBER.findall(words)) | set(_NAME.findall(words))
    return _Sight(unit, frozenset(features), length(words))


def _lines_of(unit: Unit) -> list[str]:
    return [cells.skeleton(line) for line in unit.text.split("\n")[1:-1] if line.strip()]


def length(text: str) -> float:
    """About how long a text is read: a letter of Chinese, Japanese or Korean counts two."""
    bare = "".join(text.split())
    return 2 * len(bare) - len(_WIDE.sub("", bare))


def _joined(first: _Sight, second: _Sight) -> _Sight:
    return _Sight(first.unit, first.features | second.features, first.weight + second.weight)


def _likeness(english: _Sight, made: _Sight) -> float:
    """How well two units go together; as good as never where below two gaps."""
    one, other = english.unit, made.unit
    if one.is_prose and other.is_prose:
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
    both = len(english.features | made.features)
    return len(english.features & made.features) / both if both else 0.5
