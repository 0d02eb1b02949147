"""A book's folder and an author's wishes in; a preview that goes on until it is interrupted out.

The first thread runs cells, and so is the one that an interruption ends, with all kernels. Beside it one thread builds,
one answers browsers, and some watch files.
"""

from __future__ import annotations

import os
import queue
import signal
import socket
import sys
import threading
import traceback
import webbrowser
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from rich.console import Console
from starlette.routing import Route

from tabbook import build, config, execute
from tabbook.config.read import FILE
from tabbook.desk import Desk
from tabbook.document import Program
from tabbook.errors import BookError, Place, Problem
from tabbook.preview import desk_pages, lab_pages
from tabbook.preview.board import Board, Running
from tabbook.preview.lab import Lab
from tabbook.preview.pages import application
from tabbook.preview.rounds import Ran, Rounds, Say, Tell
from tabbook.preview.watching import Change, follow

TRIED = 50
"""So many ports are tried from the wished one on."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What an author asks for."""

    port: int = 8000
    opens: bool = False
    """Whether to open the site in the browser."""
    runs: bool = False
    """Whether changed cells run without being asked."""
    jobs: int | None = None
    translation: str = ""
    """The language whose translator's desk is wanted; empty for none."""
    editor: str = ""
    """The address that opens a translator's editor, with `{path}` and `{line}` in it."""


def serve(root: Path, wishes: Wishes, say: Say, tell: Tell) -> None:
    """Build, serve, watch and build again; ends the process when interrupted.

    Raises `BookError` where no port is free, or the book has no such translation.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(130))
    desk = Desk(root.resolve(), wishes.translation, wishes.editor) if wishes.translation else None
    listening = _listen(wishes.port, say)
    board = Board()
    asked: queue.SimpleQueue[None] = queue.SimpleQueue()
    rounds = Rounds(root.resolve(), board, say, tell, (lambda: asked.put(None)) if wishes.runs else None)
    try:
        more = (*lab_pages.routes(Lab(root.resolve())), *(desk_pages.routes(desk) if desk else ()))
        _start(lambda: _answer(board, asked, listening, more))
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        say(address)
        changed: Callable[[Change], None] = rounds.words.put
        if desk:
            address = address.rstrip("/") + desk.home
            say(address)
            changed = _follow_desk(desk, board, changed)
        follow(rounds.root, _build_folder(rounds.root), changed)
        _start(rounds.go_on)
        if wishes.opens:
            webbrowser.open(address)
        while True:
            asked.get()
            _run(rounds, board, wishes.jobs)
    except SystemExit:
        _end(130)


def _end(code: int) -> None:
    """End at once: no build is waited for, as it writes nothing but caches, in whole files."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _start(work: Callable[[], None]) -> None:
    """Do `work` beside; without one of its threads a preview is none, so it ends with each."""

    def do() -> None:
        try:
            work()
        except BaseException:
            traceback.print_exc()
            _end(1)

    threading.Thread(target=do, daemon=True).start()


def _listen(port: int, say: Say) -> socket.socket:
    """A socket on the wished port of this machine, or on the next one that is free."""
    for number in range(port, min(port + TRIED, 65536)):
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", number))
            listening.listen()
        except OSError:
            listening.close()
            continue
        if number != port:
            say(f"port {port} is in use; taking {number}")
        return listening
    what = f"no port from {port} on is free"
    raise BookError([Problem("V02", Place(FILE, 1), what, "end what listens there, or name another with --port")])


def _follow_desk(desk: Desk, board: Board, changed: Callable[[Change], None]) -> Callable[[Change], None]:
    """Let the desk look now, and whenever what this gives is told of a change, before the book is built anew."""
    words: queue.SimpleQueue[Change] = queue.SimpleQueue()
    words.put(Change())

    def go_on() -> None:
        while True:
            told = [words.get()]
            while not words.empty():
                told.append(words.get())
            desk.look(lambda versions: board.change(desk=versions))
            for change in told:
                changed(change)

    _start(go_on)
    return words.put


def _answer(board: Board, asked: queue.SimpleQueue[None], listening: socket.socket, more: Sequence[Route]) -> None:
    settings = uvicorn.Config(application(board, lambda: asked.put(None), more), log_level="critical", lifespan="off")
    uvicorn.Server(settings).run(sockets=[listening])


def _build_folder(root: Path) -> Path:
    try:
        return config.read(root).build_folder
    except BookError:
        return root / "build"


def _run(rounds: Rounds, board: Board, jobs: int | None) -> None:
    """Run what must be run; each page's outputs are shown as soon as they are there."""
    programs: tuple[Program, ...] = ()
    try:
        programs, problems = build.run(config.read(rounds.root), jobs, _Shown(board, rounds))
    except BookError as error:
        problems = error.problems
    board.change(running=None)
    rounds.words.put(Ran(problems, programs))


class _Shown(execute.Progress):
    """Progress told on the console and on the open pages."""

    def __init__(self, board: Board, rounds: Rounds) -> None:
        super().__init__(Console())
        self.board, self.rounds = board, rounds
        self.names: dict[str, None] = {}

    def begin(self, total: int) -> None:
        super().begin(total)
        self._tell_pages()

    def started(self, program: Program) -> None:
        super().started(program)
        self.names[_name(program)] = None
        self._tell_pages()

    def finished(self, program: Program, seconds: float, from_store: bool = False) -> None:
        super().finished(program, seconds, from_store)
        if not from_store:
            self._end(program)
            self.rounds.words.put(Change())

    def failed(self, program: Program, cells_run: int = 0) -> None:
        super().failed(program, cells_run)
        self._end(program)

    def _end(self, program: Program) -> None:
        self.names.pop(_name(program), None)
        self._tell_pages()

    def _tell_pages(self) -> None:
        done = self.programs_run + self.failed_programs
        running = Running(done, self.total, tuple(self.names)) if self.total else None
        self.board.change(running=running)


def _name(program: Program) -> str:
    return f"{program.path} · {program.framework}"
