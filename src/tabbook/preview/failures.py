"""What went wrong in a run of cells goes in; what of it is still true once the sources have changed comes out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tabbook.document import Program
from tabbook.errors import Place, Problem


@dataclass(frozen=True, slots=True)
class Failure:
    """A Problem of a run, and the programs whose code it is about."""

    problem: Problem
    programs: tuple[Program, ...]
    """Those of its page, or, where it is about no page, all."""


def failures_of(problems: Iterable[Problem], programs: Sequence[Program]) -> tuple[Failure, ...]:
    """The Problems of a run of `programs`."""
    return tuple(Failure(problem, _about(problem, programs)) for problem in problems)


def still_true(failures: Iterable[Failure], bare: Sequence[Program]) -> tuple[Problem, ...]:
    """The Problems whose code is as it was and still without outputs, each at the line it has now."""
    found = []
    for failure in failures:
        now = _about(failure.problem, bare)
        if now and {code_of(program) for program in now} <= {code_of(program) for program in failure.programs}:
            place = Place(failure.problem.place.file, _line_now(failure, now))
            found.append(replace(failure.problem, place=place))
    return tuple(dict.fromkeys(found))


def code_of(program: Program) -> tuple[str, str, str, tuple[str, ...]]:
    """Which program it is, and what it runs."""
    return program.language, program.path, program.framework, tuple(cell.source for cell in program.cells)


def _about(problem: Problem, programs: Sequence[Program]) -> tuple[Program, ...]:
    return tuple(one for one in programs if one.file == problem.place.file) or tuple(programs)


def _line_now(failure: Failure, now: Sequence[Program]) -> int:
    """Prose above a cell that grew or shrank has moved it."""
    place, before = failure.problem.place, {code_of(program): program for program in failure.programs}
    for program in now:
        for old, new in zip(before[code_of(program)].cells, program.cells, strict=True):
            if old.place == place:
                return new.place.line
            if old.place.file == place.file and place.line in old.lines:
                return new.lines[old.lines.index(place.line)]
    return place.line
