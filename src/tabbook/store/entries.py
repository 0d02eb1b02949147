"""A store in; what is in it, what of it is damaged, and what of it nobody needs any more, out."""

from __future__ import annotations

import os
import textwrap
import time
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tabbook import lock
from tabbook.config import Config
from tabbook.errors import Place, Problem
from tabbook.store.folder import Store
from tabbook.store.foreign import check_foreign
from tabbook.store.packed import PICTURE, Corrupted, is_whole, unpack
from tabbook.store.ran import Ran
from tabbook.store.shared import Shared

DAY = 24 * 60 * 60
AT_ONCE = 16
"""How many entries are read at a time."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One stored run."""

    name: str
    """What it is stored under."""
    size: int
    """Bytes of its file."""
    age: float | None
    """Seconds since it was written; `None` where the store does not tell."""
    ran: Ran | None
    """What is stored; `None` where it is damaged."""
    fault: str = ""
    """What is damaged."""
    pictures: tuple[tuple[str, int], ...] = ()
    """The files of its pictures and their bytes; another entry may have the same."""

    @property
    def stderr(self) -> str:
        """What the run wrote to stderr, Python's warnings among it."""
        outputs = (output for shown in self.ran.outputs for output in shown) if self.ran else ()
        return "".join(str(output["text"]) for output in outputs if output.get("name") == "stderr")

    def __str__(self) -> str:
        days = "" if self.age is None else f"{self.age / DAY:.0f} days" if self.age >= DAY else "today"
        measured = f"{size_of([self]) / 1000:9.1f} kB  {days:>9}"
        if self.ran is None:
            return f"{'':10}{measured}  {self.name[:12]}… is damaged"
        page = " · ".join(part for part in (self.ran.page, self.ran.framework, " ".join(self.ran.languages)) if part)
        mark = " · wrote to stderr" if self.stderr else ""
        return f"{self.ran.seconds:8.1f} s{measured}  {page or self.name[:12] + '…'}{mark}"


def read_entries(config: Config, shared: Shared | None = None) -> list[Entry]:
    """All entries, by page and framework, the newest of each first; nothing is changed."""
    return sorted(_entries(shared or Store.of(config)), key=_order)


def size_of(entries: Iterable[Entry]) -> int:
    """Bytes of all files, a picture counted once."""
    found = list(entries)
    pictures = {file: size for entry in found for file, size in entry.pictures}
    return sum(entry.size for entry in found) + sum(pictures.values())


def show(entry: Entry) -> Iterator[str]:
    """The facts of an entry, line by line."""
    yield str(entry).strip()
    yield f"  stored under {entry.name}"
    if entry.ran is None:
        yield f"  damaged: {entry.fault}"
        return
    if entry.age is not None:
        yield f"  on {time.strftime('%Y-%m-%d %H:%M', time.localtime(time.time() - entry.age))}"
    yield f"  cells: {len(entry.ran.outputs)}, pictures: {len(entry.pictures)}"
    if entry.ran.text:
        yield "  holds for one text only: it shows lines of the code"
    packages = ", ".join(f"{name} {version}" for name, version in sorted(entry.ran.versions.items()))
    yield from textwrap.wrap(
        f"with {packages}", 110, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False
    )
    for line in entry.stderr.splitlines():
        yield f"  stderr: {line}"


def verify(config: Config, shared: Shared | None = None) -> tuple[int, tuple[Problem, ...]]:
    """How many entries are right, and a Problem for each that is damaged, which is dropped.

    In a shared store it is dropped only where that may be written to.
    """
    store = shared or Store.of(config)
    entries = list(_entries(store))
    damaged = sorted((entry for entry in entries if entry.ran is None), key=lambda entry: entry.name)
    is_dropped = shared is None or shared.writes
    cure = (
        "they were dropped; `tabbook build` makes them anew" if is_dropped else "with `--store-write` they are dropped"
    )
    problems = []
    for entry in damaged:
        if is_dropped:
            store.drop(entry.name)
        place = shared.place(entry.name) if shared else _place(Store.of(config), entry.name, config.root)
        problems.append(Problem("X05", Place(place, 1), f"these stored outputs are damaged: {entry.fault}", cure))
    if isinstance(store, Store):
        _drop_damaged_pictures(store)
    return len(entries) - len(damaged), tuple(problems)


def prune(
    config: Config, used: Container[str], days: float, tell: Callable[[str], None], *, dry_run: bool
) -> Sequence[Entry]:
    """Remove the entries that are not `used` and older than `days`, with their pictures; with `dry_run` only tell.

    What killed builds left goes too. Damaged entries are for `verify`.
    """
    store = Store.of(config)
    entries = read_entries(config)
    gone = [entry for entry in entries if _is_unneeded(entry, used, days)]
    for entry in gone:
        tell(str(entry))
        if not dry_run:
            store.drop(entry.name)
    if not dry_run:
        _remove_leftovers(store)
        # Read again: another build may have stored something since.
        _remove_pictures(store, {file for entry in _entries(store) for file, _ in entry.pictures})
    return gone


def _is_unneeded(entry: Entry, used: Container[str], days: float) -> bool:
    return entry.ran is not None and entry.name not in used and (entry.age or 0) >= days * DAY


def _entries(store: Store | Shared) -> Iterator[Entry]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(lambda name: _entry(store, name), store.names()))
    return (entry for entry in found if entry)


def _entry(store: Store | Shared, name: str) -> Entry | None:
    """What is stored under `name`; `None` where another command has just dropped it."""
    pictures: dict[str, int] = {}

    def read(file: str) -> bytes:
        content = store.content(file)
        pictures[file] = len(content)
        return content

    try:
        told, written = store.told(name), store.written(name)
    except FileNotFoundError:
        return None
    fault, ran = "", None
    try:
        ran = unpack(name, told, read)
        if isinstance(store, Shared):
            check_foreign(ran)
    except Corrupted as error:
        fault, ran = str(error), None
    age = None if written is None else max(time.time() - written, 0)
    return Entry(name, len(told), age, ran, fault, tuple(pictures.items()))


def _order(entry: Entry) -> tuple[str, str, float]:
    return (entry.ran.page, entry.ran.framework, entry.age or 0) if entry.ran else ("", "", entry.age or 0)


def _place(store: Store, name: str, root: Path) -> str:
    return Path(os.path.relpath(store.path(name), root)).as_posix()


def _drop_damaged_pictures(store: Store) -> None:
    """Entries with such a picture were dropped; the picture itself must not stay in the way of a right one."""
    for path in store.pictures():
        if not is_whole(path.name, path.read_bytes()):
            path.unlink(missing_ok=True)


def _remove_leftovers(store: Store) -> None:
    """Half files that no running build can be writing any more, and locks whose owners are gone."""
    for path in (*store.folder.glob("??/*"), *store.folder.glob("blobs/??/*")):
        if path.suffix != ".json" and not PICTURE.fullmatch(path.name) and _is_old(path):
            path.unlink(missing_ok=True)
    for path in store.folder.glob("locks/*"):
        if held := lock.take(path):
            held.release()


def _remove_pictures(store: Store, needed: Container[str]) -> None:
    """Pictures of no entry; young ones stay, for a build writes them before the entry."""
    for path in store.pictures():
        if path.name not in needed and _is_old(path):
            path.unlink(missing_ok=True)


def _is_old(path: Path) -> bool:
    return path.exists() and time.time() - path.stat().st_mtime > DAY
