"""Which worker of a cluster runs which page."""

from __future__ import annotations

from pathlib import Path

from execute.little_programs import program
from tabbook.errors import Place
from tabbook.execute.cluster.places import Offer, Places, can_run
from tabbook.execute.jobs import Job
from tabbook.kernels import Environment
from tabbook.store import Key

ALL = {"pytorch": 1.0, "jax": 1.0, "mxnet": 1.0}


def job(name: str, framework: str, gpus: int = 0) -> Job:
    environment = Environment(framework, Path("python"), "", {}, Place(f"kernels/{framework}.txt", 1))
    return Job(Key(name, name), program(name, framework, ["1"]), (), environment, gpus_needed=gpus)


def test_a_page_goes_to_the_idlest_worker() -> None:
    """Counted by what each can run at once; of two that are as idle, to the one that can do less else."""
    places = Places({"small": Offer(1, {"mxnet": 1}), "large": Offer(4, dict.fromkeys(ALL, 4.0))})
    taken = [places.take(job(str(number), "mxnet")) for number in range(6)]
    assert taken == ["small", "large", "large", "large", "large", None]


def test_a_place_is_free_again_when_it_is_given_back() -> None:
    """A worker runs no more at once than it offers, whatever framework, and no more of a framework than that."""
    places = Places({"one": Offer(2, ALL)})
    first, second, third = job("a", "mxnet"), job("b", "mxnet"), job("c", "jax")
    assert [places.take(one) for one in (first, second, third)] == ["one", None, "one"]
    assert not places.has_room([first, third, job("d", "pytorch")])
    places.give_back(first)
    assert places.take(second) == "one"


def test_room_is_counted_for_all_that_begin() -> None:
    """Pages that are about to begin count as if they had begun; one that nobody offers to run takes no room."""
    places = Places({"one": Offer(1, ALL), "two": Offer(1, {"mxnet": 1})})
    assert places.has_room([job("a", "mxnet"), job("b", "mxnet"), job("c", "tensorflow")])
    assert not places.has_room([job("a", "mxnet"), job("b", "mxnet"), job("d", "jax")])


def test_a_worker_that_pauses_takes_nothing() -> None:
    """It still counts as one that can: what waits for it is not told that nobody can."""
    places = Places({"paused": Offer(0, ALL)})
    assert places.take(job("a", "mxnet")) is None
    assert can_run(job("a", "mxnet"), places.offers.values())


def test_gpus_are_counted() -> None:
    """A page that needs two goes where two are free."""
    places = Places({"one": Offer(4, {"jax": 4, "gpu": 2})})
    assert places.take(job("a", "jax", gpus=1)) == "one"
    assert places.take(job("b", "jax", gpus=2)) is None
    assert places.take(job("c", "jax", gpus=1)) == "one"
