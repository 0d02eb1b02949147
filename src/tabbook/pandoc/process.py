"""Jobs in, their results out, of a pandoc process that stays for the next ones.

A pandoc needs a tenth of a second until all of it that a page takes is in memory; one that stays needs it once.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import tempfile
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, TypedDict

from tabbook import forks, timeline
from tabbook.pandoc import program

SCRIPT = Path(__file__).with_name("batch.lua")
SECONDS = 600
"""Longest time a pandoc may take for the jobs of one call."""


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


class _Died(Exception):
    """A pandoc that ended before it answered; the message is the last line it said."""


class _Pandoc:
    """One process: jobs in, their results out, until its input ends."""

    def __init__(self) -> None:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        self._process = subprocess.Popen(
            [program.path(), "lua", str(SCRIPT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
        )
        _ours.add(self)

    def answer(self, jobs: Sequence[Job]) -> list[str]:
        """The results of `jobs`, in order. Raises `_Died` where the process gave none in time."""
        assert self._process.stdin
        assert self._process.stdout
        limit = threading.Timer(SECONDS, self._process.kill)
        limit.start()
        try:
            self._ask(self._process.stdin, jobs)
            return list(self._hear(self._process.stdout))
        except (OSError, ValueError):
            raise _Died(self.close()) from None
        finally:
            limit.cancel()

    def _ask(self, told: IO[bytes], jobs: Sequence[Job]) -> None:
        texts = [job.get("text", "").encode() for job in jobs]
        named = [{**job, "text": "", "size": len(text)} for job, text in zip(jobs, texts, strict=True)]
        told.write(b"".join((json.dumps(named).encode(), b"\n", *texts)))
        told.flush()

    def _hear(self, heard: IO[bytes]) -> Iterator[str]:
        for answer in json.loads(heard.readline()):
            text = heard.read(answer["size"])
            if len(text) < answer["size"]:
                raise ValueError("pandoc ended while it answered")
            result = text.decode()
            yield result if answer["is_done"] else Refused(_first_words(result))

    def dismiss(self) -> None:
        """Let the process end."""
        assert self._process.stdin
        with contextlib.suppress(OSError):
            self._process.stdin.close()

    def leave(self) -> None:
        """In a fork: hold its input open no longer, so that it ends when nobody else does.

        Another thread may just have been writing to it: a file that is closed would write the rest once more.
        """
        assert self._process.stdin
        if not self._process.stdin.closed:
            nothing = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nothing, self._process.stdin.fileno(), inheritable=False)
            os.close(nothing)

    def close(self, waits: float = 0) -> str:
        """End the process, and wait so many seconds for it to clear up; gives the last line it said."""
        _ours.discard(self)
        self.dismiss()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(waits)
        self._process.kill()
        self._process.wait()
        assert self._process.stdout
        self._process.stdout.close()
        with self._said as said:
            said.seek(0)
            return said.read().decode(errors="replace").strip().split("\n")[-1]


def _first_words(said: str) -> str:
    """The first line of what pandoc says, and the second where that only says where the fault is."""
    first, _, rest = said.strip().partition("\n")
    return f"{first} {rest.partition(chr(10))[0]}" if first.endswith(":") and rest else first


_idle: deque[_Pandoc] = deque()
"""Those that wait for jobs."""
_leaving: list[_Pandoc] = []
"""Those that end, for which nobody has waited yet."""
_ours = set[_Pandoc]()
"""All of this process, those at work too."""
_others: list[_Pandoc] = []
"""In a fork of a process those of that one."""


def _leave_to_parent() -> None:
    _others.extend(_ours)
    for pandocs in (_ours, _idle, _leaving):
        pandocs.clear()
    for pandoc in _others:
        pandoc.leave()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_to_parent)


def begin() -> None:
    """Start a process for the jobs to come. Raises `OSError` where that cannot be."""
    _idle.append(_Pandoc())


def call(jobs: Sequence[Job]) -> list[str]:
    """Let one pandoc do `jobs`; where it dies, each job alone, so that only the guilty one is refused."""
    try:
        pandoc, has_waited = _idle.pop(), True
    except IndexError:
        pandoc, has_waited = _Pandoc(), False
        forks.at_end(end)
    try:
        with timeline.span(f"pandoc: {jobs[0]['kind']} {len(jobs)}"):
            results = pandoc.answer(jobs)
    except _Died as death:
        if has_waited or len(jobs) > 1:  # One that waited may have been ended meanwhile, by a Ctrl-C for instance.
            return [result for job in jobs for result in call([job])]
        return [Refused(str(death) or f"pandoc gave no answer within {SECONDS} s")]
    except BaseException:  # An interrupt: its answer would be taken for that of the next jobs.
        pandoc.close()
        raise
    _idle.append(pandoc)
    return results


def dismiss() -> None:
    """Let the processes that wait end beside what is still to be done; at its end ours waits for them."""
    while _idle:
        _leaving.append(_idle.pop())
        _leaving[-1].dismiss()


@atexit.register
def end() -> None:
    """End the processes that wait."""
    dismiss()
    while _leaving:
        _leaving.pop().close(waits=5)
