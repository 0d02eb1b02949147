"""Plans in; file and text of each notebook out. Pandoc is asked once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from tabbook import pandoc
from tabbook.config import Config
from tabbook.document import Book, Node
from tabbook.errors import Problem
from tabbook.notebooks.drawings import Drawings
from tabbook.notebooks.notebook import NotebookCell, notebook_text
from tabbook.notebooks.parts import ProseRun
from tabbook.notebooks.plan import Plan
from tabbook.notebooks.prose import Places, Writing, targets_in

MARKDOWN = "commonmark+pipe_tables+strikeout+tex_math_dollars"
"""What every reader of notebooks understands: CommonMark, GitHub's tables, formulas between dollar signs."""


def written(
    book: Book,
    planned: Sequence[Plan],
    places_of: Callable[[Plan], Places],
    config: Config,
    problems: list[Problem],
    drawings: Drawings,
) -> Iterator[tuple[str, str]]:
    """File and text of each notebook of a book; `places_of` says where its links and pictures lead."""
    runs = list(_prose(book, planned, places_of, config, problems))
    texts = iter(pandoc.write(runs, MARKDOWN, config.build_folder / "pandoc"))
    for plan in planned:
        cells = [plan.selector] if plan.selector else []
        carried = plan.library
        for part in plan.parts:
            if isinstance(part, ProseRun):
                cells.append(NotebookCell("markdown", next(texts).strip("\n")))
            elif isinstance(part, NotebookCell):
                cells.append(part)
            else:
                cells += [*carried, drawings.with_pngs(plan.code[part.block])]
                carried = ()
        yield plan.file, notebook_text([cell for cell in cells if cell.source], plan.kernel, plan.metadata)


def _prose(
    book: Book, planned: Sequence[Plan], places_of: Callable[[Plan], Places], config: Config, problems: list[Problem]
) -> Iterator[list[Node]]:
    """Every run of prose of the notebooks, in their order, in words of Jupyter's Markdown."""
    linked: dict[str, set[str]] = {}
    for page in book.pages:
        for path, anchor in targets_in(page):
            linked.setdefault(path, set()).add(anchor)
    for plan in planned:
        writing = Writing(plan.page, config.root, linked.get(plan.page.path, set()), places_of(plan))
        for part in plan.parts:
            if isinstance(part, ProseRun):
                yield writing.written(part.blocks)
        problems += writing.problems
