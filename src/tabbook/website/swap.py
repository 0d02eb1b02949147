"""A folder is filled aside and swapped in whole: readers see the old site or the new one, never half of one."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path


def _aside(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.next")


def _last(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.last")


def recover(folder: Path) -> None:
    """Put the last good folder back where a swap was killed between its two renames, and clear what it left."""
    if _last(folder).exists() and not folder.exists():
        _last(folder).rename(folder)
    for left in (_last(folder), _aside(folder)):
        shutil.rmtree(left, ignore_errors=True)


def fill(folder: Path, files: Mapping[str, bytes | Path]) -> None:
    """Make `folder` one of just these files: by path in it their bytes, or the file to copy; whole or not at all."""
    aside = open_aside(folder)
    try:
        for name, content in files.items():
            path = aside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, Path):
                shutil.copyfile(content, path)
            else:
                path.write_bytes(content)
        swap_in(folder)
    except BaseException:
        discard(folder)
        raise


def open_aside(folder: Path) -> Path:
    """A new empty folder beside `folder`, to be filled and given to `swap_in`; `recover` has cleared its place."""
    _aside(folder).mkdir(parents=True)
    return _aside(folder)


def swap_in(folder: Path) -> None:
    """Make the folder filled aside the one at `folder`."""
    if folder.exists():
        folder.rename(_last(folder))
    _aside(folder).rename(folder)
    shutil.rmtree(_last(folder), ignore_errors=True)


def discard(folder: Path) -> None:
    """Drop the folder filled aside; the last good one stays."""
    shutil.rmtree(_aside(folder), ignore_errors=True)
