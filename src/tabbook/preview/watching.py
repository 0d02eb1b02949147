"""A book's folder in; a call whenever one of its files changes, whatever an editor does to save it, out.

Watched are the folders at the top of the book, whole, and the files beside them; not those with a dot in front, and
not the build folder, whose kernels have more folders than a system watches.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from watchfiles import watch

QUIET = 10
"""Milliseconds without another change until one is told: an editor may write a file in several steps."""
LONGEST = 200
"""Milliseconds until it is told in any case."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that a build depends on is another."""

    files: frozenset[Path] = frozenset()
    """The files of the book that were saved or taken away; none where it is something else."""
    is_of_templates: bool = False
    """Whether it is one of tabbook's own templates."""


def follow(root: Path, skipped: Path, changed: Callable[[Change], None]) -> None:
    """Watch from now on, in threads of its own; `changed` is told what did."""
    restart = threading.Event()

    def follow_folders() -> None:
        while True:
            restart.clear()
            folders = _folders(root, skipped)
            for found in watch(*folders, debounce=LONGEST, step=QUIET, stop_event=restart) if folders else ():
                changed(Change(frozenset(Path(name) for _, name in found)))
            restart.wait()

    def follow_files() -> None:
        folders = _folders(root, skipped)
        for found in watch(root, recursive=False, debounce=LONGEST, step=QUIET):
            changed(Change(frozenset(Path(name) for _, name in found)))
            if folders != (folders := _folders(root, skipped)):
                restart.set()

    def follow_templates() -> None:
        own = Path(str(files("tabbook.website")))
        for _ in watch(*(own / name for name in ("assets", "languages", "templates")), step=QUIET):
            changed(Change(is_of_templates=True))

    for work in (follow_folders, follow_files, follow_templates):
        threading.Thread(target=work, name=work.__name__, daemon=True).start()


def _folders(root: Path, skipped: Path) -> list[Path]:
    """The folders at the top of the book that are watched."""
    found = (entry for entry in sorted(root.iterdir()) if entry.is_dir() and not entry.name.startswith("."))
    return [entry for entry in found if entry.resolve() != skipped.resolve()]
