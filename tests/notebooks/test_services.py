"""Notebooks for services: made of the real book, installed by their own cell, run alone, and kept in a checkout."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest

from conftest import REPOSITORY, BuiltBook, first_of_run, tabbook
from notebooks import fresh
from tabbook.cli.carrying import changes_command
from tabbook.config import Config, read
from tabbook.config.sections import Colab
from tabbook.errors import BookError
from tabbook.notebooks import changes_in, put_into

RAW = re.compile(
    r"""
      :[a-z_]+:`                           # a role, a label, a width, the beginning of a tab block
    | :(?: end_tab | bibliography ):
    | \# \s* @tab\b
    | ^ `{3,} \s* \{                       # the fence of a cell
    """,
    re.VERBOSE | re.MULTILINE,
)
RAW_OF_TABS = re.compile(r"^\s*(?:# )?%%tab\b|\btab\.selected\b", re.MULTILINE)
"""What only a notebook of all frameworks has, whose kernel knows it."""
RAW_OF_SLIDES = re.compile(r"[\[(](?:\*\*|~~)|(?:\*\*|~~)[\])]")
CARRIED = re.compile(r"data:[^)\"]*")
"""The letters of a picture."""
CODE = re.compile(r"(`+).*?\1", re.DOTALL)
"""A piece of code in prose, where two stars are no mark."""
LIBRARY = re.compile(r"# This page imports")


@pytest.fixture(scope="module")
def built(built_book: BuiltBook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The build folder of the real book, with its notebooks for both services."""
    with first_of_run(tmp_path_factory, "services") as told:
        for service in ("colab", "sagemaker") if not told.exists() else ():
            done = tabbook(REPOSITORY, "build", service)
            assert (done.returncode, done.stderr) == (0, "")
        told.touch()
    return built_book.config.build_folder


def _sources(file: Path, kind: str) -> list[str]:
    notebook = nbformat.read(file, as_version=4)  # type: ignore[no-untyped-call]
    return [cell.source for cell in notebook.cells if cell.cell_type == kind]


def _every_notebook(built: Path) -> Iterator[tuple[str, Any]]:
    """Those that lie in folders and those in packages, each with its name."""
    for kind in ("notebooks", "colab", "sagemaker"):
        for file in sorted((built / kind).rglob("*.ipynb")):
            yield str(file.relative_to(built)), nbformat.read(file, as_version=4)  # type: ignore[no-untyped-call]
    for file in sorted((built / "package").glob("*.zip")):
        with zipfile.ZipFile(file) as package:
            for name in package.namelist():
                if name.endswith(".ipynb"):
                    text = package.read(name).decode()
                    yield f"package/{name}", nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]


def test_no_notebook_of_any_kind_has_a_mark_of_the_dialect(built: Path) -> None:
    """Neither in prose nor in code, be it carried along or not; every one is valid."""
    kinds: Counter[str] = Counter()
    for name, notebook in _every_notebook(built):
        nbformat.validate(notebook)
        kinds[name.partition("/")[0]] += 1
        for cell in notebook.cells:
            source = CARRIED.sub("", cell.source)
            assert RAW.search(source) is None, (name, source)
            assert "/all/" in name or RAW_OF_TABS.search(source) is None, (name, source)
            assert cell.cell_type == "code" or RAW_OF_SLIDES.search(CODE.sub("", source)) is None, (name, source)
    assert kinds == {"notebooks": 135, "colab": 108, "sagemaker": 108, "package": 108}


def test_a_notebook_says_what_it_needs(built: Path) -> None:
    """The first cell, in the reader's language; then one that installs what the page imports and nothing else."""
    for language, word in (("en", "without error"), ("ja", "エラーがないことを"), ("ko", "오류가 없음을")):
        file = built / "colab" / language / "jax" / "builders-guide" / "init-param.ipynb"
        first = _sources(file, "markdown")[0]
        assert all(part in first for part in (word, "Python 3.11", "jax 0."))
        (line,) = fresh.install_lines(file)
        named = {word.partition("==")[0] for word in line.split()}
        # Two come through the helper library only.
        assert {"jax", "flax", "numpy", "matplotlib", "noto-cjk-sans-otc"} <= named
        assert named.isdisjoint({"optax", "ipykernel", "torch", "jaxlib"})
        cells = _sources(file, "code")
        assert cells[0].startswith("%pip install")
        assert LIBRARY.match(cells[1])
    metadata = json.loads(file.read_text(encoding="utf-8"))["metadata"]
    assert metadata["kernelspec"]["name"] == "python3"


