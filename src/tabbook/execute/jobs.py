"""A job is a program to run for all that have its code; here also what became of it, and the Problems of that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from zmq import ZMQError

from tabbook.document import Program
from tabbook.errors import Place, Problem
from tabbook.execute.data import Declared
from tabbook.execute.key import Key
from tabbook.execute.store import Ran
from tabbook.kernels import Environment


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every run of a book has around it."""

    kernels: Path
    """The folder that Jupyter finds the kernelspecs in."""
    library: Path
    """The folder that the helper library's modules are imported from; it need not exist."""
    limit: int
    """Seconds a cell may take."""


@dataclass(frozen=True, slots=True)
class Job:
    """One key to run."""

    key: Key
    program: Program
    """The one that is run and whose lines a Problem names."""
    others: Sequence[Program]
    """Programs that mean the same, which take its outputs where these fit."""
    environment: Environment
    declared: Sequence[Declared] = ()
    """The data files it reads."""

    @property
    def place(self) -> Place:
        return self.program.cells[0].place


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a job."""

    job: Job
    ran: Ran | None = None
    problem: Problem | None = None
    unstored: OSError | None = None
    """Why the store could not take the outputs."""


def problems_of(done: Sequence[Done]) -> list[Problem]:
    """What went wrong, in order; that an environment or the store is at fault is said once."""
    found = [one.problem for one in done if one.problem]
    problems = list({(problem.code, problem.place, problem.what): problem for problem in found}.values())
    unstored = [(one.job, one.unstored) for one in done if one.unstored]
    if unstored:
        job, error = unstored[0]
        more = f" and of {len(unstored) - 1} more" if len(unstored) > 1 else ""
        what = f"the outputs of this page{more} could not be stored: {said_by(error)}"
        problems.append(Problem("X06", job.place, what, "free some space, then run again"))
    return problems


def said_by(error: OSError | ZMQError) -> str:
    """What the system said, in words."""
    return str(error.strerror or error)
