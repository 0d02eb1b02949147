"""Work in shares in; what it makes of them out, done side by side in forks of this process, which share its memory.

Python runs one thread at a time, so pages are written in as many processes as there are cores. A fork has all that was
read before without a copy; only what it makes is handed back. Where a system cannot fork, it is done here.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.util import Finalize
from typing import Any, Generic, TypeVar

from tabbook.pickled import pickled

Item = TypeVar("Item")
Result = TypeVar("Result")
CAN_FORK = sys.platform == "linux"
"""macOS has forks too, but its own libraries break in them."""
_SIGNS = tuple(sign for sign in signal.Signals if sign.name in ("SIGINT", "SIGTERM", "SIGHUP"))
"""What ends a build; Windows lacks the last."""
_answers = set[Connection]()
"""The ends on which this process waits for its forks."""
_beginning = threading.Lock()
"""So that every fork knows of all of them."""
_siblings = 1
"""How many processes work side by side with this one, itself among them."""


def cores() -> int:
    """How many processors this process may use for itself."""
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, found // _siblings)


def at_end(end: Callable[[], object]) -> None:
    """Call `end` when this process, should it be a fork, ends."""
    if multiprocessing.parent_process():
        Finalize(None, end, exitpriority=1)


class Fork(Generic[Result]):
    """`make` at work in a fork."""

    def __init__(self, make: Callable[[], Result], siblings: int = 1) -> None:
        """Raises `OSError` where there is no room for another process."""
        context = multiprocessing.get_context("fork")
        with _beginning:
            self._answer, told = context.Pipe(duplex=False)
            _answers.add(self._answer)
            self._process = context.Process(target=_work, args=(make, told, siblings), daemon=True)
            with told, warnings.catch_warnings():
                # Python warns of locks that other threads hold; a fork of ours takes none of theirs.
                warnings.simplefilter("ignore", DeprecationWarning)
                try:
                    with _undisturbed():
                        self._process.start()
                except OSError:
                    self._close()
                    raise

    def result(self) -> Result:
        """What `make` gave, or raised; raises `ChildProcessError` where the process was ended from outside."""
        try:
            is_good, found = pickle.loads(self._answer.recv_bytes())
        except EOFError:
            self._process.join()
            self._close()
            raise ChildProcessError(f"a part of this build ended with {self._process.exitcode}") from None
        self._process.join()
        self._close()
        if not is_good:
            raise found
        result: Result = found
        return result

    def end(self) -> None:
        """End it, if it has not ended yet."""
        self._close()
        self._process.kill()
        self._process.join()

    def _close(self) -> None:
        _answers.discard(self._answer)
        self._answer.close()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Heed signals afterwards: what their handlers raise while a process is forked, Python drops."""
    if threading.current_thread() is not threading.main_thread():
        yield  # Handlers run in the main thread, which forks nothing now.
        return
    came: list[int] = []
    heeded = {sign: signal.getsignal(sign) for sign in _SIGNS}
    heeded = {sign: handler for sign, handler in heeded.items() if handler not in (None, signal.SIG_IGN)}
    for sign in heeded:
        signal.signal(sign, lambda sign, _: came.append(sign))
    try:
        yield
    finally:
        for sign, handler in heeded.items():
            signal.signal(sign, handler)
        for number in came:
            signal.raise_signal(number)


def _work(make: Callable[[], Any], told: Connection, siblings: int) -> None:
    global _beginning, _siblings
    _siblings, _beginning = siblings, threading.Lock()
    # Who holds the other end of a pipe open, as a sibling's or its own, never hears that nobody listens any more.
    for heard in _answers:
        heard.close()
    _answers.clear()
    # The process that waits for this one decides what a signal means; this one only clears up.
    for sign in _SIGNS:
        if signal.getsignal(sign) != signal.SIG_IGN:
            signal.signal(sign, _leave)
    with suppress(BrokenPipeError), told:
        try:
            answer = (True, make())
        except SystemExit:  # Ended from outside: that nothing is told says so.
            raise
        except BaseException as error:
            answer = (False, error)
        told.send_bytes(pickled(answer))


def _leave(sign: int, _: object) -> None:
    signal.signal(sign, signal.SIG_DFL)
    sys.exit(128 + sign)


def begin(make: Callable[[], Result], *, is_worth: bool) -> Callable[[], Result]:
    """Begin with `make` in a fork, if it is worth one; gives what waits for its result, or else makes it then."""
    fork = _forked(make) if is_worth else None
    return fork.result if fork else make


@contextmanager
def beside(make: Callable[[], Result], siblings: int = 1) -> Iterator[Callable[[], Result]]:
    """The same for as long as a `with` block takes: a fork that nobody waits for is ended with it.

    `siblings` is how many work side by side, this process among them: it shares the processors with them.
    """
    fork = _forked(make, siblings)
    try:
        yield fork.result if fork else make
    finally:
        if fork:
            fork.end()


def _forked(make: Callable[[], Result], siblings: int = 1) -> Fork[Result] | None:
    """`make` at work in a fork; `None` where there is no room for another process."""
    if not CAN_FORK or cores() < 2:
        return None
    try:
        return Fork(make, siblings)
    except OSError:
        return None


def spread(make: Callable[[list[Item]], Sequence[Result]], items: Sequence[Item], worth: int) -> list[Result]:
    """What `make` gives for each of `items`, in order; a process for each core where each has `worth` or more."""
    count = min(cores(), len(items) // worth) if CAN_FORK else 1
    if count < 2:
        return list(make(list(items)))
    shares = [list(items[turn::count]) for turn in range(count)]
    forks: list[Fork[Sequence[Result]]] = []
    try:
        for share in shares:
            forks.append(Fork(partial(make, share), count))
    except OSError:  # There is no room for another process.
        _end(forks)
        return list(make(list(items)))
    try:
        found = [fork.result() for fork in forks]
    finally:
        _end(forks)
    return [found[index % count][index // count] for index in range(len(items))]


def _end(forks: Sequence[Fork[Any]]) -> None:
    for fork in forks:
        fork.end()
