"""Work in forks of this process: what each share makes comes back in order, and nothing is left running."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import pytest

from tabbook import forks, pandoc
from tabbook.pandoc import process

pytestmark = pytest.mark.skipif(not forks.CAN_FORK, reason="this system cannot fork safely")


def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)


def test_results_come_in_the_order_of_the_items(monkeypatch: pytest.MonkeyPatch) -> None:
    """However the items are shared out; each share is made in a process of its own."""
    two_cores(monkeypatch)
    made = forks.spread(lambda share: [(item * 2, os.getpid()) for item in share], range(7), worth=2)
    assert [number for number, _ in made] == [0, 2, 4, 6, 8, 10, 12]
    assert len({process for _, process in made} - {os.getpid()}) == 2


def test_little_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no share would be worth a process."""
    two_cores(monkeypatch)
    assert set(forks.spread(lambda share: [os.getpid() for _ in share], range(3), worth=2)) == {os.getpid()}
    assert forks.begin(os.getpid, is_worth=False)() == os.getpid()


def test_processors_are_shared_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of two processes takes one of two for its own threads."""
    two_cores(monkeypatch)
    assert forks.cores() == 2
    assert set(forks.spread(lambda share: [forks.cores() for _ in share], range(4), worth=1)) == {1}


def test_what_goes_wrong_in_a_fork_is_raised_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """With its own words, and the other processes are ended."""
    two_cores(monkeypatch)

    def make(share: list[int]) -> list[int]:
        if 1 in share:
            raise OSError(28, "No space left on device")
        return share

    with pytest.raises(OSError, match="No space left"):
        forks.spread(make, range(4), worth=1)
    assert multiprocessing.active_children() == []


def test_a_fork_that_was_killed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """As when a system runs out of memory."""
    two_cores(monkeypatch)
    waits = forks.begin(lambda: os.kill(os.getpid(), signal.SIGKILL), is_worth=True)
    with pytest.raises(ChildProcessError, match="-9"):
        waits()


def test_forks_end_with_who_began_them() -> None:
    """Killed where it has no say, a process leaves none of its forks behind, though nobody takes their answers."""
    read, write = os.pipe()
    code = f"""
from tabbook import forks
import os, signal
waits = [forks.Fork(lambda: os.write({write}, b'x') * bytes(10_000_000)) for _ in range(2)]
os.read({read}, 1), os.read({read}, 1)
os.kill(os.getpid(), signal.SIGKILL)
"""
    ended = subprocess.run([sys.executable, "-c", code], pass_fds=(read, write), check=False)
    assert ended.returncode == -signal.SIGKILL
    os.close(write)
    assert os.read(read, 1) == b""  # Nobody has the other end any more.
    os.close(read)


def test_no_signal_is_lost_while_a_process_is_forked() -> None:
    """As when it comes within the lines that Python runs then, where nothing can be raised."""
    code = """
import os, signal, sys
from tabbook import forks
signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))
os.register_at_fork(after_in_parent=lambda: signal.raise_signal(signal.SIGTERM))
forks.Fork(dict).result()
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 7


def test_a_fork_that_is_ended_clears_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What it put aside is gone; a signal that this process does not heed, as below nohup, ends none of its forks."""
    two_cores(monkeypatch)

    def make(sign: signal.Signals) -> str:
        with tempfile.TemporaryDirectory(dir=tmp_path):
            os.kill(os.getpid(), sign)
            return "done"

    with pytest.raises(ChildProcessError, match=str(128 + signal.SIGTERM)):
        forks.begin(partial(make, signal.SIGTERM), is_worth=True)()
    assert list(tmp_path.iterdir()) == []
    heeded = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert forks.begin(partial(make, signal.SIGHUP), is_worth=True)() == "done"
    finally:
        signal.signal(signal.SIGHUP, heeded)


def test_without_room_for_a_process_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where a system allows no more of them; what was begun in one is ended."""
    two_cores(monkeypatch)
    fork, begun = os.fork, []

    def fork_once() -> int:
        if begun:
            raise BlockingIOError(11, "Resource temporarily unavailable")
        begun.append(True)
        return fork()

    monkeypatch.setattr(os, "fork", fork_once)
    assert forks.spread(lambda share: [os.getpid() for _ in share], range(4), worth=1) == [os.getpid()] * 4
    assert forks.begin(os.getpid, is_worth=True)() == os.getpid()
    assert multiprocessing.active_children() == []


def test_a_fork_has_a_pandoc_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes that wrote to one pandoc would read each other's answers."""
    two_cores(monkeypatch)
    trees = [[{"t": "Para", "c": [{"t": "Str", "c": f"word{number}"}]}] for number in range(40)]
    expected = pandoc.write(trees, "html")  # Starts one that the forks must leave alone.
    assert forks.spread(partial(pandoc.write, to="html"), trees, worth=4) == expected
    assert pandoc.write(trees[:1], "html") == expected[:1]


def test_a_pandoc_that_is_dismissed_ends_while_a_fork_is_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fork holds its input open no longer; each holds a hundred megabytes."""
    two_cores(monkeypatch)
    process.begin()
    with forks.beside(partial(time.sleep, 600)):
        process.dismiss()
        assert [each._process.wait(20) for each in process._leaving]


def test_a_pandoc_at_work_ends_too_while_a_fork_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forked between its question and its answer: what is still to be written to it is written once."""
    two_cores(monkeypatch)
    at_work = process._Pandoc()
    assert at_work._process.stdin
    at_work._process.stdin.write(json.dumps([{"kind": "parse", "format": "markdown", "size": 5}]).encode() + b"\n")
    with forks.beside(partial(time.sleep, 600)):
        at_work._process.stdin.write(b"words")
        at_work._process.stdin.flush()
        assert at_work._process.stdout
        assert "words" in next(at_work._hear(at_work._process.stdout))
        at_work.dismiss()
        assert at_work._process.wait(20) == 0
    at_work.close()


def test_what_nobody_waits_for_is_ended_with_its_block(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault found meanwhile leaves no process at work."""
    two_cores(monkeypatch)
    with forks.beside(partial(time.sleep, 600)):
        (begun,) = multiprocessing.active_children()
    assert begun.exitcode == -signal.SIGKILL


def test_what_is_waited_for_gives_its_result(monkeypatch: pytest.MonkeyPatch) -> None:
    """And it was made in another process."""
    two_cores(monkeypatch)
    with forks.beside(os.getpid) as result:
        assert result() != os.getpid()
    assert not multiprocessing.active_children()
