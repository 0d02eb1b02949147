"""What needs a GPU gets it for itself, and what needs more than there are is deferred."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from cases import check, show
from execute.little_programs import program, run, texts
from tabbook import execute
from tabbook.config import Config
from tabbook.document import Outputs
from tabbook.execute.gpus import Slots, find_gpus, find_need, read_listing
from tabbook.execute.jobs import Job
from tabbook.execute.key import key_of
from tabbook.execute.marks import find_faulty_marks
from tabbook.kernels import Environment
from tabbook.store import Key

CASES = Path(__file__).with_name("cases") / "gpus.md"
LISTING = """\
GPU 0: NVIDIA H200 (UUID: GPU-5d1c)
GPU 1: NVIDIA A100 (UUID: GPU-7a2b)
  MIG 3g.20gb     Device  0: (UUID: MIG-c6d4)
  MIG 3g.20gb     Device  1: (UUID: MIG-cb05)
"""
HOLD = """\
{mark}
import os, time
begun = time.time()
time.sleep({seconds})
with open({log!r}, "a") as file:
    print({name!r}, begun, time.time(), os.environ["CUDA_VISIBLE_DEVICES"], sep=";", file=file)
os.environ["CUDA_VISIBLE_DEVICES"]"""
"""A page that tells which GPUs it saw, and from when to when."""


def with_gpus(book: Config, named: str) -> Config:
    return replace(book, execute=replace(book.execute, gpus=named))


def needs(source: str) -> str:
    page = program("page", "mxnet", [source.removesuffix("\n")])
    need = find_need(page)
    said = f"{need.number} at line {need.place.line}: {need.said}" if need else "nothing"
    return "\n".join([said, *map(show, find_faulty_marks([page]))])


def test_cases() -> None:
    """The title of each case is its rule."""
    check(CASES, needs)


def job(needed: int, environment: Environment) -> Job:
    return Job(Key("", ""), program("page", "mxnet", ["1"]), (), environment, gpus_needed=needed)


@pytest.fixture
def needy(book: Config) -> list[Job]:
    from tabbook import kernels

    return [job(1, kernels.find(book, "mxnet"))]


@pytest.mark.parametrize(
    ("named", "visible", "found"),
    [
        ("2", None, ("0", "1")),
        ("0", None, ()),
        ("3,", None, ("3",)),
        ("0, GPU-7a2b", None, ("0", "GPU-7a2b")),
        ("", "2,5", ("2", "5")),
        ("", "", ()),
        ("", "1,-1,2", ("1",)),
        ("1", "4,5", ("4",)),
        ("3", "4,5", ("4", "5")),
        ("0,1", "4,5", ("0", "1")),
    ],
)
def test_what_may_be_held(
    book: Config,
    needy: Sequence[Job],
    monkeypatch: pytest.MonkeyPatch,
    named: str,
    visible: str | None,
    found: tuple[str, ...],
) -> None:
    """The config's ids, or so many of those that the builder itself may see."""
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    if visible is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
    assert find_gpus(with_gpus(book, named), needy) == found
    assert find_gpus(with_gpus(book, named), []) == ()


