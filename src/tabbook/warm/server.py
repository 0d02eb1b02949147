"""Modules and requests in; a forked process for each request out. Runs in a framework's own environment.

It is started as a script by `servers.py`, knows nothing of tabbook, and imports what was asked for before it answers.
A request is what `python -c CODE ARGUMENTS` would be: the child runs the code as a new process would, in a session of
its own, with the modules imported already. The server and its children end when the other side of its socket ends,
however that ends; a child whose server is killed is killed by the system.

Messages are lines of JSON on the socket that is standard input. In, with the child's stdin, stdout and stderr:
{"code", "arguments", "folder", "environment"}. Out, in any order but the first, which is one of the first two:
{"ready": true} | {"failed": why} | {"started": pid} | {"refused": why} | {"ended": pid, "code": as Popen tells it}.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import gc
import importlib
import importlib.util
import json
import os
import selectors
import signal
import socket
import sys
import tempfile
import threading
import types
from collections.abc import Iterable, Sequence
from typing import Any

IMPORT_LIMIT = 300
"""Seconds after which a server whose imports hang is ended by the system."""
MACHINERY = (
    "ipykernel.kernelapp",
    "ipykernel.debugger",
    "tornado.platform.asyncio",
    "tornado.locks",
    "tornado.queues",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.history",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "faulthandler",
    "sqlite3",
)
"""What every kernel imports before its first cell, whatever the page."""
PLOTTING = ("matplotlib.pyplot",)
"""What most pages import next to their framework."""
REQUEST_SIZE = 1 << 20
"""Bytes that a request may have: an environment has some thousands."""
PR_SET_PDEATHSIG = 1
"""Linux: which signal a process gets when the one that forked it ends; see prctl(2)."""


def main() -> None:
    """Import the modules that the arguments name, then fork what is asked for until the other side ends."""
    control = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    del sys.path[0]  # The folder of this file.
    try:
        failed = import_all(sys.argv[1:])
    except BaseException as error:
        failed = f"{type(error).__name__}: {error}"
    if failed:
        tell(control, {"failed": failed})
        os._exit(1)
    gc.collect()
    gc.freeze()  # The collector would touch, and so copy, every page of memory that the children share.
    tell(control, {"ready": True})
    serve(control)


def import_all(names: Sequence[str]) -> str:
    """Import each module that is installed; why the processes forked from here would not be as new ones are."""
    # As ipykernel sets it before any cell runs; matplotlib reads it when it is imported.
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    signal.alarm(IMPORT_LIMIT)
    for name in (*MACHINERY, *names, *PLOTTING):
        if is_installed(name) and (printed := printed_by_import(name)):
            return f"importing {name} prints {printed[:60]!r}, which a page would miss"
    signal.alarm(0)
    return ""


def is_installed(name: str) -> bool:
    """Whether there is such a module; what its parents are is found out by importing them."""
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def printed_by_import(name: str) -> str:
    """Import a module; what that writes to standard output, from Python or below."""
    with tempfile.TemporaryFile() as file:
        before = os.dup(1)
        os.dup2(file.fileno(), 1)
        try:
            importlib.import_module(name)
            sys.stdout.flush()
        finally:
            os.dup2(before, 1)
            os.close(before)
        file.seek(0)
        return file.read().decode("utf-8", "replace")


def serve(control: socket.socket) -> None:
    """Fork for each request, tell each end, leave with the other side."""
    children: dict[int, int] = {}  # Each with the descriptor that becomes readable at its end.
    with selectors.DefaultSelector() as selector:
        selector.register(control, selectors.EVENT_READ)
        while True:
            for ready, _ in selector.select():
                if ready.fileobj is not control:
                    pid = ready.data
                    selector.unregister(ready.fileobj)
                    os.close(children.pop(pid))
                    _, status = os.waitpid(pid, 0)
                    tell(control, {"ended": pid, "code": os.waitstatus_to_exitcode(status)})
                elif request := read_request(control):
                    pid = fork(*request, [control.fileno(), selector.fileno(), *children.values()])
                    children[pid] = os.pidfd_open(pid)
                    selector.register(children[pid], selectors.EVENT_READ, pid)
                    tell(control, {"started": pid})
                else:
                    end(children)


def end(children: Iterable[int]) -> None:
    """End all that was forked and what that started, then this process."""
    for pid in children:
        with contextlib.suppress(OSError):  # It has just ended, or has no group of its own yet and ends with this one.
            os.killpg(pid, signal.SIGKILL)
    os._exit(0)


def read_request(control: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    """The next request and the child's three files; `None` where the other side has ended."""
    message, files, _, _ = socket.recv_fds(control, REQUEST_SIZE, 3)
    while message and not message.endswith(b"\n"):
        more = control.recv(REQUEST_SIZE)
        message = message + more if more else b""
    return (json.loads(message), files) if message else None


def tell(control: socket.socket, message: dict[str, Any]) -> None:
    """Send a message; where nobody reads it any more the next request is the end."""
    with contextlib.suppress(OSError):
        control.sendall(json.dumps(message).encode() + b"\n")


def fork(request: dict[str, Any], files: list[int], own: Sequence[int]) -> int:
    """The process that a request asks for; `own` are the server's open files, which it does not get."""
    server = os.getpid()
    pid = os.fork()
    if pid == 0:
        try:
            become(request, files, own, server)
        except SystemExit as error:
            leave(error.code)
        except BaseException:
            sys.excepthook(*sys.exc_info())
            leave(1)
        leave(0)
    for file in files:
        os.close(file)
    return pid


def leave(code: object) -> None:
    """End a child as Python ends: what it registered for that runs."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code if isinstance(code, int) else 0 if code is None else 1)


def become(request: dict[str, Any], files: Sequence[int], own: Sequence[int], server: int) -> None:
    """Make this child what a new process would be, and run its code."""
    os.setsid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != server:
        os._exit(1)  # The server ended just before.
    for target, file in enumerate(files):
        os.dup2(file, target)
    for file in {*own, *files} - {0, 1, 2}:
        os.close(file)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"] | {"JPY_PARENT_PID": str(server)})
    forget()
    sys.path.insert(0, "")
    sys.argv = ["-c", *request["arguments"], f"--IPKernelApp.parent_handle={server}"]
    main_module = types.ModuleType("__main__")
    sys.modules["__main__"] = main_module
    exec(compile(request["code"], "<string>", "exec"), main_module.__dict__)


def forget() -> None:
    """What a new process draws or looks up anew; Python's own `random` does so by itself."""
    tempfile.tempdir = None
    importlib.invalidate_caches()
    if numpy_random := sys.modules.get("numpy.random"):
        numpy_random.seed()
    if torch := sys.modules.get("torch"):
        torch.default_generator.seed()


if __name__ == "__main__":
    main()
