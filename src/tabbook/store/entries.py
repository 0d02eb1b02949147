"""A store in; what is in it, what of it is damaged, and what of it nobody needs any more, out."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tabbook.config import Config
from tabbook.errors import Place, Problem
from tabbook.store import lock
from tabbook.store.folder import Corrupted, Store
from tabbook.store.ran import Ran

DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Entry:
    """One stored run."""

    name: str
    """What it is stored under."""
    size: int
    """Bytes of its file."""
    age: float
    """Seconds since it was written."""
    ran: Ran | None
    """What is stored; `None` where it is damaged."""

    def __str__(self) -> str:
        days = f"{self.age / DAY:.0f} days" if self.age >= DAY else "today"
        measured = f"{self.size / 1000:9.1f} kB  {days:>9}"
        if self.ran is None:
            return f"{'':10}{measured}  {self.name[:12]}… is damaged"
        page = " · ".join(part for part in (self.ran.page, self.ran.framework, " ".join(self.ran.languages)) if part)
        return f"{self.ran.seconds:8.1f} s{measured}  {page or self.name[:12] + '…'}"


def read_entries(config: Config) -> list[Entry]:
    """All entries, by page and framework, the newest of each first; nothing is changed."""
    return sorted(_entries(Store.of(config)), key=_order)


def verify(config: Config) -> tuple[int, tuple[Problem, ...]]:
    """How many entries are right, and a Problem for each that is damaged, which is dropped."""
    store = Store.of(config)
    problems: list[Problem] = []
    right = 0
    for name in store.names():
        try:
            store.examine(name)
            right += 1
        except FileNotFoundError:
            continue  # Another command has just dropped it.
        except Corrupted as error:
            store.drop(name)
            place = Place(Path(os.path.relpath(store.path(name), config.root)).as_posix(), 1)
            what = f"these stored outputs are damaged: {error}"
            problems.append(Problem("X05", place, what, "they were dropped; `tabbook build` makes them anew"))
    return right, tuple(problems)


def prune(
    config: Config, used: Container[str], days: float, tell: Callable[[str], None], *, dry_run: bool
) -> Sequence[Entry]:
    """Remove the entries that are not `used` and older than `days`; with `dry_run` only tell of them.

    What killed builds left half written goes too. Damaged entries are for `verify`.
    """
    store = Store.of(config)
    gone = [entry for entry in read_entries(config) if _is_unneeded(entry, used, days)]
    for entry in gone:
        tell(str(entry))
        if not dry_run:
            store.drop(entry.name)
    if not dry_run:
        _remove_leftovers(store)
    return gone


def _is_unneeded(entry: Entry, used: Container[str], days: float) -> bool:
    return entry.ran is not None and entry.name not in used and entry.age >= days * DAY


def _entries(store: Store) -> Iterator[Entry]:
    now = time.time()
    for name in store.names():
        try:
            about = store.path(name).stat()
            ran = store.examine(name)
        except FileNotFoundError:
            continue  # Another command has just dropped it.
        except Corrupted:
            ran = None
        yield Entry(name, about.st_size, max(now - about.st_mtime, 0), ran)


def _order(entry: Entry) -> tuple[str, str, float]:
    return (entry.ran.page, entry.ran.framework, entry.age) if entry.ran else ("", "", entry.age)


def _remove_leftovers(store: Store) -> None:
    """Half files that no running build can be writing any more, and locks whose owners are gone."""
    for path in store.folder.glob("??/*"):
        if path.suffix != ".json" and time.time() - path.stat().st_mtime > DAY:
            path.unlink(missing_ok=True)
    for path in store.folder.glob("locks/*"):
        if held := lock.take(path):
            held.release()
