"""Jobs for pandoc in, their results out: cached by content, the rest spread over one pandoc process a core."""

from __future__ import annotations

import functools
import hashlib
import json
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Self

from tabbook import forks
from tabbook.pandoc import answers, program
from tabbook.pandoc.process import SCRIPT, Job, Refused, call

__all__ = ["Asked", "Job", "Refused", "run"]

AT_ONCE = 50_000
"""So many characters a pandoc is given in one go: more would fill its memory, fewer take longer to hand over."""
KEPT_AT_ONCE = 5_000_000
"""So many characters of results are written in one go: more would fill our own memory, fewer cost a file's opening."""


@functools.cache
def _salt() -> bytes:
    """What every cache key begins with: another pandoc or another script makes other results."""
    return f"{program.version()}\n{SCRIPT.read_text()}".encode()


def run(jobs: Sequence[Job], cache: Path | None) -> list[str]:
    """The result of each job, in order; a `Refused` for one that pandoc could not do.

    `cache` is the folder that results are kept in, or `None` to keep none.
    """
    keys = list(map(_key_of, jobs))
    # All are looked up at once: to open the file for each share takes longer.
    with Asked(cache, answers.load(cache, list(dict.fromkeys(keys)))) as asked:
        for key, job in zip(keys, jobs, strict=True):
            asked.put_as(key, job)
        return list(map(asked.result, keys))


def _key_of(job: Job) -> str:
    found = hashlib.sha256(_salt())
    found.update(json.dumps({**job, "text": ""}, sort_keys=True).encode())
    found.update(job.get("text", "").encode())
    return found.hexdigest()


class Asked:
    """Jobs that are asked one by one; pandoc does the first while others are still put together.

    What it made is kept in the folder `cache`, if there is one.
    """

    def __init__(self, cache: Path | None, known: Mapping[str, str] | None = None) -> None:
        """`known` is what is kept of all that will be asked, if that is known already."""
        self._cache, self._is_looked_up = cache, known is not None
        self._pool = ThreadPoolExecutor(forks.cores(), "pandoc")
        self._times = Counter[str]()
        """How often the result of each job is still to be asked for."""
        self._share: dict[str, Job] = {}
        """Those that wait for others to be done together with."""
        self._filled = 0
        """How many characters they have."""
        self._coming: deque[Future[dict[str, str]]] = deque()
        """Results that pandoc is at."""
        self._there = dict(known or {})
        self._made: dict[str, str] = {}
        """What is not kept yet."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)
        self._keep()

    def put(self, job: Job) -> str:
        """Ask for `job`; gives the key that its result is found by, once for each time it was put."""
        key = _key_of(job)
        self.put_as(key, job)
        return key

    def put_as(self, key: str, job: Job) -> None:
        """Ask for `job`, whose key is known."""
        self._times[key] += 1
        if self._times[key] == 1 and key not in self._there:
            size = len(job.get("text", ""))
            if self._filled + size > AT_ONCE:
                self._begin()
            self._share[key] = job
            self._filled += size

    def result(self, key: str) -> str:
        """The result of the job that was put as `key`, as soon as it is there."""
        if key in self._share:
            self._begin()
        while key not in self._there:
            self._receive(self._coming.popleft().result())
        self._times[key] -= 1
        return self._there[key] if self._times[key] else self._there.pop(key)

    def _begin(self) -> None:
        """Let a pandoc do what was put, the next that has nothing else to do."""
        known = {} if self._is_looked_up else answers.load(self._cache, list(self._share))
        if missing := {key: job for key, job in self._share.items() if key not in known}:
            self._coming.append(self._pool.submit(_do, missing))
        self._there |= known
        self._share, self._filled = {}, 0

    def _receive(self, results: Mapping[str, str]) -> None:
        self._there |= results
        self._made |= {key: result for key, result in results.items() if not isinstance(result, Refused)}
        if sum(map(len, self._made.values())) > KEPT_AT_ONCE:
            self._keep()

    def _keep(self) -> None:
        answers.keep(self._cache, self._made)
        self._made = {}


def _do(jobs: Mapping[str, Job]) -> dict[str, str]:
    return dict(zip(jobs, call(list(jobs.values())), strict=True))
