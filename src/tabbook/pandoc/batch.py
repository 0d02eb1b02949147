"""Jobs for pandoc in, their results out: cached by content, the rest spread over one pandoc process a core."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pypandoc

from tabbook import forks
from tabbook.pandoc import answers
from tabbook.pandoc.process import SCRIPT, Job, Refused, call

__all__ = ["Job", "Refused", "run"]

AT_ONCE = 50_000
"""So many characters a pandoc is given in one go: more would fill its memory, fewer take longer to hand over."""


@functools.cache
def _salt() -> bytes:
    """What every cache key begins with: another pandoc or another script makes other results."""
    return f"{pypandoc.get_pandoc_version()}\n{SCRIPT.read_text()}".encode()


def run(jobs: Sequence[Job], cache: Path | None) -> list[str]:
    """The result of each job, in order; a `Refused` for one that pandoc could not do.

    `cache` is the folder that results are kept in, or `None` to keep none.
    """
    keys = [hashlib.sha256(_salt() + json.dumps(job, sort_keys=True).encode()).hexdigest() for job in jobs]
    results = answers.load(cache, list(dict.fromkeys(keys)))
    missing = {key: job for key, job in zip(keys, jobs, strict=True) if key not in results}
    made = dict(zip(missing, _spread(list(missing.values())), strict=True))
    answers.keep(cache, {key: result for key, result in made.items() if not isinstance(result, Refused)})
    results |= made
    return [results[key] for key in keys]


def _spread(jobs: list[Job]) -> list[str]:
    """Do `jobs`, the longest first, each as soon as a process has nothing else to do."""
    shares = list(_shares([len(job.get("text", "")) for job in jobs]))
    results: list[str] = [""] * len(jobs)
    with ThreadPoolExecutor(max(1, min(forks.cores(), len(shares))), "pandoc") as pool:
        for share, done in zip(shares, pool.map(lambda share: call([jobs[i] for i in share]), shares), strict=True):
            for index, result in zip(share, done, strict=True):
                results[index] = result
    return results


def _shares(sizes: list[int]) -> Iterator[list[int]]:
    """The jobs of these sizes, by number, the longest first, short ones together."""
    share: list[int] = []
    filled = 0
    for index in sorted(range(len(sizes)), key=lambda index: -sizes[index]):
        if share and filled + sizes[index] > AT_ONCE:
            yield share
            share, filled = [], 0
        share.append(index)
        filled += sizes[index]
    if share:
        yield share
