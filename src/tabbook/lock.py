"""A file in; the right to be the only one that has it, between all processes on all builds, out.

A lock ends with its process, however that ends. Where the system has no such locks everyone gets every one:
then two builds at once may run a page twice, which costs time and nothing else.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

_MOMENT = 0.05
"""Seconds between two looks at a lock that another has."""


class Lock:
    """A lock that is held, to be released once."""

    def __init__(self, path: Path, descriptor: int | None) -> None:
        self.path = path
        self._descriptor = descriptor

    @property
    def is_sure(self) -> bool:
        """Whether nobody else can have it now; not so where the system has no such locks."""
        return self._descriptor is not None

    def release(self) -> None:
        """Let the next one have it; its file goes."""
        if self._descriptor is not None:
            # First the file: who still holds the old one open finds out in `take`.
            with contextlib.suppress(OSError):
                self.path.unlink()
            os.close(self._descriptor)
            self._descriptor = None


def take(path: Path) -> Lock | None:
    """The lock named by `path`, at once; `None` where another has it, which `owner` names."""
    if sys.platform == "win32":
        return Lock(path, None)
    while True:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError:
            return Lock(path, None)  # A folder that may not be written, or a full disk.
        try:
            held = _hold(descriptor)
        except OSError:
            os.close(descriptor)
            return Lock(path, None)  # A file system without locks.
        if held and _is_same(descriptor, path):
            _sign(descriptor)
            return Lock(path, descriptor)
        os.close(descriptor)
        if not held:
            return None


@contextlib.contextmanager
def held(path: Path, waits: Callable[[str], object]) -> Iterator[None]:
    """Hold the lock named by `path`; where another has it, `waits` is told once which."""
    lock = take(path)
    if lock is None:
        waits(owner(path) or "another process")
    while lock is None:
        time.sleep(_MOMENT)
        lock = take(path)
    try:
        yield
    finally:
        lock.release()


def owner(path: Path) -> str:
    """Which other process has the lock, in words; empty where none is known."""
    try:
        number, _, host = path.read_text(encoding="utf-8").partition(" ")
    except (OSError, ValueError):
        return ""
    return f"process {number} on {host.strip()}" if number not in ("", str(os.getpid())) else ""


def _hold(descriptor: int) -> bool:
    import fcntl  # Here and not above: Windows has none.

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_same(descriptor: int, path: Path) -> bool:
    """Whether the open file is still the one at `path`: its last owner may just have removed it."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _sign(descriptor: int) -> None:
    with contextlib.suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()} {socket.gethostname()}\n".encode())
