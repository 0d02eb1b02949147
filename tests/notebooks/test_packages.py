"""The packages as a newcomer meets them: unzipped, installed, opened, run."""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from browser import MISSING_PICTURES, NewReader
from conftest import REPOSITORY, BuiltBook
from notebooks import fresh
from notebooks.record import Record
from tabbook import build, config, execute, kernels

EVERY = bool(os.environ.get("TABBOOK_EVERY_PACKAGE"))
"""Whether the three commands are entered for every package, and each of its notebooks is run; needs a network."""
MODULES = {section.name: section.lib_file for section in fresh.SETTINGS.library_sections}
TOKEN = "newcomer"
LAB = ["--no-browser", "--ServerApp.ip=127.0.0.1", f"--IdentityProvider.token={TOKEN}"]
LAB += ["--ServerApp.allow_root=True", "--LabApp.news_url=None"]


def unzipped(book: BuiltBook, edition: str, folder: Path) -> Path:
    """The folder that a package makes in `folder`."""
    name = f"{book.config.project.name}-{edition}"
    with zipfile.ZipFile(book.config.build_folder / "package" / f"{name}.zip") as package:
        package.extractall(folder)
    (root,) = folder.iterdir()
    assert root.name == name
    return root


def commands(root: Path) -> list[str]:
    """The three commands of the package's README, for Linux."""
    return re.findall(r"^ {4}(.+)$", (root / "README.md").read_text(encoding="utf-8"), re.MULTILINE)[:3]


@contextmanager
def opened(command: Sequence[str], root: Path, said: Path) -> Iterator[str]:
    """JupyterLab, started in the package's folder; gives its address as soon as it answers there, and ends it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    given = [*command, *LAB, f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    with said.open("w") as log, subprocess.Popen(given, cwd=root, env=fresh.ALONE, stderr=log, stdout=log) as running:
        try:
            while not answers(port):
                # It says where it will listen before it does, so it is asked until it answers, or has ended.
                with contextlib.suppress(subprocess.TimeoutExpired):
                    running.wait(0.2)
                assert running.returncode is None, said.read_text()
            yield f"http://127.0.0.1:{port}/"
        finally:
            running.terminate()


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return False
    return True


def asked(address: str, path: str) -> Any:
    with urllib.request.urlopen(f"{address}api/{path}?token={TOKEN}", timeout=200) as answer:
        return json.load(answer)


def found_in_lab(command: Sequence[str], root: Path) -> None:
    """JupyterLab shows the folder of the page that it opens with, and has the kernel that the notebooks ask for."""
    with opened(command, root, root / "said.txt") as address:
        assert {entry["name"] for entry in asked(address, "contents")["content"]} >= {"index.ipynb"}
        notebook = asked(address, "contents/builders-guide/looking.ipynb")["content"]
        assert notebook["metadata"]["kernelspec"]["name"] in asked(address, "kernelspecs")["kernelspecs"]


# ---------------------------------------------------------------------------------------------------------------------


def test_each_package_has_all_that_its_readers_need(built_book: BuiltBook, tmp_path: Path) -> None:
    """Notebooks, library, pictures, exact versions with JupyterLab; commands and rights in the reader's language."""
    for edition, words in (("en-jax", "To begin"), ("ja-pytorch", "始め方"), ("ko-mxnet", "시작하기")):
        root = unzipped(built_book, edition, tmp_path / edition)
        language, _, framework = edition.partition("-")
        readme = (root / "README.md").read_text(encoding="utf-8")
        assert words in readme
        assert built_book.config.language(language).copyright in readme
        assert [command.split()[-1] for command in commands(root)] == [
            ".venv",
            "requirements.txt",
            "notebooks/index.ipynb",
        ]
        assert (root / "notebooks" / "index.ipynb").is_file()
        assert (root / MODULES[framework]).is_file()
        assert (root / "static" / "fan.svg").is_file()
        lines = (root / "requirements.txt").read_text().splitlines()
        assert all(re.fullmatch(r"[\w.-]+==[\w.+]+", line) for line in lines)
        assert {"jupyterlab", "ipykernel", "noto-cjk-sans-otc"} <= {line.partition("==")[0] for line in lines}
        pinned = kernels.pins(built_book.config, framework)
        assert {f"{name}=={pin}" for name, pin in pinned.items() if name != "d2lbook"} <= set(lines)


def test_jupyterlab_is_the_one_that_is_tested_here() -> None:
    """The versions that packages bring are those of this environment."""
    from tabbook.notebooks.packages.requirements import jupyterlab

    assert {name: pinned for name, pinned in jupyterlab() if version(name) != pinned} == {}


