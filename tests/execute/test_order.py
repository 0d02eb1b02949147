"""Which page runs first, and how long a build is expected to take."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from execute.little_programs import program, run
from tabbook.config import Config
from tabbook.execute import Progress
from tabbook.execute.expected import Expected
from tabbook.execute.telling import duration


def ran(told: str) -> list[str]:
    """The pages in the order they were told."""
    return [line.split("] ran ")[1].split()[0] for line in told.splitlines() if "] ran " in line]


def test_a_page_is_expected_to_take_what_it_took_last(tmp_path: Path) -> None:
    """A new page counts as its framework's median, one of a new framework as the median of all."""
    expected = Expected(tmp_path / "cache" / "seconds.json")
    pages = [program(path, framework, []) for path in ("a", "b", "new") for framework in ("jax", "mxnet")]
    assert expected.seconds(pages) == [0.0] * 6
    for page, seconds in zip(pages[:4], (9.0, 1.0, 4.0, 2.0), strict=True):
        expected.remember(page, seconds)
    expected.remember(pages[0], 8.0)
    assert Expected(expected.file).seconds(pages) == [8.0, 1.0, 4.0, 2.0, 6.0, 1.5]
    assert expected.seconds([program("a", "pytorch", [])]) == [3.0]


def test_stored_runs_tell_of_pages_that_nothing_is_known_of(tmp_path: Path) -> None:
    """What a page took here last counts more than what its stored run took."""
    expected = Expected(tmp_path / "seconds.json")
    expected.remember(program("a", "jax", []), 5.0)
    expected.learn({("a", "jax"): 1.0, ("b", "jax"): 2.0})
    assert expected.seconds([program("a", "jax", []), program("b", "jax", [])]) == [5.0, 2.0]


@pytest.mark.parametrize("told", ["", "[1]", '{"a jax": "soon"}', "\x00"])
def test_damage_of_what_was_remembered_does_no_harm(tmp_path: Path, told: str) -> None:
    """Times are a hint: a file that is not ours counts as none, and is written anew."""
    expected = Expected(tmp_path / "seconds.json")
    expected.file.write_text(told)
    assert expected.seconds([program("a", "jax", [])]) == [0.0]
    expected.remember(program("a", "jax", []), 5.0)
    assert expected.seconds([program("a", "jax", [])]) == [5.0]


def test_the_longest_expected_runs_first(book: Config) -> None:
    """Without times pages run in book order; afterwards the longest first, edited or not."""
    sleep = "import time; time.sleep({}); {}"
    pages = [program(path, "mxnet", [sleep.format(seconds, 1)]) for path, seconds in (("a", 0), ("b", 3))]
    first = run(book, *pages, jobs=1)[1]
    assert ran(first) == ["a", "b"]
    assert "expected" not in first
    edited = [program(page.path, "mxnet", [sleep.format(0, repr(page.path))]) for page in pages]
    told = run(book, *edited, jobs=1)[1]
    assert ran(told) == ["b", "a"]
    assert told.startswith("[0/2] about ")
    assert "s expected, 1 at once\n" in told


def test_the_bar_tells_what_is_left() -> None:
    """The longest page bounds what several cores can do; a page that is done is expected no more."""
    told = io.StringIO()
    progress = Progress(Console(file=told, width=120, force_terminal=True))
    pages = [program(path, "jax", ["1"]) for path in ("a", "b")]
    assert progress.left() is None
    progress.begin(2)
    progress.expect(zip(pages, (600.0, 3600.0), strict=True), at_once=4)
    assert progress.left() == 3600.0
    progress.started(pages[0])
    progress.finished(pages[0], 1.0)
    assert progress.left() == 3600.0
    assert "1/2" in told.getvalue()
    assert "1 left, about 60 min" in told.getvalue()
    progress.end()


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "1 s"), (89, "89 s"), (100, "2 min"), (5000, "83 min"), (9000, "2.5 h")]
)
def test_a_time_is_said_as_one_says_it(seconds: float, words: str) -> None:
    """Seconds, minutes or hours, whichever is short."""
    assert duration(seconds) == words