def test_what_cannot_run_there_says_so(built: Path) -> None:
    """MXNet needs an older Python than the services have: no install cell, but why and what to do instead."""
    offered = json.loads((built / "colab" / "offers.json").read_text())
    assert offered
    assert not [file for file in offered if "/mxnet/" in file]
    file = built / "colab" / "ko" / "mxnet" / "builders-guide" / "blocks.ipynb"
    assert fresh.install_lines(file) == ()
    assert "실행할 수 없습니다" in _sources(file, "markdown")[0]


def _checkout(folder: Path, **services: object) -> tuple[Path, Config]:
    checkout = folder / "checkout"
    subprocess.run(["git", "init", "--quiet", str(checkout)], check=True)
    return checkout, replace(read(REPOSITORY), **services)  # type: ignore[arg-type]


def test_a_checkout_gets_what_changed(built: Path, tmp_path: Path) -> None:
    """Added, changed and removed are told and done; what others put there stays, and Binder's files come along."""
    checkout, config = _checkout(tmp_path, colab=Colab(github_repo="mxnet, little/mxnet"))
    put_into(checkout, changes_in(checkout, "colab", config, ()))
    assert changes_in(checkout, "colab", config, ("mxnet",)) == ()
    assert (checkout / "binder" / "runtime.txt").read_text() == "python-3.11\n"
    assert "mxnet==1.9.1\n" in (checkout / "binder" / "book.txt").read_text()
    (checkout / "index.ipynb").rename(checkout / "gone.ipynb")
    (checkout / "ja" / "index.ipynb").write_text("{}")
    (checkout / "own.ipynb").write_text('{"metadata": {}}')
    found = [(change.deed, change.file) for change in changes_in(checkout, "colab", config, ())]
    assert found == [("added", "index.ipynb"), ("changed", "ja/index.ipynb"), ("removed", "gone.ipynb")]
    put_into(checkout, changes_in(checkout, "colab", config, ()))
    assert {path.name for path in checkout.glob("*.ipynb")} == {"index.ipynb", "own.ipynb", "references.ipynb"}


def test_a_look_changes_nothing(built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --write each file is told and none written; what is no checkout, or whose it is, is a Problem."""
    checkout, config = _checkout(tmp_path, colab=Colab(github_repo="jax, little/jax\nmxnet, little/mxnet"))
    changes_command(config, checkout, "colab", ("jax",), False)
    told = capsys.readouterr().out.splitlines()
    assert "added    ja/builders-guide/blocks.ipynb" in told
    assert told[-1] == f"{len(told) - 1} files would change; add --write to change them"
    assert [path.name for path in checkout.iterdir()] == [".git"]
    for folder, named, said in ((tmp_path, ("jax",), "no checkout"), (checkout, (), "repositories of their own")):
        with pytest.raises(BookError, match=said):
            changes_in(folder, "colab", config, named)
    done = tabbook(REPOSITORY, "build", "sagemaker", "--into", str(checkout))
    assert done.returncode == 1
    assert "[sagemaker] names no repository" in done.stderr


@pytest.mark.timeout(600)
def test_a_notebook_runs_in_a_fresh_environment(built: Path, tmp_path: Path) -> None:
    """From its install cell on, alone in a folder, with what it shows already."""
    file = built / "colab" / "ja" / "pytorch" / "builders-guide" / "init-param.ipynb"
    python = fresh.beside_the_kernel(tmp_path / "env", "pytorch")
    assert fresh.run(file, python, tmp_path) == fresh.stored(file)
