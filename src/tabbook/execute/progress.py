"""What happens to each program in; lines, or a bar on a terminal, and counts out."""

from __future__ import annotations

import threading

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from tabbook.document import Program


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
        self._running: dict[str, None] = {}
        self._lock = threading.Lock()
        self._bar: Bar | None = None

    def begin(self, total: int) -> None:
        """So many programs have to run, more than were told before."""
        self.total += total
        if self._bar:
            self._bar.update(self._bar.task_ids[0], total=self.total)
        elif total and self.console.is_terminal:
            columns = (BarColumn(20), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
            self._bar = Bar(*columns, console=self.console, transient=True)
            self._bar.add_task("", total=total)
            self._bar.start()

    def started(self, program: Program) -> None:
        with self._lock:
            self._running[_name(program)] = None
            self._show()

    def finished(self, program: Program, seconds: float, from_store: bool = False) -> None:
        """All cells of `program` have their outputs, from a run just now or from the store."""
        with self._lock:
            if from_store:
                self.programs_stored += 1
                self.cells_stored += len(program.cells)
                return
            self.programs_run += 1
            self.cells_run += len(program.cells)
            self._tell("ran", program, f"{seconds:.1f} s")

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
        self._running.pop(_name(program), None)
        done = self.programs_run + self.failed_programs
        width = len(str(self.total))
        said = " · ".join(part for part in (f"{deed} {program.path}", program.framework, after) if part)
        line = f"[{done:>{width}}/{self.total}] {said}"
        self.console.print(escape(line), highlight=False, soft_wrap=True)
        self._show()

    def _show(self) -> None:
        if self._bar:
            done = self.programs_run + self.failed_programs
            running = escape(", ".join(self._running))
            self._bar.update(self._bar.task_ids[0], completed=done, description=running, refresh=True)


def progress() -> Progress:
    """Progress told on standard output: a bar on a terminal, else plain lines."""
    return Progress(Console())


def _name(program: Program) -> str:
    return f"{program.path} · {program.framework}"
