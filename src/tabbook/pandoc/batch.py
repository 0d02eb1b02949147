"""Jobs for pandoc in, their results out: cached by content, the rest spread over one pandoc process a core."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tabbook import forks
from tabbook.pandoc import answers, program
from tabbook.pandoc.process import SCRIPT, Job, Refused, call

__all__ = ["Job", "Refused", "run", "stream"]

AT_ONCE = 50_000
"""So many characters a pandoc is given in one go: more would fill its memory, fewer take longer to hand over."""


@functools.cache
def _salt() -> bytes:
    """What every cache key begins with: another pandoc or another script makes other results."""
    return f"{program.version()}\n{SCRIPT.read_text()}".encode()


def run(jobs: Sequence[Job], cache: Path | None) -> list[str]:
    """The result of each job, in order; a `Refused` for one that pandoc could not do.

    `cache` is the folder that results are kept in, or `None` to keep none.
    """
    return list(stream(jobs, cache))


def stream(jobs: Sequence[Job], cache: Path | None) -> Iterator[str]:
    """The same, each as soon as it and those before it are there."""
    keys = [hashlib.sha256(_salt() + json.dumps(job, sort_keys=True).encode()).hexdigest() for job in jobs]
    known = answers.load(cache, list(dict.fromkeys(keys)))
    missing = {key: job for key, job in zip(keys, jobs, strict=True) if key not in known}
    made: dict[str, str] = {}
    coming = zip(missing, _spread(list(missing.values())), strict=True)
    try:
        for key in keys:
            while key not in known and key not in made:
                name, result = next(coming)
                made[name] = result
            yield known[key] if key in known else made[key]
    finally:  # Also where the first refusal is enough.
        answers.keep(cache, {key: result for key, result in made.items() if not isinstance(result, Refused)})


def _spread(jobs: list[Job]) -> Iterator[str]:
    """Do `jobs`, some at a time, each as soon as a process has nothing else to do; the results in order."""
    shares = list(_shares(jobs))
    with ThreadPoolExecutor(max(1, min(forks.cores(), len(shares))), "pandoc") as pool:
        for done in pool.map(call, shares):
            yield from done


def _shares(jobs: Sequence[Job]) -> Iterator[list[Job]]:
    """The jobs in order, short ones together."""
    share: list[Job] = []
    filled = 0
    for job in jobs:
        size = len(job.get("text", ""))
        if share and filled + size > AT_ONCE:
            yield share
            share, filled = [], 0
        share.append(job)
        filled += size
    if share:
        yield share
