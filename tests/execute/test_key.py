"""Two programs have one key exactly where they must print the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from execute.little_programs import program
from tabbook.document import Program
from tabbook.errors import Place
from tabbook.execute.key import key_of
from tabbook.kernels import Environment

FILE = Path(__file__).with_name("cases") / "keys.md"


def environment(**versions: str) -> Environment:
    return Environment("mxnet", Path("python"), "tabbook-mxnet", versions, Place("kernels/mxnet.txt", 1))


def tree(page: Program, **versions: str) -> str:
    return key_of(page, environment(**versions)).tree


CASES = re.findall(
    r"^([^\n]+)\n\.\n(.*?)\n\.\n(.*?)\n\.\n(same|different)\n\.$", FILE.read_text("utf-8"), re.MULTILINE | re.DOTALL
)
"""Title, first cell, second cell, and whether their keys are the same."""


@pytest.mark.parametrize(("first", "second", "expected"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_a_case_of_two_cells(first: str, second: str, expected: str) -> None:
    """The title of each case is its rule."""
    keys = {tree(program("a", "mxnet", [source])) for source in (first, second)}
    assert expected == ("same" if len(keys) == 1 else "different")


def test_every_case_is_read() -> None:
    """No case is lost by a slip in the file."""
    assert len(CASES) == FILE.read_text(encoding="utf-8").count("\n.\n\n") + 1 > 30


def test_page_language_and_place_do_not_count() -> None:
    """The same code is the same key wherever it stands."""
    here = program("a", "mxnet", ["x = 1", "x"])
    there = program("b/c", "mxnet", ["x = 1", "x"], language="ja", first_line=99)
    assert key_of(here, environment()) == key_of(there, environment())


@pytest.mark.parametrize(
    ("sources", "other"),
    [(["a", "b"], ["b", "a"]), (["a\nb"], ["a", "b"]), (["a"], ["a", ""]), (["a"], ["a", "# only a comment"])],
)
def test_cells_are_chained(sources: list[str], other: list[str]) -> None:
    """The order of the cells and the borders between them count."""
    assert tree(program("a", "mxnet", sources)) != tree(program("a", "mxnet", other))


def test_versions_framework_and_anything_extra_count() -> None:
    """Another package, another framework or another file that the page depends on is another key."""
    page, other = program("a", "mxnet", ["x"]), program("a", "jax", ["x"])
    keys = [
        tree(page, numpy="1.0"),
        tree(page, numpy="1.1"),
        tree(page, numpy="1.0", more="1"),
        tree(other, numpy="1.0"),
        key_of(page, environment(numpy="1.0"), [b"data"]).tree,
        key_of(page, environment(numpy="1.0"), [b"da", b"ta"]).tree,
    ]
    assert len(set(keys)) == len(keys)


def test_one_cell_that_looks_at_itself_makes_every_cells_text_count() -> None:
    """`help(f)` in the last cell shows the docstring of a function in the first."""
    first, second = (
        program("a", "mxnet", [f"def f():\n    '''{doc}'''", "x = 1", "help(f)"]) for doc in ("Adds.", "Sums.")
    )
    assert tree(first) != tree(second)


@pytest.mark.parametrize(
    "source", ["(" * 5000, "x = " + "-" * 20000 + "1", "\0", "'\ud800'", "x = 1e999999", "9" * 5000, "%", "!", "?", ";"]
)
def test_every_text_has_a_key(source: str) -> None:
    """Whatever a cell holds, its key is made, and another text has another one."""
    assert tree(program("a", "mxnet", [source])) != tree(program("a", "mxnet", [source + "\nx"]))


def test_the_text_is_known_beside_the_meaning() -> None:
    """Two programs that mean the same and read differently can still be told apart."""
    one, two = (key_of(program("a", "mxnet", [source]), environment()) for source in ("1", "1  # one"))
    assert one.tree == two.tree
    assert one.text != two.text
    assert len({one.tree, one.exact, two.exact}) == 3
