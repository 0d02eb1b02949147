"""A folder and the keys of jobs in, what pandoc answered to them before out; one file for all of a book's answers.

A book has thousands, and a file for each would take longer to write than pandoc takes to answer. A damaged file, a
full disk or a folder that is not ours costs time only: what cannot be read is made again, what cannot be written is not
kept.
"""

from __future__ import annotations

import sqlite3
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
    found: dict[str, str] = {}
    with suppress(sqlite3.Error), _opened(folder / FILE) as answers:
        for start in range(0, len(keys), _AT_ONCE):
            some = keys[start : start + _AT_ONCE]
            signs = ", ".join("?" * len(some))
            rows = answers.execute(f"SELECT key, answer FROM answers WHERE key IN ({signs})", some)
            found |= {key: answer for key, answer in rows if isinstance(answer, str)}
    return found


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
    except sqlite3.DatabaseError:
        with suppress(OSError, sqlite3.Error):
            for damaged in folder.glob(f"{FILE}*"):
                damaged.unlink(missing_ok=True)
            _write(file, answers)
    except OSError:
        return


def _write(file: Path, answers: Mapping[str, str]) -> None:
    with _opened(file) as opened, opened:
        opened.execute("CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, answer TEXT)")
        opened.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?)", answers.items())


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    """The file as a database; one that is killed while it writes finds what was there before."""
    with closing(sqlite3.connect(file, timeout=_PATIENCE)) as opened:
        opened.execute("PRAGMA journal_mode = WAL")
        opened.execute("PRAGMA synchronous = OFF")
        yield opened
