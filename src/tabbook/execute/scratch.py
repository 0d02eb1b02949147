"""A folder for one run out, gone when the run ends; of a process that was killed, gone when the next build begins."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tabbook import lock

PREFIX = "tabbook-"
LOCK = "in-use"


@contextlib.contextmanager
def open_folder() -> Iterator[Path]:
    """A new folder among the temporary ones, locked as long as it is open."""
    with tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as name:
        held = lock.take(Path(name) / LOCK)
        try:
            yield Path(name)
        finally:
            if held:
                held.release()


def clear_leftovers() -> None:
    """Remove the folders whose processes are gone; where that cannot be known, they stay."""
    for place in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{LOCK}"):
        held = lock.take(place)
        if held and held.is_sure:
            shutil.rmtree(place.parent, ignore_errors=True)
            held.release()
