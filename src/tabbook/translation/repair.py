"""A translation that lost fences in, the same with them put back out, so that one lost fence is one finding."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tabbook.document import Code
from tabbook.translation import cells, units
from tabbook.translation.units import Cut, Unit

_MOST = 30
"""Repairs of one page; a page with more of them is not worth the time."""
_LINE_END = re.compile(r"\n|\r(?!\n)")
"""A lone CR ends a line too, as the source reader counts them."""
_BROKEN = ("S05", "S06")
"""What the source reader says of fences."""


@dataclass(frozen=True, slots=True)
class Repair:
    """A fence that was put back, taken out or written anew."""

    line: int
    """In the file."""
    what: str
    cure: str


@dataclass(frozen=True, slots=True)
class Mended:
    """A page after repairs."""

    cut: Cut
    repairs: tuple[Repair, ...] = ()
    lines: tuple[int, ...] = ()
    """For each line its number in the file; empty where nothing was mended."""


@dataclass(frozen=True, slots=True)
class _Lines:
    """A text on its way to be mended: each line with its number in the file."""

    texts: tuple[str, ...]
    numbers: tuple[int, ...]

    def put(self, at: int, text: str, replaced: int = 0) -> _Lines:
        """The same with a line put at index `at`, or taken out where `text` is empty."""
        number = self.numbers[min(at, len(self.numbers) - 1)]
        new = ((text,), (number,)) if text else ((), ())
        return _Lines(
            (*self.texts[:at], *new[0], *self.texts[at + replaced :]),
            (*self.numbers[:at], *new[1], *self.numbers[at + replaced :]),
        )


def mend(text: str, file: str, frameworks: tuple[str, ...], cut: Cut, english: Sequence[Unit]) -> Mended:
    """The page cut up with each fence where the English has it; as it is where no fence is broken."""
    if not any(problem.code in _BROKEN for problem in cut.problems):
        return Mended(cut)
    parts = tuple(_LINE_END.split(text))
    lines = _Lines(parts, tuple(range(1, len(parts) + 1)))
    originals = [unit.block for unit in english if isinstance(unit.block, Code)]
    repairs: list[Repair] = []
    while len(repairs) < _MOST and any(problem.code in _BROKEN for problem in cut.problems):
        found = next(_candidates(lines, cut, originals), None)
        if not found:
            break
        lines, repair = found
        repairs.append(repair)
        cut = units.cut("\n".join(lines.texts), file, frameworks)
    return Mended(cut, tuple(repairs), lines.numbers)


def _candidates(lines: _Lines, cut: Cut, originals: Sequence[Code]) -> Iterator[tuple[_Lines, Repair]]:
    """The repairs of the first broken fence, the likeliest first."""
    first = min(problem.place.line for problem in cut.problems if problem.code in _BROKEN)
    yield from _lost_openings(lines, cut, originals)
    yield from _lost_closings(lines, cut, originals)
    if any(problem.code == "S06" and problem.place.line == first for problem in cut.problems):
        number = lines.numbers[first - 1]
        repair = Repair(number, "this fence opens or closes nothing", "delete the line")
        yield lines.put(first - 1, "", replaced=1), repair


def _lost_openings(lines: _Lines, cut: Cut, originals: Sequence[Code]) -> Iterator[tuple[_Lines, Repair]]:
    """Where the code of an English cell stands in no cell."""
    inside = {line for unit in cut.units if unit.kind == "cell" for line in range(unit.line, unit.last_line + 1)}
    bare = [line.strip() for line in lines.texts]
    for original in originals:
        opening, *body = (line.rstrip() for line in original.text.rstrip().split("\n"))
        start = [line.strip() for line in body if line.strip() and not line.startswith("```")][:2]
        for at in range(1, len(bare)):
            if start and at + 1 not in inside and bare[at : at + len(start)] == start and bare[at - 1] != opening:
                is_damaged = "{." in bare[at - 1] or bare[at - 1][:1] in ("`", "~")
                place = at - 1 if is_damaged else at
                repair = Repair(lines.numbers[place], "the cell's opening fence is lost", f"write {opening}")
                yield lines.put(place, opening, replaced=int(is_damaged)), repair


def _lost_closings(lines: _Lines, cut: Cut, originals: Sequence[Code]) -> Iterator[tuple[_Lines, Repair]]:
    """Where a cell goes on after the code of its English ends."""
    broken = {problem.place.line for problem in cut.problems if problem.code == "S05"}
    for unit in cut.units:
        if not isinstance(unit.block, Code) or unit.line not in broken:
            continue
        ends = (_end(unit.block, cells.skeleton(original.source)) for original in originals)
        end = max((end for end in ends if end), default=0)
        if end:
            is_damaged = lines.texts[end : end + 1] != () and lines.texts[end].startswith("``")
            repair = Repair(
                lines.numbers[unit.line - 1], "the cell's closing fence is lost", "write ``` below its code"
            )
            yield lines.put(end, "```", replaced=int(is_damaged)), repair


def _end(cell: Code, skeleton: str) -> int:
    """The line with which a cell has said all of `skeleton`; 0 where it never does."""
    said = ""
    for number, line in zip(cell.lines, cell.source.split("\n"), strict=False):
        said += cells.skeleton(line)
        if said == skeleton and skeleton:
            return number
        if not skeleton.startswith(said):
            return 0
    return 0