def test_a_newcomer_opens_and_runs_the_notebooks(built_book: BuiltBook, tmp_path: Path) -> None:
    """In an environment of the package's versions JupyterLab finds them, and a page runs as it did in the book.

    The versions come from the environments that are there: `TABBOOK_EVERY_PACKAGE=1` installs them.
    """
    root = unzipped(built_book, "ja-mxnet", tmp_path / "package")
    python = fresh.beside_the_kernel(tmp_path / "env", "mxnet")
    (site,) = (tmp_path / "env" / "lib").glob("python*/site-packages")
    (own,) = (Path(sys.prefix) / "lib").glob("python*/site-packages")
    (site / "preinstalled_too.pth").write_text(f"{own}\n")
    assets = Path(sys.prefix) / "share" / "jupyter" / "lab"
    found_in_lab([str(python), "-m", "jupyterlab", f"--app-dir={assets}", "notebooks/index.ipynb"], root)
    file = root / "notebooks" / "builders-guide" / "looking.ipynb"
    assert fresh.run(file, python, tmp_path / "run") == fresh.stored(file)


@pytest.mark.browser
def test_plots_are_seen_before_a_cell_is_run(built_book: BuiltBook, tmp_path: Path, new_reader: NewReader) -> None:
    """JupyterLab trusts no notebook that comes from elsewhere, and shows its drawings all the same."""
    root = unzipped(built_book, "ja-mxnet", tmp_path / "package")
    command = [sys.executable, "-m", "jupyterlab", "notebooks/index.ipynb"]
    with opened(command, root, root / "said.txt") as address:
        page = new_reader(height=6000).goto(f"{address}lab/tree/builders-guide/looking.ipynb?token={TOKEN}")
        pictures = page.locator(".jp-OutputArea-output img")
        expect(pictures).to_have_count(2, timeout=120_000)
        assert "<Figure" not in page.locator(".jp-Notebook").inner_text()
        assert page.evaluate(MISSING_PICTURES) == []


def test_data_lies_where_its_notebook_looks(tmp_path: Path) -> None:
    """What a cell declares with `#@depends`, the helper's packages, and what leads out of the package is told."""
    (tmp_path / "config.ini").write_text("[build]\ntabs = jax\nresources = extra.txt pictures/\n")
    (tmp_path / "data").mkdir()
    (tmp_path / "pictures").mkdir()
    for file in ("data/points.csv", "extra.txt", "pictures/a.svg"):
        (tmp_path / file).write_text("1,2\n")
    page = '# Page\n\n```{.python .input}\n#@depends data\nopen("data/points.csv")\n```\n\n'
    (tmp_path / "index.md").write_text(f"{page}```toc\n\ndeep/page\n```\n")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "page.md").write_text(page.replace("data", "../data"))
    problems = build.build(config.read(tmp_path), "package", build.Scope(runs=False), 1, execute.progress())
    assert [problem for problem in problems if problem.is_error or problem.code == "B04"] == []
    first = (tmp_path / "build" / "package" / "book-en-jax.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "build" / "package" / "book-en-jax.zip") as package:
        names = {name.partition("/")[2] for name in package.namelist()}
    assert {"notebooks/data/points.csv", "extra.txt", "pictures/a.svg", "notebooks/deep/page.ipynb"} <= names
    (tmp_path / "build" / "package" / "book-en-jax.zip").unlink()
    build.build(config.read(tmp_path), "package", build.Scope(runs=False), 1, execute.progress())
    assert (tmp_path / "build" / "package" / "book-en-jax.zip").read_bytes() == first
    (tmp_path / "index.md").write_text(
        page.replace("depends data", "depends ../../data") + "```toc\n\ndeep/page\n```\n"
    )
    problems = build.build(config.read(tmp_path), "package", build.Scope(runs=False), 1, execute.progress())
    assert [problem.code for problem in problems if problem.is_error] == ["X08"]


if EVERY:

    @pytest.mark.timeout(7200)
    @pytest.mark.parametrize("framework", fresh.SETTINGS.frameworks)
    @pytest.mark.parametrize("language", fresh.SETTINGS.all_languages)
    def test_three_commands_run_every_notebook(
        built_book: BuiltBook, tmp_path: Path, cache: pytest.Cache, language: str, framework: str
    ) -> None:
        """The README's own commands, as they are written; then every notebook, from top to bottom."""
        edition = f"{language}-{framework}"
        package = built_book.config.build_folder / "package" / f"{built_book.config.project.name}-{edition}.zip"
        kept = Record(cache, "package")
        if kept.has(package):
            print(f"package {edition}: ran before")
            return
        root = unzipped(built_book, edition, tmp_path)
        environment, install, start = commands(root)
        for command in (environment, install):
            subprocess.run(command, shell=True, cwd=root, env=fresh.ALONE, check=True, timeout=3600)
        found_in_lab(start.split(), root)
        notebooks = sorted((root / "notebooks").rglob("*.ipynb"))
        shown = [fresh.stored(file) for file in notebooks]
        command = [str(root / ".venv/bin/jupyter"), "nbconvert", "--to", "notebook", "--execute", "--inplace"]
        subprocess.run([*command, *map(str, notebooks)], cwd=root, env=fresh.ALONE, check=True, timeout=3600)
        for file, before in zip(notebooks, shown, strict=True):
            assert fresh.stored(file) == before, file
        assert len(notebooks) == len(list((REPOSITORY / "chapters" / language).rglob("*.md")))
        kept.add(package)
        print(f"package {edition}: {len(notebooks)} notebooks")
