"""A cell marked `#@raises` raises on purpose: its page goes on and shows the error; anything else is a Problem."""

from __future__ import annotations

import re

import pytest

from execute.little_programs import link_kernels, program, run
from execute.test_recheck import check, repinned
from tabbook.config import Config
from tabbook.document import Outputs
from tabbook.execute.key import meaning
from tabbook.execute.marks import find_faulty_marks

READ = """#@raises FileNotFoundError
import numpy, os
try:
    numpy.linalg.inv(numpy.zeros((2, 2)))
except numpy.linalg.LinAlgError:
    open(os.path.abspath('none.csv'))"""
PAGES = {
    "kept": ["#@raises ValueError\nint('x')", "print('on')", "1 / 0  #@raises", "%%bash\n#@raises\nexit 3"],
    "paths": [READ, "from json import nothing  #@raises", "x = (1  #@raises SyntaxError"],
    "quiet": ["x = 1", "#@raises ValueError\nprint('all well')"],
    "another": ["int('x')  #@raises builtins.TypeError"],
    "dies": ["#@raises\nimport os\nos._exit(3)"],
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Config:
    return link_kernels(tmp_path_factory.mktemp("raises") / "book")


@pytest.fixture(scope="module")
def ran(book: Config) -> Outputs:
    return run(book, *(program(path, "mxnet", sources) for path, sources in PAGES.items()))[0]


def errors(outputs: Outputs, path: str) -> list[tuple[str, str]]:
    cells = outputs.programs["en", path, "mxnet"].cells
    return [
        (output["evalue"], "\n".join(output["traceback"]))
        for cell in cells
        for output in cell.outputs
        if output["output_type"] == "error"
    ]


def test_a_page_goes_on_after_what_it_raises(ran: Outputs) -> None:
    """The named error, or any, is shown, and the run counts as one without error."""
    page = ran.programs["en", "kept", "mxnet"]
    assert page.was_run
    assert page.cells[1].outputs[0]["text"] == "on\n"
    told = [said for said, _ in errors(ran, "kept")]
    assert told[:2] == ["invalid literal for int() with base 10: 'x'", "division by zero"]
    assert len(told) == 3


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("quiet", "quiet.md:5: the mxnet cell raised nothing, and not what its `#@raises` says; mend the cell, or"),
        ("another", "another.md:2: the mxnet cell raised ValueError: invalid literal for int() with base 10: 'x', and"),
        ("dies", "dies.md:1: the mxnet cell ended its kernel, which died with exit code 3"),
    ],
)
def test_a_cell_that_does_not_raise_what_it_says(ran: Outputs, path: str, said: str) -> None:
    """No error, another error and a dead kernel stop the page as they do elsewhere."""
    (problem,) = [str(problem) for problem in ran.problems if problem.place.file == f"chapters/en/{path}.md"]
    assert said in problem
    assert not ran.programs["en", path, "mxnet"].was_run


def test_a_traceback_names_no_path_of_this_machine(ran: Outputs, book: Config) -> None:
    """Calls in installed code are counted, files named from the page's folder or their package; the cells stay."""
    (read, read_trace), (missing, missing_trace), (syntax, _) = errors(ran, "paths")
    assert read == "[Errno 2] No such file or directory: 'none.csv'"
    assert re.search(r"^    \[\.\.\. \d frames? in numpy]\n", read_trace, re.MULTILINE)
    assert "----> 6     open(os.path.abspath('none.csv'))" in read_trace
    assert missing == "cannot import name 'nothing' from 'json' (json/__init__.py)"
    assert syntax == "incomplete input"
    assert not re.search(r"(^|[\s'(])[/~]", read_trace + missing_trace)


def test_the_mark_counts(book: Config) -> None:
    """What was run without the mark does not stand for a cell that has it, and says that it raises."""
    assert run(book, program("page", "mxnet", ["x = 5"]))[0].problems == ()
    (problem,) = run(book, program("page", "mxnet", ["x = 5  #@raises"]))[0].problems
    assert problem.code == "X16"
    assert meaning("x = 5  #@raises") != meaning("x = 5  #@raises ValueError") != meaning("x = 5")


def test_an_error_that_repeats_is_no_difference(ran: Outputs, book: Config) -> None:
    """Run again, under other versions too, the same error compares equal, wherever the page ran."""
    kept = program("kept", "mxnet", PAGES["kept"][:3])
    assert run(book, kept)[0].problems == ()
    for now in (book, repinned(book, "1")):
        assert check(now, kept, program("paths", "mxnet", PAGES["paths"])).differences == 0


def test_a_mark_that_names_no_error_is_told() -> None:
    """What follows the mark is the name of an error, or nothing."""
    (problem,) = find_faulty_marks([program("page", "mxnet", ["1 / 0  #@raises an error"])])
    assert str(problem).startswith("chapters/en/page.md:2: `#@raises an error` does not name an error; write")
