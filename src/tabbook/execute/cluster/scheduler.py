"""Jobs and the address of a Dask scheduler in; what became of each on its workers out. The one door to Dask.

A worker says with its resources what it can run: `--resources "pytorch=1,gpu=1"`. Each page asks for one of its
framework's name, so that at any moment a worker runs as many pages of a framework as it offers.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import pickle
import re
import socket
import threading
import time
import uuid
import warnings
from asyncio import CancelledError
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import dask
import distributed
from distributed.comm.core import CommClosedError, connect
from distributed.scheduler import KilledWorker
from distributed.security import Security
from distributed.versions import VersionMismatchWarning

import tabbook
from tabbook.errors import BookError, Place, Problem
from tabbook.execute.cluster import worker
from tabbook.execute.cluster.parcel import pack
from tabbook.execute.cluster.places import Offer, Places, Resources, can_run, count_slots, resources_of
from tabbook.execute.cluster.worker import Unfit
from tabbook.execute.expected import Expected
from tabbook.execute.jobs import Done, Fault, Job, Runner, Surroundings
from tabbook.execute.pool import POLL, run_jobs
from tabbook.execute.telling import Progress
from tabbook.store import Ran, Store

CONNECT_LIMIT = 5
"""Seconds a scheduler has to answer at first."""
SILENCE_LIMIT = 30
"""Seconds a scheduler may be silent, or a framework without a worker, which may be starting anew."""
LOOK = 2
"""Seconds between two questions to the scheduler."""
FETCH_LIMIT = 60
"""Seconds after which outputs that do not arrive are asked for again, if their worker is still there."""
PLACE = Place("config.ini", 1)
"""Where the Problems of a command line stand."""


def run_jobs_on(
    address: str,
    jobs: Sequence[Job],
    around: Surroundings,
    at_once: int | None,
    store: Store,
    progress: Progress,
    expected: Expected,
) -> list[Done]:
    """Run all jobs on the cluster at `address`, as many at once as its workers offer, or `at_once`; see `run_jobs`."""
    try:
        cluster = _Cluster(address)
    except BookError as error:
        return [Done(job, problem=error.problems[0]) for job in jobs]
    with contextlib.closing(cluster):
        offers = list(cluster.places.offers.values())
        refused = [job for job in jobs if not can_run(job, offers)]
        for job in refused:
            progress.failed(job.program)
        done = [Done(job, problem=_not_offered(refused, offers)) for job in refused]
        left = [job for job in jobs if job not in refused]
        if left:
            slots = at_once or count_slots(left, offers)
            runner = Runner(lambda job: _Away(job, around, cluster), slots, around.limit, gpus=None, fits=cluster.fits)
            done += run_jobs(left, runner, store, progress, expected)
    return done


def _not_offered(jobs: Sequence[Job], offers: Collection[Offer]) -> Problem:
    """No worker has what these jobs want."""
    wanted = dict.fromkeys(_said(resources_of(job)) for job in jobs)
    offered = sorted({_said(offer.resources) for offer in offers})
    what = f"no worker offers {', '.join(wanted)}; "
    what += f"they offer {' | '.join(one or 'nothing' for one in offered)}" if offers else "none has joined"
    cure = f'start one that does: dask worker … --nthreads 1 --resources "{next(iter(wanted)).replace(" ", ",")}"'
    return Problem("X12", PLACE, what, cure)


def _said(resources: Resources) -> str:
    return " ".join(f"{name}={number:g}" for name, number in sorted(resources.items()))


def _probe(address: str) -> None:
    """Raise `BookError` where no scheduler answers; Dask alone would wait long, or for ever."""
    parts = re.fullmatch(r"(?P<scheme>tcp|tls)://\[?(?P<host>[^/]+?)\]?:(?P<port>\d{1,5})", address)
    if not parts:
        raise _unreached(address, "an address is written tcp://host:port")
    try:
        # First without Dask, which does not tell what the system said.
        socket.create_connection((parts["host"], int(parts["port"])), CONNECT_LIMIT).close()
    except (OSError, OverflowError) as error:
        raise _unreached(address, getattr(error, "strerror", None) or str(error))
    try:
        asyncio.run(_greet(address))
    except TypeError:
        raise _unreached(address, "Dask's own config must name the certificates for tls://")
    except (OSError, asyncio.CancelledError):
        raise _unreached(address, "what listens there does not answer as one")


async def _greet(address: str) -> None:
    async with asyncio.timeout(CONNECT_LIMIT):
        comm = await connect(address, timeout=CONNECT_LIMIT, **Security().get_connection_args("client"))
        await comm.close()


def _unreached(address: str, why: str) -> BookError:
    what = f"no Dask scheduler was reached at {address}: {why}"
    return BookError([Problem("X13", PLACE, what, "start one with `dask scheduler`, or mend the address")])


class _Cluster:
    """A scheduler that was reached, and what its workers offer now; to be closed."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.is_lost = self.is_told_lost = False
        self._closing = threading.Event()
        _keep_quiet()
        _probe(address)
        try:
            with warnings.catch_warnings():
                # What must be the same is compared on each worker, and told as a Problem.
                warnings.simplefilter("ignore", VersionMismatchWarning)
                self._client = distributed.Client(address, timeout=CONNECT_LIMIT, set_as_default=False)
            self.places = Places(self._ask())
        except (OSError, CancelledError) as error:
            raise _unreached(address, str(error) or "it ended")
        self._watch = threading.Thread(target=self._keep_asking, name="watch", daemon=True)
        self._watch.start()

    def close(self) -> None:
        """Let go of all that still runs there."""
        self._closing.set()
        self._watch.join()
        with contextlib.suppress(OSError, CancelledError):
            self._client.close(timeout=CONNECT_LIMIT)

    def fits(self, jobs: Sequence[Job]) -> bool:
        """Whether there is room for these jobs at the same time."""
        return self.is_lost or self.places.has_room(jobs)

    def submit(self, job: Job, around: Surroundings, address: str) -> distributed.Future[Any]:
        """Send a job on its way to a worker. Raises `OSError` where a file of it cannot be read."""
        errand = pickle.dumps(_Errand(tabbook.__version__, pickle.dumps(pack(job, around))))
        # Dask warns of much data; a book's data files travel with each page that declares them.
        with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 TB"}):
            return self._client.submit(
                pickle.loads,
                errand,
                key=f"{job.program.framework}-{uuid.uuid4().hex}",
                resources=dict(resources_of(job)),
                workers=[address],
                pure=False,
            )

    def lost(self) -> BookError:
        """The scheduler is gone; to be raised."""
        self.is_lost = self.is_told_lost = True
        what = f"the Dask scheduler at {self.address} ended or cannot be reached any more"
        return BookError(
            [Problem("X13", PLACE, what, "what is finished is kept; start it and its workers, and build again")]
        )

    def _ask(self) -> dict[str, Offer]:
        scheduler = self._client.scheduler
        if scheduler is None:
            raise CommClosedError("closed")
        told = self._client.sync(scheduler.identity, n_workers=-1, callback_timeout=CONNECT_LIMIT)
        # One that pauses or closes goes on with what it has, but takes nothing more.
        return {
            address: Offer(one["nthreads"] if one["status"] == "running" else 0, one["resources"])
            for address, one in told["workers"].items()
        }

    def _keep_asking(self) -> None:
        answered = time.monotonic()
        while not self.is_lost and not self._closing.wait(LOOK):
            try:
                self.places.offers = self._ask()
                answered = time.monotonic()
            except (OSError, ValueError, RuntimeError, CancelledError):
                self.is_lost = self._client.status == "closed" or time.monotonic() - answered > SILENCE_LIMIT


