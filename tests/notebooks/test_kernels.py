"""Notebooks run: in real kernels of the book's environments, as a reader runs them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from tabbook import kernels, notebooks, pandoc
from tabbook.config import Config
from tabbook.config import read as read_config
from tabbook.config.sections import Build
from tabbook.document import Book, Cell, Code, Outputs, Page, Program
from tabbook.errors import Place

PLACE = Place("chapters/en/page.md", 1)
FRAMEWORKS = ("mxnet", "jax")
SOURCES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("%matplotlib inline\n%config InlineBackend.figure_formats = ['svg']\nprint('magics')", ()),
    (
        "if tab.selected('mxnet'):\n    name = 'mxnet'\nif tab.selected('jax'):\n    name = 'jax'\nname",
        FRAMEWORKS,
    ),
    ("print('mxnet only')", ("mxnet",)),
    ("print('jax only')", ("jax",)),
    ("%%time\nprint('timed')", ()),
)


def _run(path: Path) -> Any:
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}}).execute()
    return notebook


def _printed(cell: Any) -> str:
    texts = [output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell.outputs]
    return "".join(
        text for text, output in zip(texts, cell.outputs, strict=True) if output.get("name", "stdout") == "stdout"
    )


def test_the_notebook_of_all_frameworks_runs_with_d2lbooks_tab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The selector chooses its kernel's framework, whatever d2lbook remembers; the others' cells are passed over."""
    blocks = tuple(Code(PLACE, source, source, (), frameworks) for source, frameworks in SOURCES)
    divisions = "\n\n".join(f"::: {{.cell block={index}}}\n:::" for index in range(len(blocks)))
    tree = pandoc.parse([divisions], "en", format_name="markdown")[0]
    page = Page("page", PLACE.file, "en", blocks, tree=tree)
    programs = {
        ("en", "page", framework): Program(
            "page",
            PLACE.file,
            "en",
            framework,
            tuple(
                Cell(PLACE, source, index)
                for index, (source, frameworks) in enumerate(SOURCES)
                if framework in (frameworks or FRAMEWORKS)
            ),
        )
        for framework in FRAMEWORKS
    }
    config = Config(root=tmp_path, build=Build(tabs=FRAMEWORKS))
    notebooks.publish({"en": Book("en", (page,))}, Outputs(programs), config, tmp_path / "out")
    repository = read_config(Path(__file__).parents[2])
    assert kernels.prepare(repository, ["mxnet"], print) == ()
    monkeypatch.setenv("JUPYTER_PATH", str(kernels.jupyter_path(repository)))
    notebook = _run(tmp_path / "out" / "en" / "all" / "page.ipynb")
    assert [_printed(cell) for cell in notebook.cells[1:]][:4] == ["magics\n", "'mxnet'", "mxnet only\n", ""]
    assert _printed(notebook.cells[-1]).startswith("timed\n")
