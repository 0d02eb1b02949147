"""What a page shows of its run, who shares a run, and what one page can do to another."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from execute.little_programs import FRAMEWORKS, REPOSITORY, program, run, texts
from tabbook import execute
from tabbook.config import Config
from tabbook.config.sections import Build
from tabbook.document import Program
from tabbook.execute.clean import WIDGET


def outputs_of(book: Config, *sources: str) -> Program:
    """The page of these cells after its run."""
    outputs, _ = run(book, program("page", "mxnet", sources))
    assert outputs.problems == ()
    return outputs.programs["en", "page", "mxnet"]


def test_a_page_shows_its_outputs_clean(book: Config) -> None:
    """One page with everything a kernel sends: what stays of it and what does not."""
    ran = outputs_of(
        book,
        "import sys, time, warnings\nprint('one')\nprint('told', file=sys.stderr)\nsys.stdout.flush()\nprint('two')",
        "warnings.warn('careful')  #@stderr\nprint('out')",
        "print('\\x1b[31mred\\x1b[0m')\nfor i in range(3): print(i, end='\\r', flush=True)",
        "import os\n!echo shell\nos.system('echo hidden >&2');",
        "from ipywidgets import HBox, IntProgress\nfrom IPython.display import display\n"
        "display(HBox([IntProgress()]), IntProgress())\nprint('after')",
        "1;",
        "# only a comment",
        "'last'",
    )
    told = "<cell>:1: UserWarning: careful\n  warnings.warn('careful')  #@stderr\n"
    assert texts(ran) == ["one\ntwo\n", "out\n" + told, "red\n2", "shell\n", "after\n", "", "", "'last'"]
    assert [cell.execution_count for cell in ran.cells] == list(range(1, 9))
    assert WIDGET not in json.dumps([dict(output) for cell in ran.cells for output in cell.outputs])


def test_nothing_is_lost_of_very_many_outputs(book: Config) -> None:
    """A cell may show faster than its outputs can be read."""
    (cell,) = outputs_of(book, "from IPython.display import display\nfor i in range(3000): display(i)").cells
    assert [output["data"]["text/plain"] for output in cell.outputs] == [str(number) for number in range(3000)]


def test_files_that_the_config_names_count_for_every_page(book: Config) -> None:
    """A change of a file in `dependencies` runs the page again, its undoing does not."""
    book = replace(book, build=Build(tabs=FRAMEWORKS, dependencies=("data/*.txt",)))
    page, data = program("page", "mxnet", ["1"]), book.root / "data" / "a.txt"
    data.parent.mkdir()
    told: list[str] = []
    for text in ("one", "two", "one"):
        data.write_text(text, encoding="utf-8")
        told.append(run(book, page)[1].splitlines()[-1].partition(" cells")[0])
    assert told == ["ran 1", "ran 1", "ran 0"]


def test_pages_cannot_touch_each_other(book: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each page begins in an empty folder of its own, without the builder's Python settings; its files go with it."""
    monkeypatch.setenv("PYTHONWARNINGS", "ignore")
    monkeypatch.setenv("COLUMNS", "20")
    look = "import os, sys, tempfile\n(os.listdir('.'), os.listdir('..'), 'seen' in dir(sys), 'SEEN' in os.environ)"
    where = "print(os.getcwd())"
    leave = (
        "open('left', 'w').close()\nopen('../left', 'w').close()\ntempfile.mkstemp()\n"
        "sys.seen = 1\nos.environ['SEEN'] = '1'"
    )
    settings = "[name for name in os.environ if name[:6] in ('PYTEST', 'COLUMN') or name == 'PYTHONWARNINGS']"
    pages = [program(path, "mxnet", [look, where, leave, settings, f"'{path}'"]) for path in ("a", "b")]
    outputs, _ = run(book, *pages, jobs=1)
    first, second = (texts(ran) for ran in outputs.programs.values())
    assert first[0] == second[0] == "([], ['page'], False, False)"
    assert first[1] != second[1]
    assert first[3] == second[3] == "[]"
    assert not Path(first[1].strip()).exists()
    assert not Path(second[1].strip()).exists()


