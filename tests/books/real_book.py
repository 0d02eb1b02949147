"""The book of this repository, copied so that a test may edit it, with the kernels and stored outputs it has here."""

from __future__ import annotations

import shutil
from pathlib import Path

from conftest import REPOSITORY
from execute.little_programs import link_kernels

SOURCES = ("config.ini", "chapters", "static")


def copy_book(root: Path) -> Path:
    """The book in `root`, with its kernels where it has none yet, and with what its last build stored."""
    if not (root / "build" / "kernels").exists():
        link_kernels(root)
    for name in SOURCES:
        copy = shutil.copytree if (REPOSITORY / name).is_dir() else shutil.copyfile
        copy(REPOSITORY / name, root / name)
    for name in ("cache", "pandoc"):
        shutil.copytree(REPOSITORY / "build" / name, root / "build" / name)
    return root


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file below `folder`, by its place there; what Python keeps of modules it imported aside."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
