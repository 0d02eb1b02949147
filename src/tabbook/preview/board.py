"""What was built and what runs goes in, from any thread; each open page is told out of it what concerns it."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import threading
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tabbook.errors import Problem
from tabbook.kept import Stamps


@dataclass(frozen=True, slots=True)
class Running:
    """How far a run of cells is."""

    done: int
    total: int
    names: tuple[str, ...]
    """What runs now: `builders-guide/parameters · jax`."""


@dataclass(frozen=True, slots=True)
class State:
    """All that is known at one moment."""

    files: Mapping[str, bytes | Path] = field(default_factory=dict)
    """The last good site."""
    stamp: str = ""
    """Another one where a file that the site copies has changed."""
    problems: tuple[Problem, ...] = ()
    waiting: int = 0
    """How many pages have code whose outputs are missing."""
    running: Running | None = None
    desk: Mapping[str, str] = field(default_factory=dict)
    """The version of each page of the translator's desk, by its address."""
    is_ready: bool = False
    """Whether a build has ended."""

    def content(self, address: str) -> bytes | None:
        """The file at `address`, which begins with a slash; `None` where the site has none."""
        name = address.removeprefix("/")
        found = self.files.get(f"{name}index.html" if name.endswith("/") or not name else name)
        with contextlib.suppress(OSError):
            return found.read_bytes() if isinstance(found, Path) else found
        return None

    def version(self, address: str) -> str:
        """Another one where the page at `address`, or a picture, has changed."""
        if address in self.desk:
            return self.desk[address]
        content = self.content(address)
        return hashlib.sha256(content + self.stamp.encode()).hexdigest()[:16] if content is not None else ""

    def told(self, address: str) -> dict[str, Any]:
        """What the page at `address` has to know."""
        running = self.running
        return {
            "version": self.version(address),
            "problems": [
                {
                    "place": str(problem.place),
                    "what": problem.what,
                    "cure": problem.cure,
                    "code": problem.code,
                    "detail": problem.detail,
                    "isError": problem.is_error,
                }
                for problem in self.problems
            ],
            "waiting": self.waiting,
            "running": running and {"done": running.done, "total": running.total, "names": running.names},
            "isReady": self.is_ready,
        }


def stamp_of(files: Mapping[str, bytes | Path]) -> str:
    """Another one where one of the files that are copied as they are has changed."""
    stamps = Stamps()
    return str(hash(tuple((name, stamps[file]) for name, file in files.items() if isinstance(file, Path))))


class Board:
    """Holds the state of the moment and wakes those who wait for another."""

    def __init__(self) -> None:
        self.state = State()
        self._guard = threading.Lock()
        self._waiting: dict[asyncio.Event, asyncio.AbstractEventLoop] = {}

    def change(self, **changes: Any) -> None:
        """Put these fields of the state in place of the old ones; may be called from any thread."""
        with self._guard:
            self.state = replace(self.state, **changes)
            for event, loop in self._waiting.items():
                loop.call_soon_threadsafe(event.set)

    async def states(self) -> AsyncIterator[State]:
        """The state now, and each later one; of some that follow quickly the last."""
        event = asyncio.Event()
        event.set()
        with self._guard:
            self._waiting[event] = asyncio.get_running_loop()
        try:
            while await event.wait():
                event.clear()
                yield self.state
        finally:
            with self._guard:
                del self._waiting[event]
