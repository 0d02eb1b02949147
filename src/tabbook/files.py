"""A path and bytes in; the file there whole, or as it was, out. Whatever moment the process is killed at."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import pickle
import threading
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from tabbook.pickled import pickled

Kind = TypeVar("Kind")
_MOMENT = (1980, 1, 1, 0, 0, 0)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file aside and put it in place; one that holds `content` already is left alone.

    Raises `OSError` where it cannot be written, and then leaves nothing half written behind.
    """
    with contextlib.suppress(FileNotFoundError):
        if path.read_bytes() == content:
            return
    path.parent.mkdir(parents=True, exist_ok=True)
    # Two pages of one build may write the same file at once.
    aside = path.with_name(f"{path.stem}.{os.getpid()}-{threading.get_ident()}")
    try:
        aside.write_bytes(content)
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)


def write_sealed(path: Path, content: bytes) -> None:
    """Write a file as `write_whole` does, with a seal by which `read_sealed` sees damage.

    Raises `OSError` where it cannot be written.
    """
    write_whole(path, _seal(content) + content)


def read_sealed(path: Path) -> bytes | None:
    """The content of a file that `write_sealed` wrote; `None` where it is not there, or not what was written."""
    try:
        whole = path.read_bytes()
    except OSError:
        return None
    seal, end, content = whole.partition(b"\n")
    return content if seal + end == _seal(content) else None


def _seal(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode() + b"\n"


def write_pickled(path: Path, value: object) -> None:
    """Leave `value` for `unpickled`. Raises `OSError` where it cannot be written."""
    write_sealed(path, pickled(value))


def unpickled(path: Path, kind: type[Kind]) -> Kind | None:
    """What a process of this book left in `path`, if it is there, whole, of this version of Python and a `kind`."""
    try:
        found = pickle.loads(read_sealed(path) or b"")
    except (EOFError, ValueError, TypeError, AttributeError, ImportError, IndexError, pickle.PickleError):
        return None
    return found if isinstance(found, kind) else None


def file_in(root: Path, target: str) -> Path | None:
    """The file that `target` names from `root`; `None` where there is none, or it lies outside, also through a link."""
    try:
        file = (root / target).resolve()
        return file if file.is_file() and file.is_relative_to(root.resolve()) else None
    except (OSError, ValueError, RuntimeError):  # a name too long, a zero in it, links in a circle
        return None


def packed(files: Mapping[str, bytes], *, stored: str = "") -> bytes:
    """A zip of `files` in their order, the same bytes each time; the one called `stored` is not compressed."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, file in files.items():
            member = zipfile.ZipInfo(name, _MOMENT)
            member.external_attr = 0o644 << 16
            member.compress_type = zipfile.ZIP_STORED if name == stored else zipfile.ZIP_DEFLATED
            archive.writestr(member, file)
    return content.getvalue()
