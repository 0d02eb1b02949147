"""A folder and the keys of jobs in, what pandoc answered to them before out; one file for all of a book's answers.

A book has thousands, and a file for each would take longer to write than pandoc takes to answer. A damaged file, a
full disk or a folder that is not ours costs time only: what is not as it was written is made again, what cannot be
written is not kept.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

FILE = "answers.sqlite"
_AT_ONCE = 500
"""So many keys are asked for in one go; SQLite takes a thousand at most."""
_PATIENCE = 30
"""Seconds to wait while another build writes."""


def load(folder: Path | None, keys: Sequence[str]) -> dict[str, str]:
    """The answers that are kept under `keys`."""
    if folder is None or not keys or not (folder / FILE).exists():
        return {}
    try:
        return _read(folder / FILE, keys)
    except sqlite3.OperationalError:  # Not ours, or not to be had.
        return {}
    except (sqlite3.DatabaseError, MemoryError):  # What is damaged may tell of any size.
        _drop(folder)
        return {}


def keep(folder: Path | None, answers: Mapping[str, str]) -> None:
    """Keep each answer under its key, all or none."""
    if folder is None or not answers:
        return
    file = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(file, answers)
    except sqlite3.OperationalError:  # A full disk, or a folder that is not ours.
        return
    except (sqlite3.DatabaseError, MemoryError):
        _drop(folder)
        with suppress(sqlite3.Error):
            _write(file, answers)
    except OSError:
        return


def _drop(folder: Path) -> None:
    """Remove a damaged file, and what SQLite keeps beside it."""
    with suppress(OSError):
        for damaged in folder.glob(f"{FILE}*"):
            damaged.unlink(missing_ok=True)


def _read(file: Path, keys: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    with _opened(file) as answers:
        for start in range(0, len(keys), _AT_ONCE):
            some = keys[start : start + _AT_ONCE]
            signs = ", ".join("?" * len(some))
            rows = answers.execute(f"SELECT key, answer, seal FROM sealed WHERE key IN ({signs})", some)
            found |= {key: answer.decode() for key, answer, seal in rows if _seal(key, answer) == seal}
    return found


def _write(file: Path, answers: Mapping[str, str]) -> None:
    rows = ((key, content, _seal(key, content)) for key, content in ((key, answers[key].encode()) for key in answers))
    with _opened(file) as opened, opened:
        opened.execute("CREATE TABLE IF NOT EXISTS sealed (key TEXT PRIMARY KEY, answer BLOB, seal INTEGER)")
        opened.executemany("INSERT OR REPLACE INTO sealed VALUES (?, ?, ?)", rows)


def _seal(key: str, answer: bytes) -> int:
    """SQLite has no checksums of its own."""
    return zlib.crc32(answer, zlib.crc32(key.encode()))


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    """The file as a database; one that is killed while it writes finds what was there before."""
    with closing(sqlite3.connect(file, timeout=_PATIENCE)) as opened:
        opened.execute("PRAGMA journal_mode = WAL")
        opened.execute("PRAGMA synchronous = OFF")
        yield opened
