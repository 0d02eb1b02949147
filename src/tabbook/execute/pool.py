"""Jobs in; what became of each out. Side by side on all cores, the longest first, each in a kernel of its own."""

from __future__ import annotations

import concurrent.futures
import contextlib
import queue
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import zmq

from tabbook import lock
from tabbook.errors import BookError, Problem
from tabbook.execute.expected import Expected
from tabbook.execute.faults import problem_of
from tabbook.execute.gpus import Held, Slots
from tabbook.execute.jobs import Done, Fault, Job, Runner, Running, said_by
from tabbook.execute.telling import Progress
from tabbook.store import Corrupted, Ran, Store

POLL = 0.1
"""Seconds between two looks whether a page is done, of this build or another."""


def run_jobs(
    jobs: Sequence[Job],
    runner: Runner,
    store: Store,
    progress: Progress,
    expected: Expected | None = None,
) -> list[Done]:
    """Run all jobs; what is finished is kept in the store, also when interrupted.

    Raises `KeyboardInterrupt` when interrupted: once when all that ran has ended, twice at once.
    """
    seconds = expected.seconds([job.program for job in jobs]) if expected else [0.0] * len(jobs)
    progress.expect(zip((job.program for job in jobs), seconds, strict=True), runner.at_once)
    work = _Work(jobs, seconds, runner, store, progress, expected)
    with concurrent.futures.ThreadPoolExecutor(runner.at_once, thread_name_prefix="run") as pool:
        workers = [pool.submit(work.do) for _ in range(min(runner.at_once, len(jobs)))]
        ended = _Ended(workers)
        try:
            _wait(ended, work, progress)
        except BaseException:
            # Leaving the pool waits until every kernel has ended.
            work.stop()
            raise
        for worker in workers:
            worker.result()
    return [work.done[index] for index in range(len(jobs))]


class _Ended:
    """Which threads have ended.

    `concurrent.futures.wait` takes the locks of what it waits for: an interruption that Python raises just then leaves
    them taken, and the thread that is to set its result waits for ever.
    """

    def __init__(self, workers: Sequence[concurrent.futures.Future[None]]) -> None:
        self._count = len(workers)
        self._ended: list[object] = []
        self._woken: queue.SimpleQueue[None] = queue.SimpleQueue()
        for worker in workers:
            worker.add_done_callback(self._note)

    def _note(self, worker: object) -> None:
        self._ended.append(worker)
        self._woken.put(None)

    def wait(self) -> None:
        """Wait for all, in short steps: the system may give a signal to another thread, and Python acts on it here."""
        while len(self._ended) < self._count:
            with contextlib.suppress(queue.Empty):
                self._woken.get(timeout=POLL)


def _wait(ended: _Ended, work: _Work, progress: Progress) -> None:
    """Wait for all; after a first interruption only for what runs."""
    try:
        ended.wait()
    except KeyboardInterrupt:
        work.begin_nothing()
        progress.interrupted()
        ended.wait()
        raise


_Taken = tuple[int, lock.Lock, Held]
"""Which job, the right to run it, and the GPUs it holds."""


