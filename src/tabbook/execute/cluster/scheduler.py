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
from collections.abc import Callable, Iterable, Mapping, Sequence
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
from tabbook.execute.cluster.worker import Unfit
from tabbook.execute.expected import Expected
from tabbook.execute.jobs import Done, Fault, Job, Runner, Surroundings
from tabbook.execute.pool import POLL, run_jobs
from tabbook.execute.progress import Progress
from tabbook.store import Ran, Store

CONNECT_LIMIT = 5
"""Seconds a scheduler has to answer at first."""
SILENCE_LIMIT = 30
"""Seconds a scheduler may be silent, or a framework without a worker, which may be starting anew."""
LOOK = 2
"""Seconds between two questions to the scheduler."""
FETCH_LIMIT = 600
"""Seconds that the outputs of one page may take to arrive."""
PLACE = Place("config.ini", 1)
"""Where the Problems of a command line stand."""
Resources = Mapping[str, float]


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
        refused = [job for job in jobs if not _can_run(_resources(job), cluster.offers)]
        for job in refused:
            progress.failed(job.program)
        done = [Done(job, problem=_not_offered(refused, cluster.offers)) for job in refused]
        left = [job for job in jobs if job not in refused]
        if left:
            slots = at_once or _count_slots(left, cluster.offers)
            runner = Runner(lambda job: _Away(job, around, cluster), slots, around.limit, gpus=None, fits=cluster.fits)
            done += run_jobs(left, runner, store, progress, expected)
    return done


@dataclass(frozen=True, slots=True)
class Offer:
    """What one worker offers."""

    threads: int
    """How many pages it runs at once, whatever they are."""
    resources: Resources


def _resources(job: Job) -> Resources:
    """What a worker must offer to run `job`."""
    return {job.program.framework: 1} | ({"gpu": job.gpus_needed} if job.gpus_needed else {})


def _can_run(wanted: Resources, offers: Iterable[Offer]) -> bool:
    """Whether one of the workers alone has all that is wanted."""
    return any(all(offer.resources.get(name, 0) >= number for name, number in wanted.items()) for offer in offers)


def _count_slots(jobs: Sequence[Job], offers: Iterable[Offer]) -> int:
    """How many of these jobs all workers together can run at once."""
    frameworks = {job.program.framework for job in jobs}
    offered = (int(sum(offer.resources.get(name, 0) for name in frameworks)) for offer in offers)
    return max(1, sum(min(offer.threads, number) for offer, number in zip(offers, offered, strict=True)))


def _not_offered(jobs: Sequence[Job], offers: Sequence[Offer]) -> Problem:
    """No worker has what these jobs want."""
    wanted = dict.fromkeys(_said(_resources(job)) for job in jobs)
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
            self.offers = self._ask()
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
        """Whether the workers together offer what these jobs want at the same time."""
        wanted: dict[str, float] = {}
        for job in jobs:
            for name, number in _resources(job).items():
                wanted[name] = wanted.get(name, 0) + number
        offers = self.offers
        return self.is_lost or all(
            number <= max(sum(offer.resources.get(name, 0) for offer in offers), 1) for name, number in wanted.items()
        )

    def submit(self, job: Job, around: Surroundings) -> distributed.Future[Any]:
        """Send a job on its way. Raises `OSError` where a file of it cannot be read."""
        errand = pickle.dumps(_Errand(tabbook.__version__, pickle.dumps(pack(job, around))))
        # Dask warns of much data; a book's data files travel with each page that declares them.
        with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 TB"}):
            return self._client.submit(
                pickle.loads,
                errand,
                key=f"{job.program.framework}-{uuid.uuid4().hex}",
                resources=dict(_resources(job)),
                pure=False,
            )

    def lost(self) -> BookError:
        """The scheduler is gone; to be raised."""
        self.is_lost = self.is_told_lost = True
        what = f"the Dask scheduler at {self.address} ended or cannot be reached any more"
        return BookError(
            [Problem("X13", PLACE, what, "what is finished is kept; start it and its workers, and build again")]
        )

    def _ask(self) -> list[Offer]:
        scheduler = self._client.scheduler
        if scheduler is None:
            raise CommClosedError("closed")
        told = self._client.sync(scheduler.identity, n_workers=-1, callback_timeout=CONNECT_LIMIT)
        running = [one for one in told["workers"].values() if one["status"] == "running"]
        return [Offer(one["nthreads"], one["resources"]) for one in running]

    def _keep_asking(self) -> None:
        answered = time.monotonic()
        while not self.is_lost and not self._closing.wait(LOOK):
            try:
                self.offers = self._ask()
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
        if self.cluster.is_lost:
            raise self.cluster.lost()
        try:
            future = self.cluster.submit(self.job, self.around)
        except (RuntimeError, CommClosedError, CancelledError):
            raise self.cluster.lost()
        try:
            return self._read(future) if self._is_done(future) else Fault("stop", 0, "stopped")
        finally:
            # One that is not done is stopped by this.
            future.release()

    def _is_done(self, future: distributed.Future[Any]) -> bool:
        """Wait; whether it is done, or stopped."""
        offered = time.monotonic()
        while not future.done():
            if self._stopped.wait(POLL):
                return False
            if self.cluster.is_lost:
                raise self.cluster.lost()
            offers = self.cluster.offers
            if _can_run(_resources(self.job), offers):
                offered = time.monotonic()
            elif time.monotonic() - offered > SILENCE_LIMIT:
                raise BookError([_not_offered([self.job], offers)])
        return True

    def _read(self, future: distributed.Future[Any]) -> Ran | Fault:
        """What a future that is done holds, or why it holds nothing."""
        if future.status in ("cancelled", "lost"):
            raise self.cluster.lost()
        try:
            told = future.exception(timeout=FETCH_LIMIT) or future.result(timeout=FETCH_LIMIT)
        except (TimeoutError, CommClosedError, CancelledError):
            raise self.cluster.lost()
        match told:
            case Ran():
                return told
            case Fault():
                self.cells_run = 0 if told.kind == "start" else told.cell + 1
                return told
        raise BookError([self._problem(told)])

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
                what = f"the {framework} page ended every worker that ran it, {told.allowed_failures + 1} in all"
                cure = "read the log of the last worker; the page may need more memory"
                return Problem("X03", self.job.place, what, cure)
            case ImportError() | AttributeError():
                what = f"a worker has no tabbook that can run pages for others: {told}"
                return Problem("X14", self.job.environment.place, what, update)
        raise told


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
