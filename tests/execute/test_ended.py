"""Waiting for threads, interrupted at whatever moment."""

from __future__ import annotations

import gc
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import FrameType
from typing import Any

import pytest

from tabbook.execute import pool


@pytest.mark.parametrize("step", range(1, 120, 3))
def test_an_interruption_keeps_no_thread_from_ending(step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python raises it between any two lines, also where a lock was just taken."""
    monkeypatch.setattr(pool, "POLL", 0.001)
    steps = 0

    def interrupt(frame: FrameType, event: str, _: object) -> Any:
        nonlocal steps
        steps += 1
        if steps == step:
            sys.settrace(None)
            raise KeyboardInterrupt
        return interrupt

    may_end = threading.Event()
    with ThreadPoolExecutor(1) as threads:
        worker = threads.submit(may_end.wait)
        ended = pool._Ended([worker])
        gc.disable()  # What it calls would be interrupted as well, and there Python drops what is raised.
        try:
            with suppress(KeyboardInterrupt):
                sys.settrace(interrupt)
                ended.wait()
        finally:
            sys.settrace(None)
            gc.enable()
            may_end.set()
        limit = time.monotonic() + 5
        while not (is_done := worker.done()) and time.monotonic() < limit:
            time.sleep(0.001)
        worker.result()  # Gives back what is still taken, so that a failure is told at once.
    assert is_done
    assert steps == step
