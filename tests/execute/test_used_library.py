"""Of a helper library counts what a page uses: its meaning, or its text where that may be shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from execute.little_programs import program, texts
from tabbook import execute, library
from tabbook.config import Config
from tabbook.document import Program
from tabbook.errors import Place
from tabbook.execute.key import key_of
from tabbook.kernels import Environment
from tabbook.library import Module
from tabbook.library.modules import symbols_of
from tabbook.store import Key

ENVIRONMENT = Environment("mxnet", Path("python"), "tabbook-mxnet", {}, Place("kernels/mxnet.txt", 1))
SAVED = 'import warnings\ndef f():\n    """Warns."""\n    warnings.warn("careful")\ndef g():\n    return 1\n'
COMMENTED = SAVED.replace('"""Warns."""', '"""Tells."""\n    # Now:')
CALL = "from d2l import mxnet as d2l\nd2l.f()"


def module(text: str) -> Module:
    return Module("mxnet", "d2l/mxnet.py", text, symbols_of(text))


def key(source: str, text: str) -> Key:
    page = program("page", "mxnet", [source])
    return key_of(page, ENVIRONMENT, (), library.find_uses(page, [module(text)]))


@pytest.mark.parametrize(
    ("source", "text", "is_same"),
    [
        (CALL, COMMENTED, True),
        (CALL, SAVED.replace("return 1", "return 2"), True),
        (CALL, SAVED.replace("careful", "mind"), False),
        (CALL, SAVED.replace("import warnings", "import warnings, math"), False),
        ("print(1)", SAVED.replace("careful", "mind"), True),
        (f"{CALL}\nhelp(d2l.f)", COMMENTED, False),
        (f"{CALL}  #@stderr", COMMENTED, False),
        (f"{CALL}\nprint(d2l)", SAVED.replace("return 1", "return 2"), False),
    ],
    ids=["comment", "unused", "used", "import", "no library", "shown docstring", "stderr", "module passed around"],
)
def test_what_counts(source: str, text: str, is_same: bool) -> None:
    """The id of each case is what was edited in the library, or what the page does with it."""
    assert (key(source, SAVED).tree == key(source, text).tree) is is_same


def test_the_text_of_the_library_is_part_of_the_text() -> None:
    """Outputs that turn out to show lines hold for that text of the library only."""
    assert key(CALL, SAVED).text != key(CALL, COMMENTED).text


def test_library_code_that_looks_at_itself_makes_all_text_count() -> None:
    """A saved function may show the text of its caller."""
    text = "import inspect\ndef f():\n    return inspect.stack()\ndef g():\n    return 1"
    assert key(CALL, text).tree != key(CALL, f"{text}  # one").tree
    assert key(CALL, text).tree != key(f"{CALL}  # one", text).tree


def test_library_code_that_looks_at_itself_and_is_not_used_does_not() -> None:
    """The mere `import inspect` at the top of a library does not make the text of every page count."""
    text = "import inspect  # to look\ndef f():\n    return 1\ndef g():\n    return inspect.stack()"
    assert key(CALL, text).tree == key(CALL, f"{text}  # one").tree
    assert key(CALL, text).tree == key(f"{CALL}  # one", text).tree


def run(book: Config, page: Program, text: str) -> tuple[list[str], int]:
    """What the page shows with this library, and how many programs ran."""
    modules = [module(text)]
    library.write(modules, book.build_folder / "library")
    progress = execute.progress()
    outputs = execute.run_all([page], book, progress=progress, modules=modules)
    assert outputs.problems == ()
    return texts(outputs.programs["en", "page", "mxnet"]), progress.programs_run


def test_outputs_that_name_a_line_of_the_library_hold_for_its_text_only(book: Config) -> None:
    """A recorded warning names the file and the line that it came from."""
    record = "import warnings\nfrom d2l import mxnet as d2l\nwith warnings.catch_warnings(record=True) as caught:\n"
    page = program("page", "mxnet", [f"{record}    warnings.simplefilter('always')\n    d2l.f()\nprint(caught[0])"])
    first, ran = run(book, page, SAVED)
    assert "lineno : 4" in first[0]
    assert ran == 1
    again, ran = run(book, page, COMMENTED)
    assert "lineno : 5" in again[0]
    assert ran == 1
    assert [run(book, page, text)[1] for text in (SAVED, COMMENTED)] == [0, 0]
