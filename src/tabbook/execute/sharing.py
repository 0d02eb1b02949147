"""What the local store lacks, in; what the shared store has of it, out; what that one lacks, put there where allowed.

A fault of the shared store is a warning, told once: the pages run here instead.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from tabbook.config import Config, place_of
from tabbook.errors import Problem
from tabbook.store import Corrupted, Key, Ran, Shared, Store, Unreachable, open_shared, without_password

AT_ONCE = 32
"""How many entries are asked for at a time: over a network most of it is waiting."""


class Sharing:
    """The shared store during one build; where the config names none there is nothing in it."""

    def __init__(self, config: Config, *, writes: bool) -> None:
        self._config = config
        self._shared: Shared | None = None
        self._fault: Unreachable | None = None
        self._damaged: set[Key] = set()
        self._there: set[Key] = set()
        """Keys whose runs need not be put there."""
        try:
            if config.execute.store:
                self._shared = open_shared(config.execute.store, config.root, writes=writes)
        except Unreachable as error:
            self._fault = error

    def take(self, wanted: Mapping[Key, int]) -> dict[Key, Ran]:
        """What it has for the keys `wanted`; of each key the number of cells that its outputs are for is given."""
        found = self._side_by_side(list(wanted), lambda shared, key: self._read(shared, key, wanted[key]))
        taken = {key: ran for key, ran in zip(wanted, found, strict=False) if ran}
        self._there.update(taken)
        return taken

    def put(self, runs: Mapping[Key, Ran], store: Store) -> None:
        """Put there what it lacks of `runs`, as `store` has them, where it may be written to."""
        if self._shared and self._shared.writes:
            lacking = [key for key in runs if key not in self._there]
            self._side_by_side(lacking, lambda shared, key: self._write(shared, key, _stored(store, key) or runs[key]))

    def problems(self) -> list[Problem]:
        """What was wrong with it."""
        told: list[tuple[str, str]] = []
        name = f"the shared store {without_password(self._config.execute.store)}"
        if self._fault:
            told.append((f"{name} was not used: {self._fault.what}", self._fault.cure or "mend that, or leave it out"))
        if number := len(self._damaged):
            is_mended = self._shared and self._shared.writes
            what = f"{number} damaged {'entry' if number == 1 else 'entries'} in {name}"
            told.append((what, "put there anew" if is_mended else "not used; tell who keeps it"))
        if not told:
            return []
        place = place_of(self._config, "execute", "store")
        return [Problem("X09", place, what, cure, severity="warning") for what, cure in told]

    def _side_by_side(self, keys: Sequence[Key], do: Callable[[Shared, Key], Ran | None]) -> list[Ran | None]:
        """What is done with each key, in order; nothing more once the store cannot be reached."""
        shared = self._shared
        if not shared or not keys:
            return []

        def one(key: Key) -> Ran | None:
            try:
                return do(shared, key)
            except Unreachable as error:
                self._fault = error
                return None

        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="shared") as pool:
            return list(pool.map(one, keys))

    def _read(self, shared: Shared, key: Key, cells: int) -> Ran | None:
        try:
            ran = shared.read(key)
        except Corrupted:
            self._damaged.add(key)
            return None
        if ran and len(ran.outputs) != cells:
            self._damaged.add(key)
            return None
        return ran

    def _write(self, shared: Shared, key: Key, ran: Ran) -> None:
        if not self._read(shared, key, len(ran.outputs)):
            shared.write(key, ran)


def _stored(store: Store, key: Key) -> Ran | None:
    """The run with its page's name, for people who look into the store."""
    with contextlib.suppress(Corrupted, OSError):
        return store.read(key)
    return None
