"""Numbered books and outputs in, a folder of notebooks out."""

from __future__ import annotations

import posixpath
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from tabbook import pandoc
from tabbook.config import Config
from tabbook.document import Book, Node, Outputs
from tabbook.errors import Problem
from tabbook.notebooks.notebook import NotebookCell, notebook_text
from tabbook.notebooks.parts import ProseRun
from tabbook.notebooks.plan import Plan, plans
from tabbook.notebooks.prose import Writing, targets_in

MARKDOWN = "commonmark+pipe_tables+strikeout+tex_math_dollars"
"""What every reader of notebooks understands: CommonMark, GitHub's tables, formulas between dollar signs."""


def publish(books: Mapping[str, Book], outputs: Outputs, config: Config, folder: Path) -> tuple[Problem, ...]:
    """Write the notebooks of all `books` to `folder`, and give what was wrong with them.

    All are made before the first is put in place; those that are right already are left alone; others there go.
    """
    aside = folder / ".aside"
    problems: list[Problem] = []
    written: dict[str, bool] = {}
    """Each notebook's file, and whether it changed."""
    try:
        for book in books.values():
            for file, text in _notebooks(book, outputs, config, problems):
                written[file] = not _holds(folder / file, text)
                if written[file]:
                    (aside / file).parent.mkdir(parents=True, exist_ok=True)
                    (aside / file).write_text(text, encoding="utf-8")
        for file in (file for file, is_changed in written.items() if is_changed):
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (aside / file).replace(folder / file)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    _remove_others(folder, written)
    return tuple(dict.fromkeys(problems))


def _notebooks(book: Book, outputs: Outputs, config: Config, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    """File and text of each notebook of a book; pandoc is asked once for all of them."""
    planned = list(plans(book, outputs, config))
    runs = list(_prose(book, planned, config, problems))
    texts = iter(pandoc.write(runs, MARKDOWN, config.build_folder / "pandoc"))
    for plan in planned:
        cells = [plan.selector] if plan.selector else []
        carried = plan.library
        for part in plan.parts:
            if isinstance(part, ProseRun):
                cells.append(NotebookCell("markdown", next(texts).strip("\n")))
            else:
                cells += [*carried, plan.code[part.block]]
                carried = ()
        yield plan.file, notebook_text([cell for cell in cells if cell.source], plan.kernel)


def _prose(book: Book, planned: Sequence[Plan], config: Config, problems: list[Problem]) -> Iterator[list[Node]]:
    """Every run of prose of the notebooks, in their order, in words of Jupyter's Markdown."""
    present: dict[str, set[str]] = {}
    for plan in planned:
        present.setdefault(plan.variant, set()).add(plan.page.path)
    linked: dict[str, set[str]] = {}
    for page in book.pages:
        for path, anchor in targets_in(page):
            linked.setdefault(path, set()).add(anchor)
    for plan in planned:
        writing = Writing(plan.page, config.root, linked.get(plan.page.path, set()), present[plan.variant])
        for part in plan.parts:
            if isinstance(part, ProseRun):
                yield writing.written(part.blocks)
        problems += writing.problems


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()


def _remove_others(folder: Path, written: Collection[str]) -> None:
    """Remove the notebooks of pages that are gone, and the folders this leaves empty."""
    for path in sorted(folder.rglob("*.ipynb"), reverse=True):
        if posixpath.join(*path.relative_to(folder).parts) not in written:
            path.unlink()
            for parent in path.relative_to(folder).parents:
                if parent.parts and not any((folder / parent).iterdir()):
                    (folder / parent).rmdir()
