"""Little books that have one fault each, as real books have them: the fault is told, and the book is built."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import nbformat
import pytest
from rich.console import Console

from cases import IS_WRITING
from tabbook import build, config, execute
from tabbook.cli.told import tell, with_strict

FOLDER = Path(__file__).parent / "faulty"
BOOKS = sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())
SCOPE = build.Scope(runs=False)
UNTOLD = ("cr-lf", "byte-order-mark")
"""Books without a fault: what they have is read as it was meant."""


def made(root: Path, *outputs: str, is_strict: bool = False) -> int:
    """Build the book and tell what was found, each thing once; the exit code."""
    settings, progress = with_strict(config.read(root), is_strict), execute.Progress(Console(file=io.StringIO()))
    found = [problem for output in outputs for problem in build.build(settings, output, SCOPE, 1, progress)]
    return tell(tuple(dict.fromkeys(found)))


def page_of(root: Path) -> str:
    """The cells of the page as readers of the first framework get them; nothing where the book has no such page."""
    file = root / "build" / "notebooks" / "en" / "jax" / "page.ipynb"
    if not file.exists():
        return "(no page)"
    cells = nbformat.read(file, as_version=4).cells
    return "\n\n".join(f"--- {cell.cell_type}\n{cell.source.strip()}" for cell in cells)


@pytest.mark.parametrize("name", BOOKS)
def test_a_fault_is_told_and_the_book_is_built(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --strict the fault is a warning and the page is there; with it nothing is published, and the exit code
    is 1."""
    shutil.copytree(FOLDER, tmp_path, symlinks=True, dirs_exist_ok=True)
    root = tmp_path / name
    assert made(root, "html", is_strict=True) == int(name not in UNTOLD)
    assert (root / "build" / "website").exists() == (name in UNTOLD)
    capsys.readouterr()
    assert made(root, "html", "notebooks") == 0
    told = f"{capsys.readouterr().err}\n{page_of(root)}\n"
    assert (root / "build" / "website" / "en" / "index.html").exists()
    expected = FOLDER / name / "expected.txt"
    if IS_WRITING:
        expected.write_text(told, encoding="utf-8")
    assert told == expected.read_text(encoding="utf-8")


def test_raw_html_is_shown_where_the_book_wants_it(tmp_path: Path) -> None:
    """Harmless HTML stands in its place without its handlers, and a script in a closed frame."""
    shutil.copytree(FOLDER / "raw-html-kept", tmp_path, dirs_exist_ok=True)
    assert made(tmp_path, "html") == 0
    site = tmp_path / "build" / "website"
    page = (site / "en" / "page.html").read_text(encoding="utf-8")
    assert '<div class="raw-html"><table><tr><td>harmless</td></tr></table></div>' in page
    assert "<kbd>line</kbd>" in page
    assert "alert" not in page
    assert 'sandbox="allow-scripts"' in page
    assert ["alert(3)" in file.read_text() for file in (site / "assets" / "outputs").iterdir()] == [True]


def test_a_page_of_five_megabytes_is_built(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is told that the page is large, and it is there to its last line."""
    shutil.copytree(FOLDER / "byte-order-mark", tmp_path, dirs_exist_ok=True)
    lines = "\n".join(f"{number:06} of many lines that nobody will read" for number in range(120_000))
    (tmp_path / "page.md").write_text(f"# Page\n\n```text\n{lines}\n```\n\nThe *last* words.\n")
    assert made(tmp_path, "html") == 0
    assert capsys.readouterr().err.startswith("warning: page.md:1: this page has 5.2 MB of Markdown; divide it")
    page = (tmp_path / "build" / "website" / "en" / "page.html").read_text(encoding="utf-8")
    assert "<em>last</em>" in page
    assert "119999 of many lines" in page
