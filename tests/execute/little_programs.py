"""Programs made of a few lines, and the book that they stand in."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from tabbook import config, execute
from tabbook.config import Config
from tabbook.config.sections import Execute
from tabbook.document import Cell, Outputs, Program
from tabbook.errors import Place

REPOSITORY = config.read(Path(__file__).parents[2])
FRAMEWORKS = ("pytorch", "tensorflow", "jax", "mxnet")


def program(path: str, framework: str, sources: Sequence[str], language: str = "en", first_line: int = 1) -> Program:
    """A page of nothing but cells, a blank line between two, the first fence on `first_line`."""
    file = f"chapters/{language}/{path}.md"
    cells: list[Cell] = []
    for block, source in enumerate(sources):
        after = first_line + 2 + source.count("\n")
        cells.append(Cell(Place(file, first_line), source, block, tuple(range(first_line + 1, after))))
        first_line = after + 2
    return Program(path, file, language, framework, tuple(cells))


def link_kernels(root: Path, timeout: int = 120) -> Config:
    """The config of an empty book in `root` that has the repository's kernels."""
    (root / "build" / "kernels").mkdir(parents=True)
    (root / "kernels").mkdir()
    for pins in (REPOSITORY.root / "kernels").iterdir():
        (root / "kernels" / pins.name).symlink_to(pins)
    for name in (*FRAMEWORKS, "share"):
        (root / "build" / "kernels" / name).symlink_to(REPOSITORY.build_folder / "kernels" / name)
    return book_in(root, timeout)


def book_in(root: Path, timeout: int = 120) -> Config:
    """The config of the book in `root`, in which a cell may take `timeout` seconds."""
    return replace(REPOSITORY, root=root, execute=Execute(timeout=timeout))


def run(book: Config, *programs: Program, jobs: int | None = 2, cluster: str | None = None) -> tuple[Outputs, str]:
    """The outputs of the programs, and what was told on the way."""
    told = io.StringIO()
    progress = execute.Progress(Console(file=told, width=200))
    return execute.run_all(programs, book, jobs=jobs, cluster=cluster, progress=progress), told.getvalue()


def texts(program: Program) -> list[str]:
    """What each cell shows, as text."""
    return [
        "".join(output.get("text", "") or output["data"].get("text/plain", "") for output in cell.outputs)
        for cell in program.cells
    ]
