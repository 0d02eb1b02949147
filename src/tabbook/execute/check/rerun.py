"""Programs in; all of them run again, and what they show now that they did not show before, out."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tabbook.config import Config
from tabbook.document import Program
from tabbook.errors import Problem
from tabbook.execute.check.columns import side_by_side
from tabbook.execute.check.compare import compare
from tabbook.execute.check.report import FILE, Found, write_report
from tabbook.execute.expected import Expected
from tabbook.execute.jobs import problems_of
from tabbook.execute.key import meaning
from tabbook.execute.marks import find_values
from tabbook.execute.material import Material
from tabbook.execute.outputs import Workshop, run_missing
from tabbook.execute.prepared import find_wanted, prepare
from tabbook.execute.recall import shown_by
from tabbook.execute.records import read_record
from tabbook.execute.telling import Progress
from tabbook.library import Module
from tabbook.store import Corrupted, Key, Ran, Store


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of outputs found."""

    compared: int = 0
    """How many programs ran again and were compared."""
    differences: int = 0
    unknown: tuple[Program, ...] = ()
    """Those that ran with nothing to compare with."""
    changed_cells: int = 0
    """How many cells were not compared because their code is not what it was."""
    problems: tuple[Problem, ...] = ()


def check_outputs(
    programs: Sequence[Program],
    config: Config,
    *,
    jobs: int | None = None,
    progress: Progress,
    runs: Callable[[Program], bool] = lambda program: True,
    modules: Sequence[Module] = (),
) -> Checked:
    """Run all programs that `runs` names, stored or not, and compare each with its last good outputs.

    New outputs of what has not been run as it is now are kept, others stay as they are. Writes a report for the eye.
    """
    wanted = find_wanted(programs, config, runs)
    chosen = [program for program in programs if program.address in wanted]
    prepared = prepare(chosen, wanted, config, modules)
    materials = prepared.materials
    store = _Again(Store.of(config).folder)
    expected = Expected(config.build_folder / "cache" / "seconds.json")
    missing = [program for program in chosen if program.address in materials]
    workshop = Workshop(config, store, progress, expected, jobs)
    done, deferred = run_missing(missing, materials, wanted, {}, workshop)
    ran = [(materials[one.job.program.address], one.ran) for one in done if one.ran]
    compared = [(material, _compare(material, new, config, store)) for material, new in ran]
    found = tuple(one for _, result in compared if result for one in result.found)
    write_report(config, found)
    return Checked(
        sum(result is not None for _, result in compared),
        len(found),
        tuple(material.program for material, result in compared if result is None),
        sum(result.changed_cells for _, result in compared if result),
        (*prepared.problems, *deferred, *problems_of(done), *(_problem(one) for one in found)),
    )


class _Again(Store):
    """A store that gives nothing, so that everything runs, and keeps only what it lacks; it remembers what it had."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.had: dict[Key, Ran] = {}

    def read(self, key: Key) -> Ran | None:
        return None

    def write(self, key: Key, ran: Ran) -> None:
        if old := self.last(key):
            self.had[key] = old
        else:
            super().write(key, ran)

    def last(self, key: Key) -> Ran | None:
        """What is stored for `key`; a damaged entry is dropped and counts as none."""
        try:
            return super().read(key)
        except Corrupted:
            return None


@dataclass(frozen=True, slots=True)
class _Comparison:
    found: tuple[Found, ...]
    changed_cells: int


def _compare(material: Material, new: Ran, config: Config, store: _Again) -> _Comparison | None:
    """What differs from the last good outputs in the cells whose code is what it was; `None` where there are none."""
    program = material.program
    after = [cell.source for cell in program.cells]
    old, before = store.had.get(material.key), after
    record = read_record(config, program.address)
    is_same_code = record is None or record.key == material.key.exact
    if record and not is_same_code and (last := store.last(Key(record.tree, record.text))):
        old, before = last, [source for _, source in record.cells]
    if old is None or len(old.outputs) != len(before):
        return None
    tolerances = find_tolerances(program)
    found: list[Found] = []
    pairs = list(_same_cells(before, after))
    for at, index in pairs:
        cell = program.cells[index]
        was, shows = shown_by(cell, old.outputs[at]), shown_by(cell, new.outputs[index])
        differences = compare(was, shows, tolerances[index])
        found += (Found(program, cell, difference, is_same_code) for difference in differences)
    return _Comparison(tuple(found), len(after) - len(pairs))


def _same_cells(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The places of each cell that means what it meant."""
    old, new = ([meaning(source) for source in sources] for sources in (before, after))
    for first, at, size in difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        yield from zip(range(first, first + size), range(at, at + size), strict=True)


def find_tolerances(program: Program) -> list[float]:
    """For each cell how far its numbers may lie apart: what its last `#@tolerance` says, else what the page's says.

    The page's is the one that the page's first cell begins with.
    """
    first = program.cells[0]
    of_page = 0.0
    if first.source.startswith("#"):
        of_page = next(
            (float(value) for place, value in find_values(first, "tolerance") if place == first.place_of(1)), 0.0
        )
    tolerances = []
    for cell in program.cells:
        own = [float(value) for _, value in find_values(cell, "tolerance")]
        tolerances.append(own[-1] if own else of_page)
    return tolerances


def _problem(found: Found) -> Problem:
    what = f"the {found.program.framework} cell {found.difference.what}"
    cure = "if that is right, `tabbook build` takes it; else mend the cell, or allow it with `#@tolerance`"
    if found.is_same_code:
        cure = "code and versions are the same, so fix its seeds, or allow it with `#@tolerance`"
    sides = [side for side in (found.difference.old, found.difference.new) if side]
    if any(side.kind.startswith("image/") for side in sides):
        detail = f"    both are in {'/'.join(FILE)} of the build folder"
    else:
        detail = side_by_side(*(side.content if side else "" for side in (found.difference.old, found.difference.new)))
    return Problem("X11", found.cell.place, what, cure, detail=detail)
