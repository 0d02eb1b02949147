"""Every notebook but those of packages, run in a fresh environment of its own install cell or the book's pins."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from conftest import REPOSITORY, BuiltBook, tabbook
from notebooks import fresh
from notebooks.record import Record
from tabbook import config
from tabbook.config.sections import Colab
from tabbook.notebooks import changes_in, put_into

EVERY = bool(os.environ.get("TABBOOK_EVERY_NOTEBOOK"))
"""Whether every notebook is run, after a real installation by its own cell; needs the network and an hour."""
OF_OTHERS = re.compile(r"%%tab (?!all$)", re.MULTILINE)
"""The first line of a cell of some frameworks, in a notebook of all of them."""


class Environments:
    """Fresh environments, one for the notebooks of a framework that find the same packages and install the same."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made: dict[tuple[str, ...], Path] = {}

    def python_for(self, file: Path, kind: str, framework: str) -> Path:
        """The Python that `file` finds before its first cell."""
        lines = fresh.install_lines(file)
        named = (framework, "pins" if kind == "notebooks" else "service", *lines)
        if named not in self._made:
            folder = self.folder / str(len(self._made))
            if kind == "notebooks":
                self._made[named] = fresh.pinned(folder, framework)
            elif lines:
                self._made[named] = fresh.without(folder, framework, lines)
            else:
                self._made[named] = self._as_binder(folder, framework)
        return self._made[named]

    def _as_binder(self, folder: Path, framework: str) -> Path:
        """What cannot run on a service runs where Binder has it made from the repository's files."""
        checkout = folder.with_suffix(".git")
        subprocess.run(["git", "init", "--quiet", str(checkout)], check=True)
        section = Colab(github_repo=f"{framework}, little/{framework}")
        put_into(checkout, changes_in(checkout, "colab", replace(config.read(REPOSITORY), colab=section), ()))
        return fresh.by_binder(folder, checkout)


@pytest.fixture(scope="module")
def environments(tmp_path_factory: pytest.TempPathFactory) -> Environments:
    return Environments(tmp_path_factory.mktemp("environments"))


def expected(file: Path, framework: str) -> list[str]:
    """What its cells print in the framework's kernel: in a notebook of all frameworks, the others' cells nothing."""
    cells = nbformat.read(file, as_version=4).cells  # type: ignore[no-untyped-call]
    sources = [cell.source for cell in cells if cell.cell_type == "code" and not cell.source.startswith("%pip")]
    passed_over = [OF_OTHERS.match(source) and framework not in source.partition("\n")[0] for source in sources]
    return ["" if is_passed else text for text, is_passed in zip(fresh.stored(file), passed_over, strict=True)]


def printed(file: Path, python: Path, folder: Path) -> list[str]:
    """What its cells print; the selector of a notebook of all frameworks prints a name of its own each time."""
    texts = fresh.run(file, python, folder, fresh.INSTALLING)
    return ["" if text.startswith("interactive(children=") else text for text in texts]


if EVERY:
    KINDS = [("notebooks", framework) for framework in (*fresh.SETTINGS.frameworks, "all")]
    KINDS += [(service, framework) for framework in fresh.SETTINGS.frameworks for service in ("colab", "sagemaker")]

    @pytest.mark.timeout(7200)
    @pytest.mark.parametrize(("kind", "folder"), KINDS)
    def test_every_notebook_runs(
        built_book: BuiltBook, environments: Environments, tmp_path: Path, cache: pytest.Cache, kind: str, folder: str
    ) -> None:
        """In every language it prints what it shows."""
        if kind != "notebooks":
            assert tabbook(REPOSITORY, "build", kind).returncode == 0
        files = sorted((built_book.config.build_folder / kind).glob(f"*/{folder}/**/*.ipynb"))
        assert len(files) == len(list((REPOSITORY / "chapters").rglob("*.md")))
        framework = fresh.SETTINGS.frameworks[0] if folder == "all" else folder
        kept, with_code = Record(cache, kind), [file for file in files if fresh.stored(file)]
        left = [file for file in with_code if not kept.has(file)]
        others = []
        for number, file in enumerate(left):
            python = environments.python_for(file, kind, framework)
            if printed(file, python, tmp_path / str(number)) == expected(file, framework):
                kept.add(file)
            else:
                others.append(file)
        print(
            f"{kind} {folder}: {len(with_code)} of {len(files)} notebooks have code; {len(left)} ran, the rest before"
        )
        assert others == []
