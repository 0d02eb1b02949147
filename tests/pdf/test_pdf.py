"""Little books, typeset: what each PDF shows, what is told, what is kept."""

from __future__ import annotations

import re
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PdfReader

from tabbook import build, config, execute, pdf
from tabbook.errors import Problem
from tabbook.pdf import colours
from tabbook.pdf.listings import COLUMNS, NEXT, width_of, wrapped
from website import little_book

CONFIG = """[project]
name = small
title = Small Book

[build]
tabs = pytorch, jax
"""
PAGE = """# A Page
:label:`sec_page`

See :ref:`sec_page`.
"""


@pytest.fixture(scope="module")
def little(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The little book of the site's tests, as PDFs."""
    root = tmp_path_factory.mktemp("little")
    shutil.copytree(little_book.FOLDER / "static", root / "static")
    publish(root)
    return root


def publish(root: Path, *languages: str) -> tuple[Problem, ...]:
    books, outputs = little_book.read()
    wanted = {language: books[language] for language in languages or books}
    return pdf.publish(wanted, outputs, little_book.config(root), root / "pdf")


def text(file: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(file).pages)


def typeset(root: Path, page: str, settings: str = "", language: str = "en") -> tuple[Problem, ...]:
    """A book of one page, built without a run."""
    (root / "config.ini").write_text(CONFIG.replace("\n\n", f"\nlang = {language}\n\n", 1) + settings)
    (root / "index.md").write_text(page, encoding="utf-8")
    return build.build(config.read(root), "pdf", build.Scope(runs=False), 1, execute.progress())


def told(problems: tuple[Problem, ...]) -> list[str]:
    return [f"{problem.code} {problem.place.line}" for problem in problems if problem.code.startswith("D")]


# ---------------------------------------------------------------------------------------------------------------------


def test_a_pdf_shows_one_framework(little: Path) -> None:
    """Its cells and tab blocks are there, those of the others are not."""
    torch, jax = text(little / "pdf" / "book-en-pytorch.pdf"), text(little / "pdf" / "book-en-jax.pdf")
    assert "nn.LazyLinear" in torch
    assert "nn.LazyLinear" not in jax


def test_the_rights_are_said_in_the_language_of_the_book(little: Path) -> None:
    """Where its section has a copyright line; else it is the book's."""
    words = {language: text(little / "pdf" / f"book-{language}-jax.pdf") for language in ("en", "ja")}
    assert "2026, The authors." in words["en"]
    assert "2026、著者一同。" in words["ja"].replace(" ", "")


def test_a_page_that_a_framework_lacks_says_so(little: Path) -> None:
    """It is shown in a framework that has it, and its numbers stay those of the site."""
    lacking = text(little / "pdf" / "book-en-mxnet.pdf")
    assert "This page does not exist for MXNet; it is shown for PyTorch." in lacking
    assert "1.2 Hooks" in " ".join(lacking.split())


def test_a_line_that_is_too_long_is_wrapped_and_told(little: Path) -> None:
    """The mark stands where the line goes on, and nothing of it is lost."""
    torch = text(little / "pdf" / "book-en-pytorch.pdf")
    assert "↪" in torch
    assert "scroll bar on a phone, and on a tablet as well" in " ".join(torch.split())
    assert [problem for problem in publish(little) if problem.code == "D03" and not problem.is_error]


def test_the_same_bytes_twice(little: Path, tmp_path: Path) -> None:
    """A PDF depends on the book alone."""
    shutil.copytree(little / "static", tmp_path / "static")
    publish(tmp_path, "ja")
    assert len(list((little / "pdf").glob("*.pdf"))) == 12
    made = {file.name: file.read_bytes() for file in (little / "pdf").glob("*-ja-*.pdf")}
    assert {file.name: file.read_bytes() for file in (tmp_path / "pdf").glob("*.pdf")} == made
    assert len(made) == 4


def test_what_is_damaged_is_made_anew(little: Path) -> None:
    """A PDF that is not as it was written is typeset again; one of a framework that is gone is removed."""
    whole = little / "pdf" / "book-ko-jax.pdf"
    before, gone = whole.read_bytes(), little / "pdf" / "book-ko-gone.pdf"
    whole.write_bytes(before[:1000])
    gone.write_bytes(b"")
    publish(little)
    assert whole.read_bytes() == before
    assert not gone.exists()


def test_the_date_is_that_of_the_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without SOURCE_DATE_EPOCH a PDF has no date."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert typeset(tmp_path, PAGE) == ()
    metadata = PdfReader(tmp_path / "build" / "pdf" / "small-en-jax.pdf").metadata
    assert metadata
    assert metadata.creation_date is None


# ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("addition", "expected"),
    [("A formula: $\\unknowncommand{x}$.", "D02 6"), ("![There is none](nothing.png)", "D05 6")],
)
def test_a_fault_that_breaks_nothing_is_told_at_its_line(tmp_path: Path, addition: str, expected: str) -> None:
    """And the PDF is made, with what the author wrote in its place."""
    assert expected in told(typeset(tmp_path, f"{PAGE}\n{addition}\n"))
    assert re.search("unknowncommand|There is none", text(tmp_path / "build" / "pdf" / "small-en-pytorch.pdf"))


