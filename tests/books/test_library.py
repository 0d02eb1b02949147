"""A book whose pages share code through the helper library."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat

from conftest import tabbook
from execute.little_programs import link_kernels
from tabbook import config, kernels
from tabbook.config import Config

SOURCES = Path(__file__).parent / "library"


def printed_alone(file: Path, book: Config) -> list[str]:
    """What the code cells print when a reader's own Jupyter runs the notebook where it lies."""
    command = [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", "--inplace", str(file)]
    environment = os.environ | {"JUPYTER_PATH": str(kernels.jupyter_path(book))}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    cells = nbformat.read(file, as_version=4).cells
    return ["".join(output.text for output in cell.outputs) for cell in cells if cell.cell_type == "code"]


def test_code_saved_on_one_page_is_imported_on_another(tmp_path: Path) -> None:
    """`#@save` puts a function into the framework's module before anything runs, where the other page imports it; an
    alias is rewritten; the notebook runs alone, with the part of the library that it uses and without a mark; an
    edit of the saved code runs the page that uses it again."""
    root = tmp_path / "book"
    link_kernels(root)
    shutil.copytree(SOURCES, root, dirs_exist_ok=True)
    done = tabbook(root, "build")
    assert (done.returncode, done.stderr) == (0, "")
    for framework in ("mxnet", "pytorch"):
        use = nbformat.read(root / "build" / "notebooks" / "en" / framework / "use.ipynb", as_version=4)
        last = use.cells[-1]
        assert "math.sqrt(25)" in last.source
        assert last.outputs[0].text.startswith("5.0 5.0\nThe longest side of a right triangle.")
        assert "Defined in :numref:`sec_define`" in last.outputs[0].text

    alone = tmp_path / "alone"
    alone.mkdir()
    shutil.copy(root / "build" / "notebooks" / "en" / "mxnet" / "use.ipynb", alone)
    without_mark = last.outputs[0].text.replace(":numref:`sec_define`", "the book")
    assert printed_alone(alone / "use.ipynb", config.read(root))[-1] == without_mark
    assert "root" not in (alone / "d2l" / "mxnet.py").read_text()

    page = root / "chapters" / "define.md"
    page.write_text(page.read_text().replace("a ** 2 + b ** 2", "a * a + b * b + 0.0"))
    again = tabbook(root, "build")
    assert "ran 8 cells in 4 programs" in again.stdout
    assert "ran 0 cells" in tabbook(root, "build").stdout


def test_a_page_that_describes_the_library_shows_what_this_build_saves(tmp_path: Path) -> None:
    """Not what the build before saved, nothing at the first one, nor what an older file of the book says."""
    (tmp_path / "config.ini").write_text(
        "[build]\nnotebooks = *.md\ntabs = jax\neval_notebook = False\n[library-jax]\nlib_file = shelf/jax.py\n"
    )
    (tmp_path / "shelf").mkdir()
    (tmp_path / "shelf" / "jax.py").write_text("def older(): ...\n")
    described = "```eval_rst\n.. currentmodule:: shelf.jax\n\n.. autofunction:: half\n```"
    for words, first in (("Halves it.", "check"), ("Cuts it in two.", "build")):
        saved = f'```{{.python .input}}\n#@save\ndef half(x):\n    """{words}"""\n```'
        (tmp_path / "index.md").write_text(f"# Book\n\n{described}\n\n{saved}\n")
        assert "P07" not in tabbook(tmp_path, first).stderr
        done = tabbook(tmp_path, "build", "html")
        assert (done.returncode, "P07" in done.stderr) == (0, False)
        assert f"{words}</p>" in (tmp_path / "build" / "website" / "en" / "index.html").read_text()
