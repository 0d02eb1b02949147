"""The first cause to run a page, said so that an author finds it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tabbook.execute.records import Record
from tabbook.execute.why import find_cause

FILE = Path(__file__).with_name("cases") / "why.md"
CASES = re.findall(
    r"^([^\n]+)\n\.\n(.*?)\n\.\n(.*?)\n\.\n(.*?)\n\.$", FILE.read_text("utf-8"), re.MULTILINE | re.DOTALL
)
"""Title, the cells as they were, as they are, and the cause; `---` stands between two cells."""
NOTHING = Record("old", (), (), {}, "kernels/jax.txt", {}, {}, {})


def made_from(cells: str) -> Record:
    """The record of a page whose cells stand below each other, the first fence on line 1."""
    sources = cells.split("\n---\n") if cells else []
    lines = [1 + sum(source.count("\n") + 4 for source in sources[:index]) for index in range(len(sources))]
    return replace(NOTHING, cells=tuple(zip(lines, sources, strict=True)))


@pytest.mark.parametrize(("before", "after", "expected"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_a_case_of_cells(before: str, after: str, expected: str) -> None:
    """The title of each case is its rule."""
    assert str(find_cause(made_from(before), replace(made_from(after), key="new"))) == expected


def test_every_case_is_read() -> None:
    """No case is lost by a slip in the file."""
    assert len(CASES) == FILE.read_text(encoding="utf-8").count("\n.\n\n") + 1 > 8


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"versions": {"numpy": "2.4.1"}}, {"versions": {"numpy": "2.4.2"}}, "numpy 2.4.1 -> 2.4.2 in kernels/jax.txt"),
        ({}, {"versions": {"numpy": "2.4.2"}}, "numpy 2.4.2 is new in kernels/jax.txt"),
        ({"versions": {"numpy": "2.4.1"}}, {}, "numpy 2.4.1 is gone from kernels/jax.txt"),
        ({"saved": (("f", "def f(): 1"),)}, {"saved": (("f", "def f(): 2"),)}, "`#@save` f changed"),
        ({}, {"saved": (("f", "def f(): 2"),)}, "`#@save` f is used now"),
        ({"saved": (("f", "def f(): 2"),)}, {}, "`#@save` f is used no more"),
        ({"saved": (("", "f[0] = 1"),)}, {"saved": (("", "f[0] = 2"),)}, "a statement of the library changed"),
        ({"saved": (("d2l/jax.py", "1"),)}, {"saved": (("d2l/jax.py", "2"),)}, "library d2l/jax.py changed"),
        ({"saved": (("f", "f = 1"),)}, {"saved": (("f", "f = 1  # one"),), "whole": {"d2l/jax.py": "b"}},
         "library d2l/jax.py is new"),
        ({"declared": {"static/x.csv": "a"}}, {"declared": {"static/x.csv": "b"}}, "data file static/x.csv changed"),
        ({}, {"declared": {"data/y.csv": "b"}}, "data file data/y.csv is new"),
        ({"shared": {"setup.py": "a"}}, {"shared": {"setup.py": "b"}}, "file setup.py changed"),
        ({"versions": {"a": "1"}, "declared": {"x": "a"}}, {"versions": {"a": "2"}, "declared": {"x": "b"}},
         "data file x changed"),
        ({}, {}, "tabbook itself changed"),
        ({}, {"key": "old"}, "its stored outputs are gone"),
    ],
)  # fmt: skip
def test_what_is_not_in_the_cells(before: Mapping[str, object], after: Mapping[str, object], expected: str) -> None:
    """Versions, saved code and files are named, each with what became of it."""
    old = replace(NOTHING, **before)  # type: ignore[arg-type]
    assert str(find_cause(old, replace(NOTHING, **({"key": "new"} | dict(after))))) == expected  # type: ignore[arg-type]


def test_a_page_that_was_never_run() -> None:
    """Where nothing is remembered, that is the cause."""
    assert str(find_cause(None, NOTHING)) == "never run"
