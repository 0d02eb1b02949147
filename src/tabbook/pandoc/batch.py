"""Jobs for pandoc in, their results out: cached by content, the rest spread over one pandoc process a core."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypedDict

import pypandoc

from tabbook.files import write_whole

SCRIPT = Path(__file__).with_name("batch.lua")
SECONDS = 600
"""Longest time one pandoc may take for its share of a book."""


class Job(TypedDict, total=False):
    """What one text asks of `batch.lua`."""

    kind: str
    text: str
    format: str
    bibliography: str
    style: str
    digest: str
    """Hash of the files the job names; not read by the script, part of the cache's key."""


class Refused(str):
    """Pandoc's message about a job it could not do, in place of a result."""


@functools.cache
def binary() -> str:
    """Where pandoc lies."""
    return str(pypandoc.get_pandoc_path())


@functools.cache
def _salt() -> bytes:
    """What every cache key begins with: another pandoc or another script makes other results."""
    return f"{pypandoc.get_pandoc_version()}\n{SCRIPT.read_text()}".encode()


def run(jobs: Sequence[Job], cache: Path | None) -> list[str]:
    """The result of each job, in order; a `Refused` for one that pandoc could not do.

    `cache` is the folder that results are kept in, or `None` to keep none.
    """
    keys = [hashlib.sha256(_salt() + json.dumps(job, sort_keys=True).encode()).hexdigest() for job in jobs]
    results: dict[str, str] = {}
    missing: dict[str, Job] = {}
    for key, job in zip(keys, jobs, strict=True):
        if key in results or key in missing:
            continue
        stored = _load(cache, key)
        if stored is None:
            missing[key] = job
        else:
            results[key] = stored
    for key, result in zip(missing, _spread(list(missing.values())), strict=True):
        results[key] = result
        if not isinstance(result, Refused):
            _keep(cache, key, result)
    return [results[key] for key in keys]


def _spread(jobs: list[Job]) -> list[str]:
    """Do `jobs`, the longest first, each going to the process that has least to do."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    shares: list[list[int]] = [[] for _ in range(min(cores, len(jobs)))]
    loads = [0] * len(shares)
    sizes = [len(job.get("text", "")) for job in jobs]
    for index in sorted(range(len(jobs)), key=lambda index: -sizes[index]):
        lightest = loads.index(min(loads))
        shares[lightest].append(index)
        loads[lightest] += sizes[index] + 1
    results: list[str] = [""] * len(jobs)
    with ThreadPoolExecutor(max_workers=max(1, len(shares))) as pool:
        for share, done in zip(shares, pool.map(lambda share: _call([jobs[i] for i in share]), shares), strict=True):
            for index, result in zip(share, done, strict=True):
                results[index] = result
    return results


def _call(jobs: list[Job]) -> list[str]:
    """One pandoc process for `jobs`; where it dies, each job alone, so that only the guilty one is refused."""
    try:
        done = subprocess.run(
            [binary(), "lua", str(SCRIPT)],
            input=json.dumps(jobs).encode(),
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        if len(jobs) > 1:
            return [result for job in jobs for result in _call([job])]
        message = (error.stderr or b"").decode(errors="replace").strip().split("\n")[-1]
        return [Refused(message or f"pandoc gave no answer within {SECONDS} s")]
    return [
        answer["result"] if answer["is_done"] else Refused(answer["result"].strip().split("\n")[0])
        for answer in json.loads(done.stdout)
    ]


def _file(cache: Path, key: str) -> Path:
    return cache / key[:2] / key


def _load(cache: Path | None, key: str) -> str | None:
    if cache is None:
        return None
    try:
        return _file(cache, key).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _keep(cache: Path | None, key: str, result: str) -> None:
    """Write a result whole or not at all."""
    if cache is None:
        return
    write_whole(_file(cache, key), result.encode())
