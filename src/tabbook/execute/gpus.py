"""Programs, jobs and a config in; the GPUs a page needs, those there are, and which page holds which, out."""

from __future__ import annotations

import contextlib
import functools
import os
import re
import subprocess
import tempfile
import time
import tokenize
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tabbook import lock
from tabbook.config import Config
from tabbook.document import Cell, Program
from tabbook.errors import Place, Problem
from tabbook.execute.jobs import Job
from tabbook.execute.marks import find_values
from tabbook.library import tokens

VISIBLE = "CUDA_VISIBLE_DEVICES"
WAIT = 0.2
"""Seconds between two looks whether GPUs are free."""
ASKING_LIMIT = 15
"""Seconds the driver may take to name the GPUs; a broken one takes for ever."""

CODE = re.compile(
    r"""
      (?P<two> try_all_gpus | gpu\(1\) | device\('(cuda:1|/GPU:1)'\) | gpus=[234](?!\d) )
    | (?P<one> gpu\(0?\) | device\('(cuda|/GPU:0)'\) | gpus=1(?!\d) )
    """,
    re.VERBOSE,
)
"""What d2lbook takes for a need of all GPUs, of which it gives a page two, or of one; `try_gpu()` is among them."""


@dataclass(frozen=True, slots=True)
class Need:
    """How many GPUs a page needs, and what says so."""

    number: int
    place: Place
    said: str
    """The mark or the code."""


def find_need(program: Program) -> Need | None:
    """What the largest `#@gpu` of a page says, else what its code looks like; `None` where nothing says anything."""
    found = [
        Need(int(value), place, f"#@gpu {value}") for cell in program.cells for place, value in find_values(cell, "gpu")
    ]
    found = found or [need for cell in program.cells for need in _read_code(cell)]
    return max(found, key=lambda need: need.number, default=None)


def _read_code(cell: Cell) -> Iterator[Need]:
    lines = cell.source.split("\n")
    for token in tokens(cell.source):
        if token.type == tokenize.COMMENT:
            line, column = token.start
            lines[line - 1] = lines[line - 1][:column]
    for number, text in enumerate(lines, 1):
        for match in CODE.finditer(text.replace('"', "'")):
            yield Need(2 if match["two"] else 1, cell.place_of(number), match[0])


def count_needed(program: Program) -> int:
    """How many GPUs a page needs."""
    need = find_need(program)
    return need.number if need else 0


def defer(jobs: Sequence[Job], config: Config) -> tuple[list[Job], tuple[Problem, ...]]:
    """The jobs that can run here, and a warning for each page and framework that needs more GPUs than there are."""
    there = len(find_gpus(config, jobs))
    late = {(job.program.path, job.program.framework): job for job in reversed(jobs) if job.gpus_needed > there}
    problems = tuple(_deferred(job.program, there) for job in reversed(late.values()))
    return [job for job in jobs if job.gpus_needed <= there], problems


def _deferred(program: Program, there: int) -> Problem:
    need = find_need(program)
    assert need
    what = f"the {program.framework} page is deferred: it needs {_gpus(need.number)} (`{need.said}`), "
    what += f"and there {'are' if there > 1 else 'is'} {there or 'none'}"
    cure = f"build it where there {'are' if need.number > 1 else 'is'} {need.number}, "
    cure += "name them in `gpus` of [execute], or write `#@gpu 0` in a cell if it runs without"
    return Problem("X10", need.place, what, cure, severity="warning")


def _gpus(number: int) -> str:
    return f"{number} GPU" + ("" if number == 1 else "s")


def find_gpus(config: Config, jobs: Sequence[Job]) -> tuple[str, ...]:
    """The GPUs that pages may hold, as CUDA names them; nothing is looked for where no job needs one."""
    if not any(job.gpus_needed for job in jobs):
        return ()
    named = config.execute.gpus
    if not named:
        return _visible()
    if named.isdecimal():
        # Where another program has dealt out the GPUs of this machine, the number is of those.
        return _visible()[: int(named)] if VISIBLE in os.environ else tuple(map(str, range(int(named))))
    return tuple(named.replace(",", " ").split())


def _visible() -> tuple[str, ...]:
    """What the builder itself may use; CUDA takes no name after one that it cannot read."""
    if VISIBLE not in os.environ:
        return _ask_driver()
    names = [name.strip() for name in os.environ[VISIBLE].split(",")]
    end = next((index for index, name in enumerate(names) if not name or name.startswith("-")), len(names))
    return tuple(dict.fromkeys(names[:end]))


@functools.cache
def _ask_driver() -> tuple[str, ...]:
    """All GPUs that the driver lists; none where there is no driver, or a broken one."""
    try:
        listing = subprocess.run(["nvidia-smi", "-L"], capture_output=True, text=True, timeout=ASKING_LIMIT, check=True)
    except (OSError, subprocess.SubprocessError):
        return ()
    return read_listing(listing.stdout)


def read_listing(told: str) -> tuple[str, ...]:
    """The GPUs in what `nvidia-smi -L` prints: their numbers, or the names of the parts one is divided into."""
    found: list[str] = []
    for card in re.split(r"^(?=GPU )", told, flags=re.MULTILINE):
        number = re.match(r"GPU (\d+):", card)
        found += re.findall(r"\(UUID: (MIG-[^)]+)\)", card) or ([number[1]] if number else [])
    return tuple(found)


@contextlib.contextmanager
def held_gpus(number: int, is_wanted: Callable[[], bool]) -> Iterator[tuple[str, ...]]:
    """So many GPUs of this machine, kept from all others that ask here; waits until they are free, or not `is_wanted`.

    Where the machine has fewer, it gives what there is.
    """
    ids = _visible() if number else ()
    slots = Slots(ids, Path(tempfile.gettempdir()) / f"tabbook-gpus-{os.getuid() if hasattr(os, 'getuid') else 0}")
    while not (held := slots.take(min(number, len(ids)))) and is_wanted():
        time.sleep(WAIT)
    try:
        yield held.ids if held else ()
    finally:
        if held:
            held.release()


class Held:
    """GPUs that one page holds, to be released once."""

    def __init__(self, ids: tuple[str, ...], locks: Sequence[lock.Lock], free: set[str]) -> None:
        self.ids = ids
        self._locks = locks
        self._free = free

    def release(self) -> None:
        """Let others have them."""
        for one in self._locks:
            one.release()
        self._free.update(self.ids)


class Slots:
    """The GPUs there are, each held by one page at a time, also between builds that have one store.

    One thread at a time may take; any may release.
    """

    def __init__(self, ids: Sequence[str], locks: Path) -> None:
        self._ids = ids
        self._locks = locks
        # Beside the locks: where the system has none, at least our own pages keep apart.
        self._free = set(ids)

    def take(self, number: int) -> Held | None:
        """So many GPUs, at once; `None` where they are not all free."""
        ids: list[str] = []
        locks: list[lock.Lock] = []
        for name in (name for name in self._ids if name in self._free):
            if len(ids) == number:
                break
            if held := lock.take(self._locks / f"gpu-{name.replace('/', '-')}"):
                ids.append(name)
                locks.append(held)
        self._free.difference_update(ids)
        taken = Held(tuple(ids), locks, self._free)
        if len(ids) < number:
            taken.release()
            return None
        return taken
