"""An environment's Python and modules in; processes forked from one that has imported them, out.

A server is started when it is first needed and serves this process until `close_all`, or until this process ends.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).with_name("server.py")
PER_PROCESS = ("TMPDIR", "CUDA_VISIBLE_DEVICES", "JPY_PARENT_PID", "JPY_SESSION_NAME", "JPY_INTERRUPT_EVENT")
"""Variables that two kernels of one server may have differently: nothing reads them while it is imported."""
ANSWER_LIMIT = 30
"""Seconds in which a server that is ready forks."""
LAST_WORDS = 300
"""Characters of what a server wrote before it ended that are told."""


class NoServer(Exception):
    """Raised, with the reason in words, where no process can be forked and a new one must do."""


class Forked:
    """A process that a server forked; the part of `subprocess.Popen` that Jupyter uses."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, server: Server) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._server = server
        self._ended = threading.Event()

    def poll(self) -> int | None:
        return self.returncode

    def wait(self, timeout: float | None = None) -> int | None:
        """Its exit code, negative for a signal. Raises `subprocess.TimeoutExpired`."""
        if not self._ended.wait(timeout):
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    @property
    def lost_its_server(self) -> bool:
        """Whether it ended because its server did, through no fault of its own."""
        return self._server.ended_by_itself and self.returncode == -signal.SIGKILL

    def ended(self, code: int) -> None:
        """Told by the server, once."""
        self.returncode = code
        self._ended.set()


class Server:
    """A running server, as seen from here; its methods may be called from any thread.

    Raises `NoServer` where it cannot be started.
    """

    def __init__(self, python: str, modules: Sequence[str], environment: Mapping[str, str]) -> None:
        self.why_dead = ""
        self.ended_by_itself = False
        self._forked: dict[int, Forked] = {}
        self._answers: list[Forked | str] = []
        self._news = threading.Condition()
        self._asking = threading.Lock()
        self._said = tempfile.TemporaryFile()  # noqa: SIM115  It lives as long as the server.
        self._control, theirs = socket.socketpair()
        try:
            with theirs:
                self._process: subprocess.Popen[bytes] = subprocess.Popen(
                    [python, "-u", str(PROGRAM), *modules],
                    stdin=theirs.fileno(),
                    stdout=self._said,
                    stderr=self._said,
                    env=dict(environment),
                    start_new_session=True,
                )
        except OSError as error:
            self._control.close()
            self._said.close()
            raise NoServer(str(error.strerror or error)) from error
        self._listener = threading.Thread(target=self._listen, name="fork server", daemon=True)
        self._listener.start()
        if self._answer(None) is None:
            self.close()
            raise NoServer(self.why_dead)

    def fork(
        self, code: str, arguments: Sequence[str], folder: str, environment: Mapping[str, str], files: Sequence[int]
    ) -> Forked:
        """A process that is to `python -c code arguments` what this server's Python is; `files` are its first three.

        Raises `NoServer` where the server has ended.
        """
        request = {"code": code, "arguments": arguments, "folder": folder, "environment": environment}
        with self._asking:
            try:
                socket.send_fds(self._control, [json.dumps(request).encode() + b"\n"], files)
            except OSError:
                self._answer(ANSWER_LIMIT)
                raise NoServer(self.why_dead)
            answer = self._answer(ANSWER_LIMIT)
        if not isinstance(answer, Forked):
            # What it may yet answer must not be taken for the answer to another request.
            self.why_dead = self.why_dead or f"it did not answer for {ANSWER_LIMIT} seconds"
            self._process.kill()
            self._listener.join()
            raise NoServer(self.why_dead)
        return answer

    def close(self) -> None:
        """End it, and whatever it forked."""
        with contextlib.suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)
        self._listener.join()

    def _answer(self, limit: float | None) -> Forked | str | None:
        """The next answer: that it is ready, or what it forked; `None` where it has ended or takes too long."""
        with self._news:
            self._news.wait_for(lambda: self._answers or self.why_dead, limit)
            return self._answers.pop(0) if self._answers else None

    def _listen(self) -> None:
        """Read what the server tells until it ends."""
        with self._control.makefile("r", encoding="utf-8") as lines, contextlib.suppress(OSError):
            for line in lines:
                self._hear(json.loads(line))
        code = self._process.wait()
        with self._news:
            # Closed from this side it ends with 0; killed, its children are killed with it.
            self.ended_by_itself = code != 0
            self.why_dead = self.why_dead or f"it ended with {_in_words(code)}{self._last_words()}"
            for forked in self._forked.values():
                forked.ended(-signal.SIGKILL)
            self._news.notify_all()
        self._control.close()
        self._said.close()

    def _hear(self, message: dict[str, Any]) -> None:
        with self._news:
            if "ended" in message:
                self._forked.pop(message["ended"]).ended(message["code"])
            elif "failed" in message:
                self.why_dead = message["failed"]
            elif "started" in message:
                forked = self._forked[message["started"]] = Forked(message["started"], self)
                self._answers.append(forked)
            else:
                self._answers.append("ready")
            self._news.notify_all()

    def _last_words(self) -> str:
        self._said.seek(0)
        said = self._said.read().decode("utf-8", "replace").strip()
        return f": {said[-LAST_WORDS:]}" if said else ""


def _in_words(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {-code}"


_servers: dict[tuple[Any, ...], Server | NoServer] = {}
_starting: dict[tuple[Any, ...], threading.Lock] = {}
_guard = threading.Lock()


def serve(python: str, modules: Sequence[str], environment: Mapping[str, str]) -> Server:
    """The server of these modules in that environment, started where there is none yet.

    Raises `NoServer`, at once where that was found out before, where none can be had.
    """
    if not is_possible():
        raise NoServer(f"processes cannot be forked safely on {sys.platform}")
    shared, named = _named(python, modules, environment)
    with _guard:
        starting = _starting.setdefault(named, threading.Lock())
    with starting:
        known = _servers.get(named)
        if isinstance(known, Server) and known.why_dead:
            known = NoServer(known.why_dead)
        if known is None:
            try:
                known = Server(python, modules, shared)
            except NoServer as error:
                known = error
        _servers[named] = known
    if isinstance(known, NoServer):
        raise known
    return known


def serve_soon(python: str, modules: Sequence[str], environment: Mapping[str, str]) -> Server:
    """The same, without waiting: where it is not there yet, it is started, and `NoServer` is raised."""
    if is_possible() and _named(python, modules, environment)[1] not in _servers:
        threading.Thread(target=_start, args=(python, modules, environment), daemon=True).start()
        raise NoServer("what it is to be forked from is getting ready for the next one")
    return serve(python, modules, environment)


def _start(python: str, modules: Sequence[str], environment: Mapping[str, str]) -> None:
    with contextlib.suppress(NoServer):
        serve(python, modules, environment)


def _named(
    python: str, modules: Sequence[str], environment: Mapping[str, str]
) -> tuple[dict[str, str], tuple[Any, ...]]:
    """The variables that a server has, and what it is known by."""
    shared = {name: value for name, value in environment.items() if name not in PER_PROCESS}
    return shared, (python, tuple(modules), tuple(sorted(shared.items())))


def is_possible() -> bool:
    """Whether this system can fork a process that has threads and libraries, and say how it ended: Linux can."""
    return sys.platform == "linux" and hasattr(os, "pidfd_open")


def close_all() -> None:
    """End every server and what they forked; those that failed may be tried again."""
    with _guard:
        servers = [server for server in _servers.values() if isinstance(server, Server)]
        _servers.clear()
    for server in servers:
        server.close()


atexit.register(close_all)
