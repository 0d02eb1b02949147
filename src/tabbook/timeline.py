"""What a build does, and when, in; a timeline of it out, which Perfetto and a browser's own tracing page open.

The file is of the Trace Event Format: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU.
Nothing is taken down before `begin`.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tabbook.files import write_whole


@dataclass(frozen=True, slots=True)
class _Span:
    """Something that took time."""

    name: str
    row: str
    """What it is shown beside: a thread, or the programs that run."""
    begun: float
    """Seconds since the recording began."""
    seconds: float


_spans: list[_Span] | None = None
_begun = 0.0


def begin() -> None:
    """Take down from now on what is done."""
    global _spans, _begun
    _spans, _begun = [], time.perf_counter()


@contextmanager
def span(name: str) -> Iterator[None]:
    """What is done inside took the time it takes."""
    begun = time.perf_counter()
    try:
        yield
    finally:
        add(name, threading.current_thread().name, time.perf_counter() - begun)


def add(name: str, row: str, seconds: float) -> None:
    """Something that has ended just now took so long."""
    if _spans is not None:
        _spans.append(_Span(name, row, time.perf_counter() - _begun - seconds, seconds))


def write(file: Path) -> None:
    """Write what was taken down, times in microseconds, and stop. Raises `OSError` where it cannot be written."""
    global _spans
    spans, _spans = sorted(_spans or (), key=lambda each: (each.begun, -each.seconds)), None
    rows: dict[str, list[list[float]]] = {}
    events = []
    for each in spans:
        lanes = rows.setdefault(each.row, [])
        lane = _lane(lanes, each)
        numbered = f"{each.row} {lane + 1}" if lane else each.row
        time_and_place = {"ts": each.begun * 1e6, "dur": each.seconds * 1e6, "pid": os.getpid(), "tid": numbered}
        events.append({"name": each.name, "ph": "X", **time_and_place})
    write_whole(file, json.dumps({"traceEvents": events}, ensure_ascii=False).encode())


def _lane(lanes: list[list[float]], span: _Span) -> int:
    """The first line of its row where `span` lies beside or inside what is there already; each keeps its open ends."""
    end = span.begun + span.seconds
    for number, ends in enumerate(lanes):
        while ends and ends[-1] <= span.begun:
            ends.pop()
        if not ends or end <= ends[-1]:
            ends.append(end)
            return number
    lanes.append([end])
    return len(lanes) - 1