def test_the_driver_is_asked(
    book: Config, needy: Sequence[Job], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where neither config nor surroundings name GPUs, those that `nvidia-smi` lists; none where it fails."""
    from tabbook.execute import gpus

    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    command = tmp_path / "nvidia-smi"
    for body, found in ((f"cat <<'END'\n{LISTING}END", ("0", "MIG-c6d4", "MIG-cb05")), ("echo GPU 0: x; exit 9", ())):
        command.write_text(f"#!/bin/sh\n{body}\n")
        command.chmod(command.stat().st_mode | stat.S_IEXEC)
        gpus._ask_driver.cache_clear()
        assert find_gpus(book, needy) == found
    gpus._ask_driver.cache_clear()


def test_what_is_no_listing_names_nothing() -> None:
    """A driver that says something else has no GPU for us."""
    assert read_listing("No devices found.\n") == ()


def test_slots_are_held_by_one(tmp_path: Path) -> None:
    """Nobody gets a GPU that another holds, also not another build on the same store, and all come back."""
    ours, theirs = (Slots(["0", "1", "2"], tmp_path / "locks") for _ in range(2))
    one = ours.take(1)
    assert one
    assert one.ids == ("0",)
    assert ours.take(3) is None
    assert theirs.take(3) is None
    two = theirs.take(2)
    assert two
    assert two.ids == ("1", "2")
    assert ours.take(1) is None
    none = ours.take(0)
    assert none
    assert none.ids == ()
    one.release()
    two.release()
    every = ours.take(3)
    assert every
    every.release()
    assert list((tmp_path / "locks").iterdir()) == []


def test_the_mark_does_not_change_the_key(book: Config) -> None:
    """`#@gpu` and `#@tolerance` are comments: with or without them the outputs are the same."""
    from tabbook import kernels

    environment = kernels.find(book, "mxnet")
    sources = ("x = 1\nx", "#@gpu 2\nx = 1\nx", "x = 1  #@tolerance 1e-3\nx")
    assert len({key_of(program("page", "mxnet", [source]), environment).tree for source in sources}) == 1


def test_no_gpu_is_held_twice(book: Config, tmp_path: Path) -> None:
    """Pages that run at once see other GPUs, each as many as it needs; one that needs none sees none.

    A page that needs two among many that need one gets its turn, in the order that pages wait.
    """
    log = tmp_path / "log"
    marks = ["#@gpu 1", "#@gpu 1", "#@gpu 2", "", "#@gpu 1", "#@gpu 1", "d2l = []  # try_gpu()", "#@gpu 1", "#@gpu 2"]
    pages = [
        program(name := f"page{number}", "mxnet", [HOLD.format(mark=mark, seconds=0.5, log=str(log), name=name)])
        for number, mark in enumerate(marks)
    ]
    outputs, _ = run(with_gpus(book, "2"), *pages, jobs=4)
    assert outputs.problems == ()
    seen = [texts(page)[0].strip("'") for page in outputs.programs.values()]
    assert [len(ids.split(",")) if ids else 0 for ids in seen] == [1, 1, 2, 0, 1, 1, 0, 1, 2]
    assert {name for ids in seen for name in ids.split(",") if name} == {"0", "1"}
    spans = [line.split(";") for line in log.read_text().splitlines()]
    holders = [(name, float(begun), float(end), set(ids.split(",")) - {""}) for name, begun, end, ids in spans]
    for name, begun, end, ids in holders:
        for other, other_begun, other_end, other_ids in holders:
            assert name == other or not ids & other_ids or end <= other_begun or other_end <= begun
    begun = {name: first for name, first, _, _ in holders}
    assert begun["page2"] < min(begun[name] for name in ("page4", "page5", "page7"))
    assert list((book.build_folder / "cache" / "outputs" / "locks").iterdir()) == []


@pytest.mark.parametrize(
    "reader", ["!echo $CUDA_VISIBLE_DEVICES", "import os; print(os.environ['CUDA_VISIBLE_DEVICES'])"]
)
def test_a_page_sees_its_gpus_however_its_kernel_began(
    book: Config, monkeypatch: pytest.MonkeyPatch, reader: str
) -> None:
    """Forked from another process or not, and whatever the builder itself may see."""
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "7,8")
    pages = [program(f"page{needed}", "mxnet", [f"#@gpu {needed}\n{needed}", reader]) for needed in (0, 1, 2)]
    outputs, _ = run(book, *pages)
    assert [texts(page)[1].strip() for page in outputs.programs.values()] == ["", "7", "7,8"]


def deferred(outputs: Outputs) -> list[str]:
    return [str(problem) for problem in outputs.problems]


def test_a_page_that_needs_too_much_is_deferred(book: Config) -> None:
    """It is told once, with what asks for how many; others run, and what was stored before still fits."""
    needy = [
        program("a", "mxnet", ["print(1)", "x = 1  #@gpu 2\nprint(x)"], language) for language in ("en", "ja", "ko")
    ]
    needy[2] = program("a", "mxnet", ["print(1)", "x = 1  #@gpu 2\nprint('하나')"], "ko")
    other = program("b", "mxnet", ["print('b')"])
    few = with_gpus(book, "1")
    outputs, told = run(few, *needy, other)
    assert deferred(outputs) == [
        "chapters/en/a.md:6: the mxnet page is deferred: it needs 2 GPUs (`#@gpu 2`), and there is 1; build it where "
        "there are 2, name them in `gpus` of [execute], or write `#@gpu 0` in a cell if it runs without [X10]"
    ]
    assert outputs.problems[0].severity == "warning"
    assert "ran 1 cells in 1 programs, 0 failed" in told
    assert [page.was_run for page in outputs.programs.values()] == [False, False, False, True]
    causes, problems = execute.find_causes([*needy, other], few, lambda page: True, ())
    assert (causes, [problem.code for problem in problems]) == ([], ["X10"])
    assert run(with_gpus(book, "2"), *needy, other)[0].problems == ()
    outputs, told = run(few, *needy, other)
    assert (outputs.problems, [page.was_run for page in outputs.programs.values()]) == ((), [True] * 4)
    assert "ran 0 cells" in told