def test_a_long_temporary_folder_does_no_harm(book: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the path is too long for sockets, ports do."""
    monkeypatch.setattr("tabbook.execute.run.SOCKET_PATH_LIMIT", 0)
    assert texts(outputs_of(book, "1 + 1")) == ["2"]


def test_languages_with_equal_code_share_one_run(book: Config) -> None:
    """Translated comments and docstrings run nothing; a translated string runs that language's page."""
    english = program("page", "mxnet", ["def f():\n    'Adds.'  # one\n    return 1", "f()", "print('x')"])
    japanese = program("page", "mxnet", ["def f():\n    '足す。'\n    return 1  # 一", "f()", "print('x')"], "ja", 50)
    korean = program("page", "mxnet", ["def f():\n    return 1", "f()", "print('엑스')"], "ko")
    outputs, told = run(book, english, japanese, korean)
    assert told.splitlines()[-1] == "ran 6 cells in 2 programs, 1 shared, 0 failed"
    assert list(outputs.programs) == [("en", "page", "mxnet"), ("ja", "page", "mxnet"), ("ko", "page", "mxnet")]
    shared = outputs.programs["ja", "page", "mxnet"]
    assert texts(shared) == texts(outputs.programs["en", "page", "mxnet"]) == ["", "1", "x\n"]
    assert [cell.place for cell in shared.cells] == [cell.place for cell in japanese.cells]
    assert texts(outputs.programs["ko", "page", "mxnet"])[2] == "엑스\n"


def test_languages_do_not_share_outputs_that_show_their_lines(book: Config) -> None:
    """An error message that names a cell's line is that language's own; without change it is run no second time."""
    cell = "import warnings\nwith warnings.catch_warnings(record=True) as caught:\n    {}warnings.warn('x')\n"
    cell += "print(caught[0].filename)"
    pages = [
        program("page", "mxnet", [cell.format(comment)], language)
        for language, comment in (("en", "# one\n    "), ("ja", "# 一\n    "), ("ko", "# one\n    "))
    ]
    outputs, told = run(book, *pages)
    assert [texts(ran) for ran in outputs.programs.values()] == [["<cell>\n"]] * 3
    assert told.splitlines()[-1] == "ran 2 cells in 2 programs, 1 shared, 0 failed"
    assert "ran 0 cells in 0 programs, 3 programs" in run(book, *pages)[1]


def test_a_page_without_cells_is_complete_at_once(book: Config) -> None:
    """Such a page needs no kernel, not even an environment."""
    outputs, told = run(book, program("page", "absent", []))
    assert outputs.programs["en", "page", "absent"].was_run
    assert outputs.problems == ()
    assert told == "ran 0 cells in 0 programs\n"


def test_a_missing_environment_is_told_once_and_other_frameworks_run(book: Config) -> None:
    """Two pages of a framework without environment are one Problem, and hold up nobody else."""
    (book.root / "kernels" / "absent.txt").write_text("ipykernel\n", encoding="utf-8")
    pages = [program("a", "absent", ["1"]), program("b", "absent", ["2"]), program("a", "mxnet", ["3"])]
    outputs, told = run(book, *pages)
    assert [str(problem) for problem in outputs.problems] == [
        "kernels/absent.txt:1: the environment of absent has not been made; "
        "run `make kernels` (or `tabbook kernels`) [K02]"
    ]
    assert [ran.was_run for ran in outputs.programs.values()] == [False, False, True]
    assert told.splitlines()[-1] == "ran 1 cells in 1 programs, 0 failed"


def test_without_running_only_stored_outputs_show(book: Config) -> None:
    """What may not run is filled from the store or stays bare, with no Problem and no environment needed."""
    stored, bare = program("a", "mxnet", ["1"]), program("b", "mxnet", ["2"])
    run(book, stored)
    folder = book.build_folder / "kernels" / "mxnet"
    folder.unlink()
    folder.mkdir()
    for name in ("stamp", "versions.json"):
        shutil.copy(REPOSITORY.build_folder / "kernels" / "mxnet" / name, folder)
    absent = program("a", "absent", ["3"])
    asked = execute.run_all([stored, bare, absent], book, progress=execute.progress(), runs=lambda program: False)
    told = replace(book, build=Build(tabs=FRAMEWORKS, eval_notebook=False))
    said = execute.run_all([stored, bare, absent], told, progress=execute.progress())
    for outputs in (asked, said):
        assert outputs.problems == ()
        assert [texts(ran) for ran in outputs.programs.values()] == [["1"], [""], [""]]
        assert [ran.was_run for ran in outputs.programs.values()] == [True, False, False]


def test_only_what_is_asked_for_runs(book: Config) -> None:
    """A page outside the scope takes the outputs of equal code that ran, and nothing else."""
    pages = [program("a", "mxnet", ["1"], language) for language in ("en", "ja")] + [program("b", "mxnet", ["2"])]
    outputs = execute.run_all(pages, book, progress=execute.progress(), runs=lambda program: program.language == "ja")
    assert [ran.was_run for ran in outputs.programs.values()] == [True, True, False]
