"""Numbered books and outputs in, a folder of notebooks out."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from tabbook.config import Config
from tabbook.document import Book, Outputs
from tabbook.errors import Problem
from tabbook.notebooks import folder as folders
from tabbook.notebooks.drawings import Drawings
from tabbook.notebooks.plan import Plan, plans
from tabbook.notebooks.prose import Places
from tabbook.notebooks.written import written


def publish(books: Mapping[str, Book], outputs: Outputs, config: Config, folder: Path) -> tuple[Problem, ...]:
    """Write the notebooks of all `books` to `folder`, and give what was wrong with them.

    All are made before the first is put in place; those that are right already are left alone; others there go.
    """
    problems: list[Problem] = []
    drawings = Drawings(config)

    def made() -> Iterator[tuple[str, str]]:
        for book in books.values():
            planned = list(plans(book, outputs, config))
            yield from written(book, planned, beside_each_other(planned), config, problems, drawings)

    folders.fill(folder, made())
    # Every other notebook has cells of these; a page that was not run may show tomorrow what it showed yesterday.
    if all(program.was_run for program in outputs.programs.values()):
        drawings.remove_others()
    return tuple(dict.fromkeys(problems))


def beside_each_other(planned: Sequence[Plan]) -> Callable[[Plan], Places]:
    """Links lead from notebook to notebook, which lie in one folder for each framework."""
    present: dict[str, set[str]] = {}
    for plan in planned:
        present.setdefault(plan.variant, set()).add(plan.page.path)

    def places_of(plan: Plan) -> Places:
        folder = posixpath.dirname(plan.page.path) or "."

        def page_at(path: str, anchor: str) -> str:
            if path not in present[plan.variant]:
                return ""
            return quote(posixpath.relpath(path, folder) + ".ipynb") + (f"#{anchor}" if anchor else "")

        return Places(page_at)

    return places_of