@dataclass(slots=True)
class _Away:
    """One run of a job, on whichever worker has what it needs."""

    job: Job
    around: Surroundings
    cluster: _Cluster
    cells_run: int = 0
    _stopped: threading.Event = field(default_factory=threading.Event)

    def stop(self) -> None:
        """End the run; its worker ends the kernel as soon as it hears of it."""
        self._stopped.set()

    def execute(self) -> Ran | Fault:
        """Send the job, wait for what it gave.

        Raises `BookError` where the cluster did not run it, `OSError` where it could not be sent.
        """
        if self.cluster.is_told_lost:
            # By those that ran when it happened; each page that waited need not say it again.
            return Fault("stop", 0, "stopped")
        allowed: int = dask.config.get("distributed.scheduler.allowed-failures")
        for _ in range(allowed + 1):
            address = self._take_place()
            if address is None:
                return Fault("stop", 0, "stopped")
            try:
                told = self._run_at(address)
            finally:
                self.cluster.places.give_back(self.job)
            if told is not None:
                return told
        raise BookError([self._ended(allowed + 1)])

    def _take_place(self) -> str | None:
        """Wait for a worker with room and take it; `None` where the run is stopped first."""
        offered = time.monotonic()
        while True:
            if self.cluster.is_lost:
                raise self.cluster.lost()
            if address := self.cluster.places.take(self.job):
                return address
            offers = self.cluster.places.offers.values()
            if can_run(self.job, offers):
                offered = time.monotonic()
            elif time.monotonic() - offered > SILENCE_LIMIT:
                raise BookError([_not_offered([self.job], offers)])
            if self._stopped.wait(POLL):
                return None

    def _run_at(self, address: str) -> Ran | Fault | None:
        """Run it on one worker; `None` where that worker went away."""
        try:
            future = self.cluster.submit(self.job, self.around, address)
        except (RuntimeError, CommClosedError, CancelledError):
            raise self.cluster.lost()
        try:
            while address in self.cluster.places.offers:
                if future.done() and (told := self._fetch(future)):
                    return self._read(told)
                if self._stopped.wait(POLL):
                    return Fault("stop", 0, "stopped")
                if self.cluster.is_lost:
                    raise self.cluster.lost()
            return None
        finally:
            # One that is not done is stopped by this.
            future.release()

    def _fetch(self, future: distributed.Future[Any]) -> object:
        """What a future that is done holds, or why it holds nothing; `None` where it does not arrive."""
        if future.status == "cancelled":
            raise self.cluster.lost()
        try:
            return future.exception(timeout=FETCH_LIMIT) or future.result(timeout=FETCH_LIMIT)
        except TimeoutError:
            return None  # Its worker may be gone.
        except (CommClosedError, CancelledError):
            raise self.cluster.lost()

    def _read(self, told: object) -> Ran | Fault:
        """What the worker gave. Raises `BookError` where that are no outputs."""
        match told:
            case Ran():
                return told
            case Fault():
                self.cells_run = 0 if told.kind == "start" else told.cell + 1
                return told
            case Unfit() | BaseException():
                raise BookError([self._problem(told)])
        raise TypeError(told)

    def _problem(self, told: Unfit | BaseException) -> Problem:
        """Why the cluster has no outputs of this page."""
        framework = self.job.program.framework
        update = "bring the book's clone there up to date, run `make kernels` in it, and start the worker anew"
        match told:
            case Unfit(kind="differs"):
                return Problem("X14", self.job.environment.place, told.what, update)
            case Unfit():
                what = f"the {framework} page could not be run by {told.what}"
                return Problem("X07", self.job.place, what, "mend that, then run again")
            case KilledWorker():
                return self._ended(told.allowed_failures + 1)
            case ImportError() | AttributeError():
                what = f"a worker has no tabbook that can run pages for others: {told}"
                return Problem("X14", self.job.environment.place, what, update)
        raise told

    def _ended(self, workers: int) -> Problem:
        what = f"the {self.job.program.framework} page ended every worker that ran it, {workers} in all"
        cure = "read the log of the last worker; the page may need more memory"
        return Problem("X03", self.job.place, what, cure)