class _Work:
    """The jobs that wait, those that run, and those that are done."""

    def __init__(
        self,
        jobs: Sequence[Job],
        seconds: Sequence[float],
        runner: Runner,
        store: Store,
        progress: Progress,
        expected: Expected | None,
    ) -> None:
        self.jobs = jobs
        self.runner = runner
        self.store = store
        self.progress = progress
        self.expected = expected
        self.slots = Slots(runner.gpus or (), store.folder / "locks")
        self.done: dict[int, Done] = {}
        self._waiting = sorted(range(len(jobs)), key=lambda index: -seconds[index])
        self._running: list[Running] = []
        self._taken: list[Job] = []
        self._guard = threading.Lock()
        self._ending = threading.Event()

    def do(self) -> None:
        """Run one waiting job after the other until none is left; called in several threads."""
        while taken := self._next():
            index, held, gpus = taken
            try:
                job = replace(self.jobs[index], devices=gpus.ids)
                self.done[index] = self._found(job) or self._run(job)
            finally:
                gpus.release()
                held.release()
                self._taken.remove(self.jobs[index])

    def begin_nothing(self) -> None:
        """What waits will not run any more."""
        self._ending.set()

    def stop(self) -> None:
        """End now, kernels and all."""
        self._ending.set()
        with self._guard:
            for run in self._running:
                run.stop()

    def _next(self) -> _Taken | None:
        """The longest waiting job that no other build runs, ours alone now; `None` where nothing waits."""
        while not self._ending.is_set():
            with self._guard:
                if taken := self._take():
                    return taken
                if not self._waiting:
                    return None
                first = self.jobs[self._waiting[0]]
            if owner := lock.owner(self._lock_of(first)):
                self.progress.waiting(first.program, owner)
            self._ending.wait(POLL)
        return None

    def _take(self) -> _Taken | None:
        """The longest waiting job that can begin now, with the right to run it and its GPUs."""
        is_awaiting_gpus = False
        for index in self._waiting:
            job = self.jobs[index]
            if job.gpus_needed and is_awaiting_gpus:
                continue  # It would take away what a longer one waits for, perhaps for ever.
            if not self.runner.fits([*self._taken, job]):
                continue
            gpus = self.slots.take(job.gpus_needed if self.runner.gpus is not None else 0)
            if gpus is None:
                is_awaiting_gpus = True
            elif held := lock.take(self._lock_of(job)):
                self._waiting.remove(index)
                self._taken.append(job)
                return index, held, gpus
            else:
                gpus.release()
        return None

    def _lock_of(self, job: Job) -> Path:
        return self.store.folder / "locks" / job.key.tree

    def _found(self, job: Job) -> Done | None:
        """What another build has stored since we looked."""
        try:
            ran = self.store.read(job.key)
        except Corrupted:
            return None
        if ran is None:
            return None
        self.progress.found(job.program)
        return Done(job, ran)

    def _run(self, job: Job) -> Done:
        run = self.runner.begin(job)
        with self._guard:
            if self._ending.is_set():
                return Done(job)
            self._running.append(run)
        self.progress.started(job.program)
        done = _run_one(job, run, self.runner.limit, self.store, self.progress)
        with self._guard:
            self._running.remove(run)
        if done.ran and self.expected:
            self.expected.remember(job.program, done.ran.seconds)
        return done


def _run_one(job: Job, run: Running, limit: int, store: Store, progress: Progress) -> Done:
    """Run one job and keep what it gives."""
    try:
        result: Ran | Fault = run.execute()
    except BookError as error:
        progress.failed(job.program, run.cells_run)
        return Done(job, problem=error.problems[0])
    except (OSError, zmq.ZMQError) as error:
        progress.failed(job.program, run.cells_run)
        what = f"the {job.program.framework} page could not be run: {said_by(error)}"
        return Done(job, problem=Problem("X07", job.place, what, "mend that, then run again"))
    if isinstance(result, Fault):
        if result.kind == "stop":
            return Done(job)
        progress.failed(job.program, run.cells_run)
        return Done(job, problem=problem_of(job, result, limit))
    # First kept, then told: who reads that a page ran may stop the build at once.
    unstored = _keep(job, result, store)
    progress.finished(job.program, result.seconds)
    return Done(job, result, unstored=unstored)


def _keep(job: Job, ran: Ran, store: Store) -> OSError | None:
    """Store a run, with what people who look into the store like to know; why that was not possible."""
    others = () if ran.text else job.others
    languages = tuple(dict.fromkeys(program.language for program in (job.program, *others)))
    named = replace(ran, page=job.program.path, framework=job.program.framework, languages=languages)
    try:
        store.write(job.key, named)
    except OSError as error:
        return error
    return None
