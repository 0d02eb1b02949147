"""What the workers of a cluster offer, and jobs, in; which worker runs which job out. Nothing here knows Dask.

We choose the worker ourselves: Dask plans ahead, and now and then lets a page wait behind another while a worker idles.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tabbook.execute.jobs import Job

Resources = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Offer:
    """What one worker offers."""

    threads: int
    """How many pages it runs at once, whatever they are."""
    resources: Resources


def resources_of(job: Job) -> Resources:
    """What a worker must offer to run `job`."""
    return {job.program.framework: 1} | ({"gpu": job.gpus_needed} if job.gpus_needed else {})


def can_run(job: Job, offers: Iterable[Offer]) -> bool:
    """Whether one of the workers alone has all that `job` wants."""
    wanted = resources_of(job).items()
    return any(all(offer.resources.get(name, 0) >= number for name, number in wanted) for offer in offers)


def count_slots(jobs: Sequence[Job], offers: Iterable[Offer]) -> int:
    """How many of these jobs all workers together can run at once."""
    frameworks = {job.program.framework for job in jobs}
    offered = [(offer.threads, int(sum(offer.resources.get(name, 0) for name in frameworks))) for offer in offers]
    return max(1, sum(min(threads, number) for threads, number in offered))


_Held = Mapping[str, tuple[str, Resources]]
"""By the name of a job's key: the address of its worker, and what it takes of it."""


class Places:
    """The places that the workers have, and the jobs that hold one; from any thread."""

    def __init__(self, offers: Mapping[str, Offer]) -> None:
        self.offers = offers
        """By the worker's address."""
        self._held: dict[str, tuple[str, Resources]] = {}
        self._guard = threading.Lock()

    def has_room(self, jobs: Sequence[Job]) -> bool:
        """Whether all of these jobs have a place, or could have one at the same time.

        One that no worker offers to run takes no room: it waits for a worker that does.
        """
        with self._guard:
            held = dict(self._held)
        for job in jobs:
            name = job.key.tree
            if name in held or not can_run(job, self.offers.values()):
                continue
            address = self._find(job, held)
            if address is None:
                return False
            held[name] = (address, resources_of(job))
        return True

    def take(self, job: Job) -> str | None:
        """The address of the worker that is to run `job`, which holds its place there; `None` where none is free."""
        with self._guard:
            address = self._find(job, self._held)
            if address is not None:
                self._held[job.key.tree] = (address, resources_of(job))
            return address

    def give_back(self, job: Job) -> None:
        with self._guard:
            del self._held[job.key.tree]

    def _find(self, job: Job, held: _Held) -> str | None:
        """The idlest worker with room; of equal ones that which can do the least else."""
        free = [
            (used / offer.threads, len(offer.resources), address)
            for address, offer in self.offers.items()
            if (used := _used(address, held)) < offer.threads and _is_left(job, offer, address, held)
        ]
        return min(free)[-1] if free else None


def _used(address: str, held: _Held) -> int:
    return sum(where == address for where, _ in held.values())


def _is_left(job: Job, offer: Offer, address: str, held: _Held) -> bool:
    taken = [resources for where, resources in held.values() if where == address]
    return all(
        offer.resources.get(name, 0) - sum(resources.get(name, 0) for resources in taken) >= number
        for name, number in resources_of(job).items()
    )
