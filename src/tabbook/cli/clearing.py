"""A folder in; what it holds removed, but what is dear. Of a link only itself: it may lead to what others use."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import Path

DEAR = ("kernels", "cache")
"""In the folder of what is built: environments, and outputs of runs."""


def clear(folder: Path, kept: Collection[str] = ()) -> None:
    """Remove everything in `folder`, which need not be there, but the entries named in `kept`."""
    for entry in folder.iterdir() if folder.is_dir() else ():
        if entry.name not in kept:
            shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
