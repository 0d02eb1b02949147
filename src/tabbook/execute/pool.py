"""Jobs in; what became of each out. Side by side on all cores, each in a kernel of its own."""

from __future__ import annotations

import concurrent.futures
import os
from collections.abc import Sequence

import zmq

from tabbook.errors import Problem
from tabbook.execute.faults import Fault, problem_of
from tabbook.execute.jobs import Done, Job, Surroundings, said_by
from tabbook.execute.progress import Progress
from tabbook.execute.run import Run
from tabbook.execute.store import Store


def run_jobs(
    jobs: Sequence[Job], at_once: int | None, around: Surroundings, store: Store, progress: Progress
) -> list[Done]:
    """Run all jobs, `at_once` of them at a time; what is finished is kept in the store, also when interrupted."""
    runs = [Run([cell.source for cell in job.program.cells], job.environment, around) for job in jobs]
    with concurrent.futures.ThreadPoolExecutor(at_once or _cores(), thread_name_prefix="run") as pool:
        futures = [pool.submit(_run_one, job, run, store, progress) for job, run in zip(jobs, runs, strict=True)]
        try:
            concurrent.futures.wait(futures)
        except BaseException:
            # Interrupted: nothing new begins, and leaving the pool waits until every kernel has ended.
            for future in futures:
                future.cancel()
            for run in runs:
                run.stop()
            raise
        return [future.result() for future in futures]


def _cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _run_one(job: Job, run: Run, store: Store, progress: Progress) -> Done:
    """Run one job and keep what it gives; called in a thread of its own."""
    progress.started(job.program)
    try:
        result = run.execute()
    except (OSError, zmq.ZMQError) as error:
        progress.failed(job.program, run.cells_run)
        what = f"the {job.program.framework} page could not be run: {said_by(error)}"
        return Done(job, problem=Problem("X07", job.place, what, "mend that, then run again"))
    if isinstance(result, Fault):
        if result.kind == "stop":
            return Done(job)
        progress.failed(job.program, run.cells_run)
        return Done(job, problem=problem_of(job, result, run.around.limit))
    progress.finished(job.program, result.seconds)
    try:
        store.write(job.key, result)
    except OSError as error:
        return Done(job, result, unstored=error)
    return Done(job, result)
