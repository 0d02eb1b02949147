"""Each fault of a run is a Problem at its page and line, and holds up no other page."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from execute.little_programs import link_kernels, program, run, texts
from tabbook import kernels
from tabbook.config import Config
from tabbook.document import Outputs, Program
from tabbook.errors import Place, Problem
from tabbook.execute import run as run_module
from tabbook.execute.faults import problem_of
from tabbook.execute.jobs import Fault, Job, Runner, Surroundings, problems_of
from tabbook.execute.pool import run_jobs
from tabbook.execute.run import Run, cause_of_death
from tabbook.execute.telling import progress
from tabbook.store import Key, Store

PAGES = {
    "fine": ["print('fine')"],
    "raises": ["x = 1", "def f():\n    raise ValueError('bad\\nworse')\nprint('before')\nf()", "print('never')"],
    "calls": ["def g():\n    return 1 / 0", "print('here')\ng()"],
    "syntax": ["print('fine')\nx = (1"],
    "exits": ["import os", "print('going', flush=True)\nimport time\ntime.sleep(0.5)\nos._exit(3)"],
    "killed": ["import os\nprint('dying', flush=True)\nimport time\ntime.sleep(0.5)\nos.kill(os.getpid(), 9)"],
    "sleeps": ["print('tired')\nimport time\ntime.sleep(600)"],
    "deaf": [
        "import time\nwhile True:\n    try:\n        time.sleep(600)\n    except KeyboardInterrupt:\n        pass"
    ],
    "late": [
        "import time\ntry:\n    time.sleep(600)\nexcept KeyboardInterrupt:\n    print('caught')",
        "print('never')",
    ],
}


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Outputs, str, Config]:
    """All pages after one run in which a cell may take two seconds."""
    book = link_kernels(tmp_path_factory.mktemp("faults") / "book", timeout=2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run_module, "GRACE", 1)
        pages = [program(path, "mxnet", sources, first_line=10) for path, sources in PAGES.items()]
        return *run(book, *pages), book


def problem_on(ran: tuple[Outputs, str, Config], path: str) -> Problem:
    (problem,) = [problem for problem in ran[0].problems if problem.place.file == f"chapters/en/{path}.md"]
    return problem


def test_other_pages_run(ran: tuple[Outputs, str, Config]) -> None:
    """Of nine pages eight fail, in page order; the good one has its outputs, the others have none."""
    outputs, told, _ = ran
    assert [problem.place.file for problem in outputs.problems] == [
        f"chapters/en/{path}.md" for path in PAGES if path != "fine"
    ]
    assert [texts(page) for page in outputs.programs.values() if page.was_run] == [["fine\n"]]
    assert not any(cell.outputs for page in outputs.programs.values() if not page.was_run for cell in page.cells)
    assert told.splitlines()[-1] == "ran 12 cells in 9 programs, 8 failed"


def test_only_whole_runs_are_stored(ran: tuple[Outputs, str, Config]) -> None:
    """A failed page is run again next time."""
    stored = list((ran[2].build_folder / "cache" / "outputs").rglob("*.json"))
    assert len(stored) == 1


def test_a_cell_that_raises(ran: tuple[Outputs, str, Config]) -> None:
    """The Problem stands at the failing line; below it page and line, code, what was printed, and the traceback."""
    problem = problem_on(ran, "raises")
    message, _, detail = str(problem).partition("\n")
    assert message == "chapters/en/raises.md:16: the mxnet cell raised ValueError: bad; mend the cell [X01]"
    assert detail.startswith(
        "chapters/en/raises.md, cell at line 14, mxnet:\n"
        "      15 | def f():\n"
        "  >   16 |     raise ValueError('bad\\nworse')\n"
        "      17 | print('before')\n"
        "      18 | f()\n"
        "it printed:\n"
        "    before\n"
        "traceback:\n"
    )
    assert detail.rstrip().endswith("ValueError: bad\n    worse")
    assert "\x1b" not in detail


def test_an_error_below_a_call_stands_at_the_call(ran: tuple[Outputs, str, Config]) -> None:
    """Where an earlier cell's function fails, the place is the line of the cell that called it."""
    problem = problem_on(ran, "calls")
    assert (problem.place.line, problem.what) == (17, "the mxnet cell raised ZeroDivisionError: division by zero")


