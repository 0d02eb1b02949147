"""Books and outputs in, the notebooks to write out: their files, their kernels and what stands in each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Any

from tabbook import kernels
from tabbook.config import Config
from tabbook.document import Book, Cell, Code, Outputs, Page
from tabbook.execute import raised_in
from tabbook.notebooks.carried import library_cells
from tabbook.notebooks.notebook import Kernel, NotebookCell
from tabbook.notebooks.parts import Part, parts_for, parts_for_all

ALL = "all"
"""Name, in place of a framework's, of the notebooks that hold every framework."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One notebook to be written."""

    page: Page
    variant: str
    """A framework, or `all`."""
    kernel: Kernel
    parts: tuple[Part | NotebookCell, ...]
    code: Mapping[int, NotebookCell]
    """The code cells by the index of their block."""
    library: tuple[NotebookCell, ...] = ()
    """What stands before the first code cell, where the page takes code from other pages."""
    selector: NotebookCell | None = None
    """The first cell, where there is something to select."""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    """What the notebook says of itself beside its kernel."""

    @property
    def file(self) -> str:
        """Where the notebook lies in the folder of all notebooks."""
        return f"{self.page.language}/{self.variant}/{self.page.path}.ipynb"


def frameworks_of(page: Page, outputs: Outputs, config: Config) -> tuple[str, ...]:
    """The frameworks `page` exists for, the default first; every one for a page without a program."""
    found = outputs.frameworks_of(page.language, page.path)
    if not config.frameworks:
        return found
    return tuple(name for name in config.frameworks if name in found) or config.frameworks


def plans(book: Book, outputs: Outputs, config: Config) -> Iterator[Plan]:
    """Every notebook of a book, in book order."""
    kernel_of = cache(partial(_kernel, config))
    for page in book.pages:
        labels = {name: config.framework(name).label for name in frameworks_of(page, outputs, config)}
        programs = {name: outputs.program(page.language, page.path, name) for name in labels}
        cells = {
            name: {cell.block: cell for cell in program.cells} if program else {} for name, program in programs.items()
        }
        bare = frozenset(name for name, program in programs.items() if program and not program.was_run)
        for name in labels:
            code = {block: _code(cell.source, cell, name not in bare) for block, cell in cells[name].items()}
            parts, program = parts_for(page, name, frozenset(code)), programs[name]
            yield Plan(page, name, kernel_of(name), parts, code, library_cells([program] if program else []))
        if config.frameworks:
            carried = library_cells([program for program in programs.values() if program])
            planned = _plan_for_all(page, labels, cells, bare, kernel_of(next(iter(labels))))
            yield replace(planned, library=carried)


def _plan_for_all(
    page: Page, labels: dict[str, str], cells: Mapping[str, Mapping[int, Cell]], bare: Collection[str], kernel: Kernel
) -> Plan:
    """The notebook of all frameworks: cells as the author wrote them, each under its `%%tab`.

    Frameworks in `bare` were not run; `kernel` is that of the first.
    """
    code: dict[int, NotebookCell] = {}
    for index, block in enumerate(page.blocks):
        framework = next((name for name in labels if index in cells[name]), None)
        if isinstance(block, Code) and framework is not None:
            run = cells[framework][index]
            named = ", ".join(name for name in block.frameworks if name in labels)
            code[index] = _code(
                f"%%tab {named or ALL}\n{_first_line(block, run)}{block.source}", run, framework not in bare
            )
    selector = NotebookCell("code", _selection(list(labels))) if code else None
    parts = parts_for_all(page, labels, frozenset(code))
    return Plan(page, ALL, kernel, parts, code, selector=selector)


def _first_line(block: Code, run: Cell) -> str:
    """The magic that a program puts above a cell in another language, and the author does not."""
    first = run.source.partition("\n")[0]
    return f"{first}\n" if block.language != "python" and not block.source.startswith(first) else ""


def _selection(names: list[str]) -> str:
    """The tab-selector cell.

    d2lbook begins with the choice last made in any notebook on the machine, or with none. The kernel asked for knows
    one framework only, so that one is chosen.
    """
    listed = ", ".join(f"'{name}'" for name in names)
    return (
        "%load_ext d2lbook.tab\n"
        f"tab.select_tab.__defaults__ = ('{names[0]}',)  # the framework of this kernel\n"
        f"tab.interact_select([{listed}])"
    )


def _code(source: str, run: Cell, was_run: bool) -> NotebookCell:
    is_to_raise = raised_in(source) is not None
    return NotebookCell("code", source, run.outputs, run.execution_count, was_run, is_to_raise=is_to_raise)


def _kernel(config: Config, framework: str) -> Kernel:
    """The kernel as it is here; it may not be there yet."""
    environment = kernels.recall(config, framework)
    python = environment.versions.get("python", "") if environment else ""
    return Kernel(f"tabbook-{framework}", f"{config.framework(framework).label} (tabbook)", python)
