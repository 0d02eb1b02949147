"""What `d2lbook build` was asked for in; built, and laid where d2lbook puts it, out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tabbook import build, execute
from tabbook.build import Scope
from tabbook.config import Config
from tabbook.d2lbook import laying
from tabbook.d2lbook.settings import frameworks_of
from tabbook.errors import BookError, Place, Problem
from tabbook.library import Module

ALL = "all"
OUTPUTS: Mapping[str, str] = {
    "eval": "notebooks",
    "ipynb": "notebooks",
    "merge": "notebooks",
    "html": "html",
    "pdf": "pdf",
    "pkg": "notebooks",
    "colab": "colab",
    "sagemaker": "sagemaker",
    "slides": "slides",
}
"""What d2lbook makes, and what makes it here."""
EACH = ("eval", "html", "pdf", "pkg")
"""What `d2lbook build all` stands for."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asks for beside the output."""

    tab: str = ""
    """A framework, `all`, or the book's first one where empty."""
    jobs: int | None = None
    """Pages run at once; all cores where nothing is said."""


def make(settings: Config, output: str, wish: Wish, progress: execute.Progress) -> tuple[Problem, ...]:
    """Build `output`, one of `OUTPUTS`, run what it needs, and lay it where d2lbook does; gives every Problem found.

    With an error among them what was there before stays. Raises `BookError` for a tab that the book does not have.
    """
    tabs = _tabs(settings, wish.tab)
    ran = tuple(tab for tab in tabs if tab != ALL)
    problems = build.build(settings, OUTPUTS[output], Scope(frameworks=ran), wish.jobs, progress)
    if not any(problem.is_error for problem in problems):
        _lay(settings, output, tabs)
    return problems


def _tabs(settings: Config, tab: str) -> tuple[str, ...]:
    """The frameworks to run and lay out; with `all` also what holds all of them."""
    known = frameworks_of(settings)
    if tab == ALL:
        return (*known, ALL) if settings.frameworks else known
    if tab and tab not in known:
        cure = f"name one of {', '.join((*known, ALL))}"
        raise BookError([Problem("M06", Place("config.ini", 1), f"the book has no tab `{tab}`", cure)])
    return (tab or known[0],)


def _lay(settings: Config, output: str, tabs: Sequence[str]) -> None:
    match output:
        case "html":
            laying.lay_site(settings)
        case "pdf":
            laying.lay_pdfs(settings, [tab for tab in tabs if tab != ALL])
        case "slides":
            laying.lay_slides(settings)
        case "pkg":
            laying.write_zip(settings)
        case "merge":
            laying.lay(settings, "eval", OUTPUTS[output], [ALL])
        case _:
            laying.lay(settings, output, OUTPUTS[output], tabs)


def make_library(settings: Config) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """Write what the pages save with `#@save` to the modules of `[library-…]`, as `d2lbook build lib` does.

    Gives the files written and every Problem found; with an error among them nothing is written.
    """
    modules, problems = build.collect_library(settings)
    if any(problem.is_error for problem in problems):
        return (), problems
    return _write(settings, modules), problems


def _write(settings: Config, modules: Sequence[Module]) -> tuple[Path, ...]:
    return (*laying.write_modules(settings, modules), *laying.write_version(settings))