def test_code_that_is_no_python(ran: tuple[Outputs, str, Config]) -> None:
    """A syntax error names neither a file of the kernel's nor a line of the cell's."""
    problem = problem_on(ran, "syntax")
    assert problem.what.startswith("the mxnet cell raised SyntaxError: ")
    assert ".py" not in problem.what
    assert problem.place.line == 12


@pytest.mark.parametrize(
    ("path", "line", "cause", "printed"),
    [
        ("exits", 14, "with exit code 3", "going"),
        ("killed", 10, "by SIGKILL, often the sign of too little memory", "dying"),
    ],
)
def test_a_kernel_that_dies(ran: tuple[Outputs, str, Config], path: str, line: int, cause: str, printed: str) -> None:
    """The Problem names page, cell and cause, and what was printed until then."""
    problem = problem_on(ran, path)
    assert str(problem).startswith(
        f"chapters/en/{path}.md:{line}: the mxnet cell ended its kernel, which died {cause}; "
        "mend the cell, or give it more memory [X03]\n"
    )
    assert f"it printed:\n    {printed}" in problem.detail


@pytest.mark.parametrize(("path", "line"), [("sleeps", 13), ("deaf", 10), ("late", 10)])
def test_a_cell_that_takes_too_long(ran: tuple[Outputs, str, Config], path: str, line: int) -> None:
    """A cell is ended at its limit, even where it catches the interrupt; the Problem tells the limit."""
    problem = problem_on(ran, path)
    assert str(problem).startswith(
        f"chapters/en/{path}.md:{line}: the mxnet cell took longer than the limit of 2 seconds; "
        "make it quicker, or raise `timeout` in [execute] of config.ini [X02]\n"
    )


def test_a_cell_that_asks_a_reader_fails_at_once(book: Config) -> None:
    """Nobody is there to answer, and so the limit of a cell is not waited for."""
    outputs, _ = run(book, program("page", "mxnet", ["input('Your name? ')"]))
    assert [problem.code for problem in outputs.problems] == ["X01"]
    assert "raised StdinNotImplementedError" in str(outputs.problems[0])


def test_a_cell_that_prints_too_much_is_stopped(book: Config) -> None:
    """One that prints without end would fill the memory long before its limit; of what it printed the end is told."""
    endless = "line = 'x' * 999\nwhile True:\n    print(line)"
    for code in (endless, "print('x' * 6_000_000)"):
        outputs, _ = run(book, program("page", "mxnet", [code]))
        (problem,) = outputs.problems
        assert (problem.code, len(problem.detail) < 50_000) == ("X17", True)


def test_a_kernel_that_does_not_start_is_told_once(book: Config, tmp_path: Path) -> None:
    """Two pages whose kernel cannot start are one Problem at the pins, with the kernel's own words."""
    spec = tmp_path / "kernels" / "dead" / "kernel.json"
    spec.parent.mkdir(parents=True)
    argv = [str(kernels.find(book, "mxnet").python), "-c", "raise SystemExit('no kernel here')"]
    spec.write_text(json.dumps({"argv": argv, "display_name": "Dead", "language": "python"}), encoding="utf-8")
    environment = replace(kernels.find(book, "mxnet"), kernelspec="dead")
    jobs = [Job(Key(page, ""), program(page, "mxnet", ["1"]), [], environment) for page in ("a", "b")]
    around = Surroundings(tmp_path / "kernels", tmp_path / "library", 10)
    done = run_jobs(jobs, Runner(lambda job: Run(job, around), 2, 10), Store(tmp_path / "store"), progress())
    (problem,) = problems_of(done)
    assert str(problem).startswith("kernels/mxnet.txt:1: the kernel of mxnet did not start: ")
    assert problem.cure == "make its environment anew with `tabbook kernels --fresh`"
    assert (problem.code, problem.detail) == ("X04", "no kernel here")


