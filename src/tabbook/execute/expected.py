"""How long runs took in; how long each program is expected to take out. A hint for the order, kept in one file."""

from __future__ import annotations

import contextlib
import json
import statistics
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from tabbook.document import Program
from tabbook.files import write_whole


class Expected:
    """The last seconds of each page in each framework, whatever its code was then."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._lock = threading.Lock()

    def seconds(self, programs: Sequence[Program]) -> list[float]:
        """For each program what it took last; for a new one the median of its framework, or of all; 0 to begin with."""
        known = self._read()
        by_framework: dict[str, list[float]] = {}
        for name, seconds in known.items():
            by_framework.setdefault(name.rpartition(" ")[2], []).append(seconds)
        other = statistics.median(known.values()) if known else 0.0
        medians = {framework: statistics.median(found) for framework, found in by_framework.items()}
        return [
            known.get(_name(program.path, program.framework), medians.get(program.framework, other))
            for program in programs
        ]

    def learn(self, seconds: Mapping[tuple[str, str], float]) -> None:
        """Take what stored runs took, by path and framework, for pages that nothing is known of."""
        with self._lock:
            known = self._read()
            told = {_name(*page): taken for page, taken in seconds.items()}
            if told.keys() - known.keys():
                self._write(told | known)

    def remember(self, program: Program, seconds: float) -> None:
        """`program` has just run; another build may have told of other pages meanwhile."""
        with self._lock:
            self._write(self._read() | {_name(program.path, program.framework): round(seconds, 3)})

    def _read(self) -> dict[str, float]:
        """What is known; nothing where the file is not there or is not ours."""
        try:
            told = json.loads(self.file.read_text(encoding="utf-8"))
            return {str(name): float(seconds) for name, seconds in told.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def _write(self, known: Mapping[str, float]) -> None:
        """Write the file whole, or leave it: without it pages run in another order, and no worse."""
        with contextlib.suppress(OSError):
            write_whole(self.file, json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True).encode())


def _name(path: str, framework: str) -> str:
    return f"{path} {framework}"