@pytest.mark.parametrize(
    ("addition", "expected"),
    [
        ("A letter that no font has: 𒀀.", "D01 6"),
        ("```{.python .input}\n%%tab pytorch\nprint('𒀀')\n```", "D01 8"),
    ],
)
def test_a_fault_is_told_at_its_line(tmp_path: Path, addition: str, expected: str) -> None:
    """And the PDF keeps the form it had."""
    assert typeset(tmp_path, PAGE) == ()
    file = tmp_path / "build" / "pdf" / "small-en-pytorch.pdf"
    before = file.read_bytes()
    assert expected in told(typeset(tmp_path, f"{PAGE}\n{addition}\n"))
    assert file.read_bytes() == before


def test_a_link_to_what_another_framework_shows_is_told(tmp_path: Path) -> None:
    """The words stay, without a link."""
    block = ":begin_tab:`jax`\n## For JAX\n:label:`sec_jax`\n:end_tab:\n\nSee :ref:`sec_jax`.\n"
    problems = typeset(tmp_path, f"{PAGE}\n{block}")
    assert told(problems) == ["D04 8"]
    assert "See For JAX." in text(tmp_path / "build" / "pdf" / "small-en-pytorch.pdf")


def test_the_fonts_of_the_config_come_first(tmp_path: Path) -> None:
    """The config's family sets text, headings or code; one that no package brings leaves ours."""
    fonts = "\n[pdf]\nmain_font = New Computer Modern\nsans_font = Of Nobody\nmono_font = Noto Sans Mono CJK JP\n"
    assert typeset(tmp_path, f"{PAGE}\n```python\nx = 1\n```\n", fonts) == ()
    found: dict[str, str] = {}

    def keep(words: str, _: object, __: object, font: dict[str, str] | None, ___: object) -> None:
        if font:
            found.update({word: font["/BaseFont"].partition("+")[2] for word in words.split() if word not in found})

    PdfReader(tmp_path / "build" / "pdf" / "small-en-jax.pdf").pages[-1].extract_text(visitor_text=keep)
    assert found["See"].startswith("NewCM")
    assert found["Page"].startswith("LibertinusSerif")
    assert found["x"].startswith("NotoSansMonoCJKjp")


@pytest.mark.parametrize(
    "line", ["x = 1", "a" * 200, "word " * 60, "漢字" * 60, "name = function(argument, " * 8, "\tindented " * 20]
)
def test_wrapped_lines_fit_and_lose_nothing(line: str) -> None:
    """Each piece is as wide as the page at most, and joined they are the line."""
    pieces = wrapped(line).split(NEXT)
    assert "".join(pieces) == line.expandtabs(4)
    assert all(width_of(piece) <= COLUMNS for piece in pieces)


@pytest.mark.parametrize("language", ["python", "bash", "of-no-one"])
def test_coloured_code_loses_nothing(language: str) -> None:
    """Its rows are those of the code, joined pieces of which no two neighbours have one colour."""
    code = '@wraps\ndef f(x):  # why\n\n    """Two\n\n    rows"""\n    return None or x * 2e3\n\n'
    rows = colours.rows_of(code, language)
    assert ["".join(words for _, words in row) for row in rows] == code.split("\n")
    assert all(one[0] != other[0] for row in rows for one, other in pairwise(row))
    assert (("comment", "# why") in rows[1]) == (language != "of-no-one")