def test_a_damaged_entry_is_told_dropped_and_run_again(book: Config) -> None:
    """A flipped byte in the store costs a run and a warning, and never a wrong page."""
    page = program("page", "mxnet", ["1 + 1"], first_line=7)
    run(book, page)
    (entry,) = (book.build_folder / "cache" / "outputs").rglob("*.json")
    entry.write_bytes(entry.read_bytes().replace(b'"2"', b'"3"'))
    outputs, told = run(book, page)
    assert [str(problem) for problem in outputs.problems] == [
        "chapters/en/page.md:7: the stored outputs of this page in mxnet are damaged: its checksum does not match; "
        "they were dropped, and the page runs again [X05]"
    ]
    assert not outputs.problems[0].is_error
    assert texts(outputs.programs["en", "page", "mxnet"]) == ["2"]
    assert "ran 1 cells in 1 programs" in told
    assert "ran 0 cells" in run(book, page)[1]


def test_a_place_for_the_runs_that_cannot_be_written(book: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system has no temporary folder, each page's Problem says so."""
    monkeypatch.setattr("tempfile.tempdir", str(book.root / "nowhere"))
    outputs, _ = run(book, program("page", "mxnet", ["1"]))
    assert [str(problem) for problem in outputs.problems] == [
        "chapters/en/page.md:1: the mxnet page could not be run: No such file or directory; "
        "mend that, then run again [X07]"
    ]


def job(*others: Program) -> Job:
    environment = kernels.Environment("mxnet", Path(), "", {}, program("p", "mxnet", ["1"]).cells[0].place)
    return Job(Key("0", ""), program("page", "mxnet", ["1"]), others, environment)


def test_a_fault_of_shared_code_names_the_other_pages() -> None:
    """Languages with the same code have one Problem, at the page that was run."""
    problem = problem_of(job(program("page", "mxnet", ["1"], "ja")), Fault("error", 0, "E: x"), 2)
    assert problem.detail.startswith(
        "chapters/en/page.md, cell at line 1, mxnet; the same code is in chapters/ja/page.md:"
    )


def test_of_much_that_was_printed_the_end_is_told() -> None:
    """A training run that fails at its end does not fill the screen."""
    printed = "".join(f"step {number}\n" for number in range(100))
    detail = problem_of(job(), Fault("error", 0, "E: x", printed), 2).detail
    assert "    … 40 lines before\n    step 40\n" in detail
    assert detail.endswith("step 99")


@pytest.mark.parametrize(
    ("code", "cause"),
    [(-11, "by SIGSEGV"), (1, "with exit code 1"), (-99, "by signal 99"), (None, "for no known cause")],
)
def test_a_death_is_told_in_words(code: int | None, cause: str) -> None:
    """Signals have their names."""
    assert cause_of_death(code) == cause


@pytest.mark.parametrize(
    ("file", "cure"),
    [
        ("kernels/mxnet.txt", "pin it in kernels/mxnet.txt and run `tabbook kernels`, or mend the cell"),
        ("config.ini", "install it for /bin/python, pin what pages need in kernels/mxnet.txt, or mend the cell"),
    ],
)
def test_a_package_that_is_missing(file: str, cure: str) -> None:
    """Where to have it installed is told: in the pins of the framework, or for the kernel that it borrows."""
    environment = kernels.Environment("mxnet", Path("/bin/python"), "", {}, Place(file, 1))
    page = Job(Key("0", ""), program("page", "mxnet", ["import d2l"]), (), environment)
    assert problem_of(page, Fault("error", 0, "ModuleNotFoundError: No module named 'd2l'"), 2).cure == cure
