"""The EPUBs of the book in this repository: what epubcheck says, and whether they are the site's book."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from browser import MISSING_PICTURES, NewReader
from conftest import REPOSITORY, BuiltBook, tabbook
from epub.opened import complaints, texts
from pdf.test_the_books_pdfs import SitePage, site

CHECKED = os.environ.get("TABBOOK_EPUBS", "ja-tensorflow ko-mxnet").split()
"""Language and framework of those that epubcheck reads; it takes six seconds for each, so not all in every run."""


def file_of(book: BuiltBook, edition: str) -> Path:
    return book.config.build_folder / "epub" / f"{book.config.project.name}-{edition}.epub"


@pytest.mark.parametrize("edition", CHECKED)
def test_epubcheck_finds_nothing(built_book: BuiltBook, edition: str) -> None:
    """No error and no warning."""
    assert complaints(file_of(built_book, edition)) == []


@pytest.mark.parametrize("language", ["en", "ja", "ko"])
def test_it_is_the_book_of_the_site(built_book: BuiltBook, language: str) -> None:
    """Headings, and the numbers of figures, tables and equations, are the site's, in its order."""
    for framework in built_book.config.frameworks:
        whole = SitePage()
        whole.feed("<main>")
        for text in texts(file_of(built_book, f"{language}-{framework}")):
            whole.feed(text.partition("<body")[2].partition(">")[2].partition("</body>")[0])
        assert whole.headings == site(built_book, language).headings
        assert whole.numbers == site(built_book, language).numbers


@pytest.mark.browser
@pytest.mark.parametrize("edition", ["en-jax", "ja-pytorch", "ko-tensorflow"])
def test_a_small_screen_shows_every_page(
    built_book: BuiltBook, new_reader: NewReader, tmp_path: Path, edition: str
) -> None:
    """Nothing is wider than a phone, every picture is there, and nobody is asked for more."""
    with zipfile.ZipFile(file_of(built_book, edition)) as book:
        book.extractall(tmp_path)
    reader = new_reader(390, 800)
    for file in sorted((tmp_path / "EPUB").rglob("*.xhtml")):
        page = reader.goto(file.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, file.name
        assert page.evaluate(MISSING_PICTURES) == []
    assert reader.complaints == []
    assert {request.partition(":")[0] for request in reader.requests} == {"file"}


def test_nothing_changed_means_nothing_bound(built_book: BuiltBook) -> None:
    """A second build leaves every EPUB as it is."""
    folder = built_book.config.build_folder / "epub"
    before = {file.name: file.stat().st_mtime_ns for file in folder.glob("*.epub")}
    done = tabbook(REPOSITORY, "build", "epub")
    assert (done.returncode, done.stderr) == (0, "")
    assert {file.name: file.stat().st_mtime_ns for file in folder.glob("*.epub")} == before
    assert len(before) == len(built_book.config.all_languages) * len(built_book.config.frameworks)
