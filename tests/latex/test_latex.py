"""A little book in, LaTeX files out, read without TeX: numbers, references, pictures, fonts."""

from __future__ import annotations

import importlib
import re
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tabbook import build, execute, latex
from tabbook.config import read
from tabbook.config.sections import Pdf
from tabbook.errors import Problem
from website import little_book


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The little book of the site's tests as LaTeX, with fonts of its own, on a machine without TeX."""
    root = tmp_path_factory.mktemp("little")
    shutil.copytree(little_book.FOLDER / "static", root / "static")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(root))
        publish(root)
    return root / "latex"


def publish(root: Path, logo: str = "") -> tuple[Problem, ...]:
    books, outputs = little_book.read()
    config = replace(little_book.config(root), pdf=Pdf(main_font="Palatino", mono_font="Courier", latex_logo=logo))
    return latex.publish(books, outputs, config, root / "latex")


def source(made: Path, name: str) -> str:
    return (made / name / f"{name}.tex").read_text()


def test_one_folder_for_each_language_and_framework(made: Path) -> None:
    """Each holds its file, what that reads and shows, and nothing else."""
    folders = sorted(made.iterdir())
    assert len(folders) == 12
    for folder in folders:
        text = source(made, folder.name)
        shown = set(re.findall(r"\\bookpicture\{[^}]*\}\{([^}]*)\}", text))
        assert {file.name for file in folder.iterdir()} == {f"{folder.name}.tex", "preamble.tex", *shown}
        assert {name.rpartition(".")[2] for name in shown} <= {"pdf", "png", "jpg"}
        assert all((folder / name).read_bytes()[:4] in (b"%PDF", b"\x89PNG") for name in shown)


def test_references_lead_somewhere(made: Path) -> None:
    """Every label stands once, and every reference has one; every environment that begins ends."""
    for folder in made.iterdir():
        text = source(made, folder.name)
        labels = Counter(re.findall(r"\\label\{([^}]*)\}", text))
        assert set(labels.values()) == {1}
        assert set(re.findall(r"\\hyperref\[([^]]*)\]", text)) <= set(labels)
        begun, ended = (Counter(re.findall(rf"\\{word}\{{(\w+\*?)\}}", text)) for word in ("begin", "end"))
        assert begun == ended
        assert begun["code"] > 3


def test_numbers_are_those_of_the_site(made: Path) -> None:
    """Counters are set before each heading, and equations carry their number."""
    text = source(made, "book-ja-pytorch")
    assert re.search(r"\\setcounter\{chapter\}\{0\}\\chapter\{", text)
    assert re.search(r"\\setcounter\{section\}\{\d\}\\section\{", text)
    assert re.search(r"\\\[.*\\tag\{1\.1\.1\}\\label\{guide/parameters:[\w-]+\}\\\]", text)


@pytest.mark.parametrize(("before", "written"), [("Equation ", "Equation~"), ("式", r"式\nobreak{}")])
def test_no_line_begins_with_the_number_of_an_equation(tmp_path: Path, before: str, written: str) -> None:
    """It stays with the word before it, whether a blank is between them or not."""
    page = f"# A Page\n\n$$x = 1$$\n:eqlabel:`eq_one`\n\n{before}:eqref:`eq_one` says so.\n"
    (tmp_path / "config.ini").write_text("[project]\nname = small\n")
    (tmp_path / "index.md").write_text(page, encoding="utf-8")
    build.build(read(tmp_path), "latex", build.Scope(runs=False), 1, execute.progress())
    file = next(tmp_path.glob("build/latex/*/small-en-*.tex"))
    assert rf"{written}\hyperref[" in file.read_text(encoding="utf-8")


def test_an_error_stands_out(made: Path) -> None:
    """It has an environment of its own, without the colours of a terminal, and the preamble says how that looks."""
    text = source(made, "book-en-pytorch")
    assert re.search(r"\\begin\{failed\}\nTypeError: can't assign[^\x1b]*\\end\{failed\}", text)
    assert r"\newenvironment{failed}" in (made / "book-en-pytorch" / "preamble.tex").read_text()


def test_a_heading_is_not_left_behind_by_its_table(made: Path) -> None:
    """It asks for room for both."""
    text = source(made, "book-en-jax")
    heading = r"\\setcounter\{subsubsection\}\{0\}\\subsubsection\{Defaults\}"
    assert re.search(r"\\needspace\{14\\baselineskip\}\s+" + heading, text)


def test_fonts_and_language(made: Path) -> None:
    """The config's fonts are those of LaTeX, which d2lbook named so too; each language has its own faces."""
    japanese, korean = source(made, "book-ja-pytorch"), source(made, "book-ko-jax")
    assert r"\setmainfont{Palatino}" in japanese
    assert r"\setmonofont{Courier}" in japanese
    assert (r"\CJKfaces{JP}" in japanese, r"\CJKfaces{KR}" in korean) == (True, True)


def test_a_framework_that_lacks_a_page_says_so(made: Path) -> None:
    """As in the PDFs, another framework's page stands in its place, below a word about it."""
    assert r"\emph{This page does not exist for MXNet; it is shown for PyTorch.}" in source(made, "book-en-mxnet")


def test_a_missing_picture_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a Problem at the page's line, and its words stand in its place."""
    monkeypatch.setenv("PATH", str(tmp_path))
    told = publish(tmp_path)
    assert {problem.code for problem in told} == {"D05"}
    assert not any(problem.is_error for problem in told)
    assert all(problem.place.line > 1 for problem in told)


def test_a_missing_logo_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a Problem of the config, once for all files, which are written without it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    shutil.copytree(little_book.FOLDER / "static", tmp_path / "static")
    told = publish(tmp_path, "static/none.png")
    assert [(problem.code, problem.place.file) for problem in told] == [("D05", "config.ini")]
    assert "width=35mm" not in source(tmp_path / "latex", "book-en-jax")


def test_a_xelatex_that_does_not_end_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is stopped, and each file that it was to compile has a Problem."""
    engine = tmp_path / "xelatex"
    engine.write_text("#!/bin/sh\nexec /bin/sleep 60\n")
    engine.chmod(0o755)
    shutil.copytree(little_book.FOLDER / "static", tmp_path / "static")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(importlib.import_module("tabbook.latex.publish"), "SECONDS", 0.2)
    told = publish(tmp_path)
    assert {problem.code for problem in told} == {"D07"}
    assert len(told) == 12
    assert all("did not end" in problem.what for problem in told)
