"""What happens to each program in; lines, or a bar on a terminal, and counts out."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.text import Text

from tabbook import timeline
from tabbook.document import Address, Program


class Progress:
    """Counts and tells how far a build is; its methods may be called from any thread."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.total = 0
        self.programs_run = 0
        """Programs whose every cell ran now."""
        self.cells_run = 0
        """Cells that ran now, those of failed programs too."""
        self.programs_stored = 0
        self.cells_stored = 0
        """Of programs whose outputs were in the store."""
        self.shared = 0
        """Programs that took the outputs of another language's equal code."""
        self.failed_programs = 0
        self._running: dict[Address, float] = {}
        """What runs, and when it began."""
        self._expected: dict[Address, float] = {}
        """Seconds that each program takes which is not done; empty where nothing is known."""
        self._at_once = 1
        self._is_waiting = False
        self._cold: set[str] = set()
        self._lock = threading.Lock()
        self._bar: Bar | None = None

    def begin(self, total: int) -> None:
        """So many programs have to run, more than were told before."""
        self.total += total
        if self._bar:
            self._bar.update(self._bar.task_ids[0], total=self.total)
        elif total and self.console.is_terminal:
            columns = (BarColumn(20), MofNCompleteColumn(), TimeElapsedColumn(), _Left(self))
            self._bar = Bar(*columns, TextColumn("{task.description}"), console=self.console, transient=True)
            self._bar.add_task("", total=total)
            self._bar.start()

    def expect(self, seconds: Iterable[tuple[Program, float]], at_once: int) -> None:
        """So long each program takes that is to run now, `at_once` of them at a time; 0 where nothing is known."""
        with self._lock:
            self._expected = {program.address: taken for program, taken in seconds if taken}
            self._at_once = at_once
            left = self.left()
            if left and not self.console.is_terminal:
                self._say(f"about {duration(left)} expected, {at_once} at once")

    def left(self) -> float | None:
        """Seconds until all is done, as far as one can know; `None` where nothing is known."""
        if not self._expected:
            return None
        now = time.monotonic()
        begun = dict(self._running)
        left = [max(taken - (now - begun.get(name, now)), 0) for name, taken in list(self._expected.items())]
        return max([sum(left) / self._at_once, *left])

    def started(self, program: Program) -> None:
        with self._lock:
            self._running[program.address] = time.monotonic()
            self._show()

    def waiting(self, program: Program, owner: str) -> None:
        """All that is left, `program` first, is run by another build, which `owner` names; said once."""
        with self._lock:
            if not self._is_waiting:
                self._is_waiting = True
                self._say(f"waiting for {_name(program)}, which another build runs ({owner})")

    def starts_cold(self, framework: str, why: str) -> None:
        """The kernels of `framework` start as new processes, which takes longer; said once."""
        with self._lock:
            if framework not in self._cold:
                self._cold.add(framework)
                self._say(f"{framework} starts cold: no process to copy kernels from: {why}")

    def found(self, program: Program) -> None:
        """`program` was to run, but another build has run and stored it meanwhile."""
        with self._lock:
            self.total -= 1
            self.programs_stored += 1
            self.cells_stored += len(program.cells)
            self._expected.pop(program.address, None)
            self._show()

    def interrupted(self) -> None:
        """Nothing new begins."""
        with self._lock:
            self._expected = {name: taken for name, taken in self._expected.items() if name in self._running}
            self._say(f"interrupted: finishing {self._names() or 'nothing'}; interrupt once more to stop now")

    def finished(self, program: Program, seconds: float, from_store: bool = False) -> None:
        """All cells of `program` have their outputs, from a run just now or from the store."""
        with self._lock:
            if from_store:
                self.programs_stored += 1
                self.cells_stored += len(program.cells)
                return
            self.programs_run += 1
            self.cells_run += len(program.cells)
            timeline.add(f"{program.path} · {program.framework}", "programs", seconds)
            self._tell("ran", program, f"{seconds:.1f} s")

    def queueing(self, owner: str) -> None:
        """Another build writes what this one is about to write."""
        self.console.print(f"waiting for {owner}, which writes the same book", highlight=False, soft_wrap=True)

    @contextmanager
    def writing(self, folder: str) -> Iterator[None]:
        """An output is written, which takes a while for a large book; said on a terminal only."""
        if self.console.is_terminal:
            with self.console.status(f"writing {folder}"):
                yield
        else:
            yield

    def taken(self, program: Program) -> None:
        """`program` took the outputs of equal code."""
        with self._lock:
            self.shared += 1

    def failed(self, program: Program, cells_run: int = 0) -> None:
        """`program` stopped in its last of `cells_run` cells."""
        with self._lock:
            self.failed_programs += 1
            self.cells_run += cells_run
            self._tell("FAILED", program, "")

    def end(self) -> None:
        """Nothing runs any more: the bar goes, and one line says what was done."""
        if self._bar:
            self._bar.stop()
            self._bar = None
        self.console.print(self.summary(), highlight=False, soft_wrap=True)

    def summary(self) -> str:
        """One line that always says `ran N cells in M programs`."""
        parts = [f"ran {self.cells_run} cells in {self.programs_run + self.failed_programs} programs"]
        if self.shared:
            parts.append(f"{self.shared} shared")
        if self.programs_stored:
            parts.append(f"{self.programs_stored} programs ({self.cells_stored} cells) from the store")
        if self.total or self.failed_programs:
            parts.append(f"{self.failed_programs} failed")
        return ", ".join(parts)

    def _tell(self, deed: str, program: Program, after: str) -> None:
        """A line about a program that is done."""
        self._running.pop(program.address, None)
        self._expected.pop(program.address, None)
        self._say(" · ".join(part for part in (f"{deed} {program.path}", program.framework, after) if part))
        self._show()

    def _say(self, said: str) -> None:
        """A line that begins with how many programs are done."""
        done = self.programs_run + self.failed_programs
        width = len(str(self.total))
        line = f"[{done:>{width}}/{self.total}] {said}"
        self.console.print(escape(line), highlight=False, soft_wrap=True)

    def _names(self) -> str:
        """What runs now."""
        return ", ".join(f"{path} · {framework}" for _, path, framework in self._running)

    def _show(self) -> None:
        if self._bar:
            done = self.programs_run + self.failed_programs
            running = escape(self._names())
            task = self._bar.task_ids[0]
            self._bar.update(task, completed=done, total=self.total, description=running, refresh=True)


class _Left(ProgressColumn):
    """How many programs are not done, and about how long that takes."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.progress = progress

    def render(self, task: Task) -> Text:
        seconds = self.progress.left()
        after = "" if seconds is None else f", about {duration(seconds)}"
        return Text(f"{task.remaining or 0:.0f} left{after}")


def duration(seconds: float) -> str:
    """A time as one says it."""
    if seconds < 90:
        return f"{max(round(seconds), 1)} s"
    return f"{round(seconds / 60)} min" if seconds < 90 * 60 else f"{seconds / 3600:.1f} h"


def progress() -> Progress:
    """Progress told on standard output: a bar on a terminal, else plain lines."""
    return Progress(Console())


def _name(program: Program) -> str:
    return f"{program.path} · {program.framework}"
