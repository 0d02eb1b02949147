"""What a person sees of a build, and the counts that others look for."""

from __future__ import annotations

import io

from rich.console import Console

from execute.little_programs import program
from tabbook.execute import Progress

PAGES = [program(path, "jax", ["1", "2"]) for path in ("a/one", "a/two", "[b]/three")]


def tell(**console: object) -> tuple[Progress, io.StringIO]:
    told = io.StringIO()
    return Progress(Console(file=told, width=100, **console)), told  # type: ignore[arg-type]


def test_lines_without_a_terminal() -> None:
    """A line for each page that ran or failed, then the counts; nothing for what was in the store."""
    progress, told = tell()
    progress.finished(PAGES[0], 9.0, from_store=True)
    progress.begin(12)
    for page in PAGES[1:]:
        progress.started(page)
    progress.finished(PAGES[1], 4.06)
    progress.taken(PAGES[1])
    progress.failed(PAGES[2], cells_run=1)
    progress.end()
    assert told.getvalue() == (
        "[ 1/12] ran a/two · jax · 4.1 s\n"
        "[ 2/12] FAILED [b]/three · jax\n"
        "ran 3 cells in 2 programs, 1 shared, 1 programs (2 cells) from the store, 1 failed\n"
    )


def test_a_build_that_runs_nothing_says_so() -> None:
    """The line says that no cell ran, and where the outputs came from."""
    progress, told = tell()
    for page in PAGES:
        progress.finished(page, 1.0, from_store=True)
    progress.begin(0)
    progress.end()
    assert told.getvalue() == "ran 0 cells in 0 programs, 3 programs (6 cells) from the store\n"


def test_a_bar_on_a_terminal_goes_when_all_is_done() -> None:
    """While pages run a bar names them; the lines above it stay."""
    progress, told = tell(force_terminal=True)
    progress.begin(2)
    progress.started(PAGES[0])
    progress.started(PAGES[2])
    progress.finished(PAGES[0], 1.0)
    progress.finished(PAGES[2], 1.0)
    progress.end()
    assert "a/one · jax, [b]/three · jax" in told.getvalue()
    assert told.getvalue().endswith("ran 4 cells in 2 programs, 0 failed\n")