@dataclass(frozen=True, slots=True)
class _Errand:
    """Unpickled, it is what the worker's run gave. So a scheduler, which unpickles every function, needs no tabbook."""

    version: str
    parcel: bytes

    def __reduce__(self) -> tuple[Callable[[str, bytes], object], tuple[str, bytes]]:
        return run_here, (self.version, self.parcel)


def run_here(version: str, parcel: bytes) -> Ran | Fault | Unfit:
    """What a worker does with a parcel; it stops when nobody waits for it any more."""
    _drop_thread_limits()
    here = distributed.get_worker()
    key = here.get_current_task()

    def is_wanted() -> bool:
        task = here.state.tasks.get(key)
        return here.status == distributed.Status.running and task is not None and task.state == "executing"

    return worker.run(version, parcel, str(here.name), is_wanted)


def _drop_thread_limits() -> None:
    """Dask limits the threads of its workers' own arithmetic; a kernel counts as it would at home."""
    for name, value in dask.config.get("distributed.nanny.pre-spawn-environ").items():
        if os.environ.get(name) == str(value):
            del os.environ[name]


def _keep_quiet() -> None:
    """What Dask says in its log, we say as a Problem."""
    for name in ("distributed", "distributed.client", "tornado", "tornado.application", "asyncio"):
        logger = logging.getLogger(name)
        logger.handlers[:] = [logging.NullHandler()]
        logger.propagate = False
