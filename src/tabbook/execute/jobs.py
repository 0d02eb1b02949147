"""A job is a program to run for all that have its code; here also who runs it, what became of it, and its Problems."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from tabbook.document import Program
from tabbook.errors import Place, Problem
from tabbook.execute.data import Declared
from tabbook.execute.warmth import ANY_START, Start
from tabbook.kernels import Environment
from tabbook.store import Key, Ran

if TYPE_CHECKING:  # It is slow to import, and most builds run nothing.
    from zmq import ZMQError


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every run of a book has around it."""

    kernels: Path
    """The folder that Jupyter finds the kernelspecs in."""
    library: Path
    """The folder that the helper library's modules are imported from; it need not exist."""
    limit: int
    """Seconds a cell may take."""
    is_warm: bool = True
    """Whether kernels are forked from a process that has imported the framework, where that can be had."""
    tell_cold: Callable[[str, str], None] = lambda framework, why: None
    """Told that a framework's kernel could not be forked, and why; may be called from any thread."""


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
    start: Start = ANY_START
    """How its process may begin."""
    gpus_needed: int = 0
    devices: tuple[str, ...] = ()
    """The GPUs it holds while it runs; it sees no other."""

    @property
    def place(self) -> Place:
        return self.program.cells[0].place


Kind = Literal["error", "promise", "time", "much", "death", "start", "stop"]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a run ended before its last cell was done."""

    kind: Kind
    """The cell raised, or not what it says, took too long or printed too much, the kernel died or never started, or
    it was stopped."""
    cell: int
    """Index of the cell that was running."""
    what: str
    """The error, or the cause of the death, in one line."""
    printed: str = ""
    """What the cell had printed."""
    traceback: str = ""


class Running(Protocol):
    """One run of a job, here or on another machine."""

    cells_run: int
    """How many cells have begun."""

    def execute(self) -> Ran | Fault:
        """Run the cells one after the other; may raise `OSError`, or `BookError` where nothing of it could be run."""

    def stop(self) -> None:
        """End the run now; may be called from any thread, at any time."""


@dataclass(frozen=True, slots=True)
class Runner:
    """What jobs are run by: this machine, or others."""

    begin: Callable[[Job], Running]
    """Makes the run of a job, which does not begin yet."""
    at_once: int
    """How many jobs it runs at a time."""
    limit: int
    """Seconds a cell may take."""
    gpus: Sequence[str] | None = ()
    """The GPUs that are dealt out to the jobs; `None` where others deal them out."""
    fits: Callable[[Sequence[Job]], bool] = lambda jobs: True
    """Whether there is room for these jobs at the same time."""


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
