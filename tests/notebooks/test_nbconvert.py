"""The notebooks of the book, given to the real nbconvert: without a warning, with all pictures, letters and code."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from conftest import BuiltBook

FRAMEWORKS = ("pytorch", "tensorflow", "jax", "mxnet")
ENDINGS = {"html": ".html", "slides": ".slides.html", "script": ".py", "markdown": ".md"}
COMPLAINT = re.compile(
    r"""
    \[\w+\]\ (?! (?: Converting | Writing | Support | Making )\b )  # not what it says of each file
    (?! WARNING\ \|\ Alternative\ text\ is\ missing )          # nor this, which is counted
    """,
    re.VERBOSE,
)
"""A line in which nbconvert complains."""
WITHOUT_WORDS = re.compile(r"Alternative text is missing on (\d+) image")
"""How nbconvert tells that its own template shows drawings of cells, to which no notebook can give words."""


@pytest.fixture(scope="module")
def notebooks(built_book: BuiltBook, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """Copies of the notebooks of every page with code, in each language and framework."""
    copies = tmp_path_factory.mktemp("notebooks") / "of the book"
    shutil.copytree(built_book.notebooks, copies)
    found = [file for name in FRAMEWORKS for file in copies.glob(f"*/{name}/**/*.ipynb") if cells_of(file, "code")]
    assert len(found) == 72
    return tuple(sorted(found))


def cells_of(file: Path, kind: str) -> list[dict[str, Any]]:
    return [cell for cell in json.loads(file.read_text())["cells"] if cell["cell_type"] == kind]


def convert(files: Sequence[Path], to: str) -> list[str]:
    """What nbconvert made of each file, which lies beside it; one process for all, in which any warning is an error."""
    command = [sys.executable, "-m", "nbconvert", "--to", to, *map(str, files)]
    environment = {**os.environ, "PYTHONWARNINGS": "error"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=500, check=False, env=environment)
    assert (done.returncode, [line for line in done.stderr.splitlines() if COMPLAINT.match(line)]) == (0, [])
    drawn = sum(map(drawings_in, files)) if to in ("html", "slides") else 0
    assert sum(map(int, WITHOUT_WORDS.findall(done.stderr))) == drawn, "a picture of the prose has no words"
    return [file.with_name(file.stem + ENDINGS[to]).read_text() for file in files]


def drawings_in(file: Path) -> int:
    outputs = [output for cell in cells_of(file, "code") for output in cell["outputs"]]
    return sum("image/svg+xml" in output.get("data", {}) for output in outputs)


def test_to_html(notebooks: tuple[Path, ...]) -> None:
    """Each notebook becomes a page with all its drawings and pictures, and its language's letters."""
    for file, html in zip(notebooks, convert(notebooks, "html"), strict=True):
        compare_page(file, html)


def test_to_slides(notebooks: tuple[Path, ...]) -> None:
    """The same for nbconvert's slides: each page in each language, in one framework after the other."""
    pages = sorted({(file.parents[2], file.parent.name, file.name) for file in notebooks})
    chosen = [
        folder / FRAMEWORKS[index % len(FRAMEWORKS)] / chapter / name
        for index, (folder, chapter, name) in enumerate(pages)
    ]
    assert len(chosen) == 18
    for file, html in zip(chosen, convert(chosen, "slides"), strict=True):
        compare_page(file, html)


def compare_page(file: Path, html: str) -> None:
    pictures = sum("".join(cell["source"]).count('src="data:') for cell in prose_of(file))
    assert html.count('src="data:image/') == pictures + drawings_in(file)
    heading = re.search(r"(?m)^# (.*)$", "".join(prose_of(file)[0]["source"]))
    assert heading
    assert heading[1] in re.sub(r"<[^>]*>", "", html)
    assert "�" not in html


def prose_of(file: Path) -> list[dict[str, Any]]:
    return cells_of(file, "markdown")


def test_to_script(notebooks: tuple[Path, ...]) -> None:
    """Each notebook becomes a program that Python understands, with all its code and its prose as comments."""
    for file, script in zip(notebooks, convert(notebooks, "script"), strict=True):
        compile(script, file.name, "exec")
        for cell in cells_of(file, "code"):
            source = "".join(cell["source"])
            assert source in script or re.search(r"(?m)^[%!]", source)
        words = re.findall(r"[\w]+", "".join(prose_of(file)[-1]["source"]))
        assert words[-1] in script


def test_to_markdown(notebooks: tuple[Path, ...]) -> None:
    """Each notebook becomes Markdown with its prose as it is, its code, and its drawings beside it."""
    for file, text in zip(notebooks, convert(notebooks, "markdown"), strict=True):
        for cell in [*prose_of(file), *cells_of(file, "code")]:
            assert "".join(cell["source"]).strip() in text
        drawn = re.findall(r"!\[svg\]\(([^)]+)\)", text)
        assert len(drawn) == drawings_in(file)
        assert all((file.parent / name).read_text().lstrip().startswith("<?xml") for name in drawn)
