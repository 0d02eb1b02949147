"""A real Dask scheduler and its workers, each a process of its own on 127.0.0.1."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Cluster:
    """A scheduler on a free port, and workers that are started in the folder of a book.

    Each knows its own process as the variable `WORKER`, which its kernels have too.
    """

    book: Path
    logs: Path
    """Folder for what the processes say."""
    environment: dict[str, str] = field(default_factory=dict)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        port = self.address.rpartition(":")[2]
        self.scheduler = self._start("Scheduler at:", "scheduler", "--host", "127.0.0.1", "--port", port)

    def add_worker(self, resources: str, **environment: str) -> subprocess.Popen[bytes]:
        """One more worker, of one process, when it has joined."""
        words = ["--nthreads", "1", "--no-nanny", "--resources", resources]
        return self._start("Registered to:", "worker", self.address, *words, **environment)

    def close(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait()

    def _start(self, sign: str, *words: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start a process, and return when its log has the line that it is ready by."""
        log = self.logs / f"dask-{len(self.processes)}.log"
        dask = str(Path(sys.executable).with_name("dask"))
        # Else each process compiles all of Dask and of ours anew where nothing may be written beside the code.
        bytecode = {"PYTHONPYCACHEPREFIX": str(self.logs.parent / "bytecode"), "PYTHONDONTWRITEBYTECODE": ""}
        with log.open("wb") as opened:
            process = subprocess.Popen(
                ["sh", "-c", 'WORKER=$$ exec "$@"', "sh", dask, *words, "--no-dashboard"],
                cwd=self.book,
                env=os.environ | bytecode | self.environment | environment,
                stdout=opened,
                stderr=subprocess.STDOUT,
            )
        self.processes.append(process)
        wait_for(log, sign, process)
        return process


def wait_for(log: Path, sign: str, process: subprocess.Popen[bytes]) -> None:
    """Return when `sign` is in the log; fail after a minute, or where the process ends without."""
    for _ in range(600):
        if sign in log.read_text(errors="replace"):
            return
        try:
            process.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        break
    raise AssertionError(f"no {sign!r} in what it said:\n{log.read_text(errors='replace')}")
