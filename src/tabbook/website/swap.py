"""A folder is filled aside and swapped in whole: readers see the old site or the new one, never half of one."""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

Files = Mapping[str, bytes | Path]


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


def fill(folder: Path, files: Files, ours: Path | None = None) -> None:
    """Make `folder` one of just these files, by path in it their bytes, or the file to copy; whole or not at all."""
    with filled(folder, ours) as put:
        put(files)


@contextmanager
def filled(folder: Path, ours: Path | None = None) -> Iterator[Callable[[Files], None]]:
    """Gives what puts files into a new `folder`, there when the `with` block ends well; else the old one stays.

    A file that `folder` has as it is to be stays the file it is, with its time of change. One that lies below `ours`,
    where nobody edits anything, is not copied: the same file is in both places. Of two at one path the later counts.
    """
    aside, names = _open_aside(folder), set[str]()

    def put(files: Files) -> None:
        for name in names.intersection(files):
            os.unlink(os.path.join(aside, name))
        names.update(files)
        _put_all(folder, aside, files, ours)

    try:
        yield put
        _swap_in(folder)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def _put_all(folder: Path, aside: Path, files: Files, ours: Path | None) -> None:
    for parent in {os.path.dirname(name) for name in files}:
        os.makedirs(os.path.join(aside, parent), exist_ok=True)
    for name, content in files.items():
        # As text: to make paths of thousands of names takes longer than to link the files.
        old, new = os.path.join(folder, name), os.path.join(aside, name)
        if isinstance(content, bytes):
            _put(old, new, content)
        else:
            file = os.fspath(content)
            _put(file if ours and file.startswith(os.path.join(ours, "")) else old, new, file)


def _put(old: str, new: str, content: bytes | str) -> None:
    """Write the file `new`, which is the file `old` where that has this content: bytes, or the file to copy."""
    with suppress(OSError):  # It is not there, or lies where files have one name only.
        if old == content or _is_same(old, content):
            os.link(old, new)
            return
    if isinstance(content, str):
        shutil.copyfile(content, new)
    else:
        with open(new, "wb") as file:
            file.write(content)


def _is_same(old: str, content: bytes | str) -> bool:
    if isinstance(content, str):
        return filecmp.cmp(old, content, shallow=False)
    if os.stat(old).st_size != len(content):
        return False
    with open(old, "rb") as file:
        return file.read() == content


def _open_aside(folder: Path) -> Path:
    """A new empty folder beside `folder`; `recover` has cleared its place."""
    _aside(folder).mkdir(parents=True)
    return _aside(folder)


def _swap_in(folder: Path) -> None:
    """Make the folder filled aside the one at `folder`."""
    if folder.exists():
        folder.rename(_last(folder))
    _aside(folder).rename(folder)
    shutil.rmtree(_last(folder), ignore_errors=True)
