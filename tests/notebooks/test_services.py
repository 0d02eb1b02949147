"""Notebooks for services: made of the real book, installed by their own cell, run alone, and kept in a checkout."""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from conftest import REPOSITORY, BuiltBook, first_of_run, tabbook
from notebooks import fresh
from tabbook.cli.carrying import changes_command
from tabbook.config import Config, read
from tabbook.config.sections import Colab
from tabbook.errors import BookError
from tabbook.notebooks import changes_in, put_into

EVERY = bool(os.environ.get("TABBOOK_EVERY_NOTEBOOK"))
"""Whether every notebook is run, after a real installation by its own cell; needs the network and much time."""
RAW = re.compile(r":(numref|ref|eqref|cite|citet|citep|label|eqlabel|width|begin_tab|end_tab|bibliography):")
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
    nbformat.validate(notebook)
    return [cell.source for cell in notebook.cells if cell.cell_type == kind]


def test_no_notebook_of_any_kind_has_a_mark_of_the_dialect(built: Path) -> None:
    """Neither in prose nor in code, be it carried along or not; every one is valid."""
    for kind in ("notebooks", "colab", "sagemaker"):
        files = list((built / kind).rglob("*.ipynb"))
        assert files
        for file in files:
            for source in (*_sources(file, "code"), *_sources(file, "markdown")):
                assert RAW.search(re.sub(r"data:[^)]*", "", source)) is None, (file, source)


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


if EVERY:

    @pytest.mark.timeout(7200)
    @pytest.mark.parametrize("framework", fresh.SETTINGS.frameworks)
    @pytest.mark.parametrize("service", ["colab", "sagemaker"])
    def test_every_notebook_runs_from_its_own_install_cell(
        built: Path, tmp_path: Path, service: str, framework: str
    ) -> None:
        """Each in an environment that lacks what its cell installs; what cannot run there as Binder has it made."""
        files = sorted((built / service).glob(f"*/{framework}/**/*.ipynb"))
        ran = 0
        for number, file in enumerate(file for file in files if fresh.stored(file)):
            lines, own = fresh.install_lines(file), tmp_path / str(number)
            environment = tmp_path / str(sorted(lines))
            if not environment.exists() and lines:
                fresh.without(environment, framework, lines)
            elif not environment.exists():
                checkout, config = _checkout(tmp_path, colab=Colab(github_repo=f"{framework}, little/{framework}"))
                put_into(checkout, changes_in(checkout, "colab", config, ()))
                fresh.by_binder(environment, checkout)
            python = environment / ("bin" if lines else "home/.book/bin") / "python"
            assert fresh.run(file, python, own) == fresh.stored(file), file
            ran += 1
        print(f"{service} {framework}: {ran} notebooks")
        assert ran == 3 * 6
