"""A parcel in; what its run on this machine gave, or why this machine does not run it, out.

The kernels are those in the folder that the variable `TABBOOK_KERNELS` names, or in `build/kernels` where the worker
was started.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import zmq

import tabbook
from tabbook import kernels
from tabbook.errors import BookError
from tabbook.execute import scratch
from tabbook.execute.cluster.parcel import Parcel, lay_out_library, unpack
from tabbook.execute.gpus import count_needed, held_gpus
from tabbook.execute.jobs import Fault, Running, Surroundings, said_by
from tabbook.execute.run import Run
from tabbook.kernels import Environment
from tabbook.store import Ran

LOOK = 0.5
"""Seconds between two looks whether a run is still wanted."""
TOLD_DIFFERENCES = 3
"""How many packages are named that differ."""


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a worker did not run a page."""

    kind: Literal["differs", "system"]
    """It has other versions than the book, or its system did not let the page run."""
    what: str


def run(version: str, parcel: bytes, name: str, is_wanted: Callable[[], bool]) -> Ran | Fault | Unfit:
    """Run what `parcel` holds on the worker called `name`, and end that as soon as it is not wanted any more.

    `version` is the tabbook that packed it: only the same one can read it.
    """
    worker = f"worker {name} on {socket.gethostname()}"
    if version != tabbook.__version__:
        return Unfit("differs", f"{worker} has tabbook {tabbook.__version__}, the book has {version}")
    told: Parcel = pickle.loads(parcel)
    folder = Path(os.environ.get("TABBOOK_KERNELS") or Path("build") / "kernels").absolute()
    try:
        environment = kernels.find_in(folder, told.program.framework)
    except BookError as error:
        return Unfit("differs", f"{worker} cannot run {told.program.framework}: {error.problems[0].what}")
    if difference := _difference(told, environment):
        return Unfit("differs", f"{worker} has {difference}")
    try:
        return _run(told, environment, folder / "share" / "jupyter" / "kernels", worker, is_wanted)
    except (OSError, zmq.ZMQError) as error:
        return Unfit("system", f"{worker}: {said_by(error)}")


def _difference(told: Parcel, here: Environment) -> str:
    """In which packages this environment differs from that of the book; empty where it is the same."""
    names = [name for name in {**told.versions, **here.versions} if told.versions.get(name) != here.versions.get(name)]
    if not names:
        return "" if told.environment == here.digest else "kernels with other settings than the book: another tabbook"
    first = [f"{_version(here.versions, name)} (the book: {_version(told.versions, name)})" for name in names]
    more = f" and {len(names) - TOLD_DIFFERENCES} more that differ" if len(names) > TOLD_DIFFERENCES else ""
    return ", ".join(first[:TOLD_DIFFERENCES]) + more


def _version(versions: Mapping[str, str], name: str) -> str:
    return f"{name} {versions[name]}" if name in versions else f"no {name}"


def _run(
    told: Parcel, environment: Environment, specs: Path, worker: str, is_wanted: Callable[[], bool]
) -> Ran | Fault:
    library = lay_out_library(told.library)
    with scratch.open_folder() as folder:
        job = unpack(told, environment, folder)
        around = Surroundings(specs, library, told.limit, told.is_warm)
        with held_gpus(count_needed(job.program), is_wanted) as devices:
            running = Run(replace(job, devices=devices), around)
            with _watched(running, is_wanted):
                result = running.execute()
    if isinstance(result, Fault):
        where = f" on {worker}" if result.kind in ("start", "death") else ""
        traceback = result.traceback.replace(str(library), told.library_folder)
        return replace(result, what=result.what + where, traceback=traceback)
    return replace(result, outputs=_at_home(result, library, told.library_folder))


@contextlib.contextmanager
def _watched(running: Running, is_wanted: Callable[[], bool]) -> Iterator[None]:
    over = threading.Event()

    def watch() -> None:
        while not over.wait(LOOK):
            if not is_wanted():
                return running.stop()

    watcher = threading.Thread(target=watch, name="watch", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def _at_home(ran: Ran, library: Path, home: str) -> list[list[Mapping[str, object]]]:
    """The outputs as they would be at home, where the helper library has another path."""
    told = json.dumps(ran.outputs).replace(json.dumps(str(library))[1:-1], json.dumps(home)[1:-1])
    outputs: list[list[Mapping[str, object]]] = json.loads(told)
    return outputs
