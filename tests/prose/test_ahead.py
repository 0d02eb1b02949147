"""What pandoc is given ahead of a book's end gives the same trees as a book given whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tabbook import prose, source
from tabbook.config import Config
from tabbook.document import Book, Page
from tabbook.pandoc import batch
from tabbook.prose import ahead


def page_of(path: str, text: str) -> Page:
    blocks, _ = source.parse(text, f"{path}.md", ("pytorch",))
    return Page(path, f"{path}.md", "en", blocks)


@pytest.fixture
def book() -> Book:
    """Two pages, one with the words of the other."""
    return Book("en", (page_of("a", "# A\n\n*One* two.\n"), page_of("b", "# A\n\n*One* two.\n")))


def test_pages_taken_ahead_have_the_trees_of_the_book(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """And none of them is written for pandoc once more."""
    trees = [page.tree for page in prose.parse(book).pages]
    with prose.Ahead(None, Config()) as taken:
        for page in book.pages:
            taken.take(page)
        monkeypatch.setattr(ahead, "markdown", lambda page: pytest.fail(f"{page.path} was taken again"))
        parsed = prose.parse(book, None, None, Config(), taken)
    assert [page.tree for page in parsed.pages] == trees


def test_a_page_that_has_changed_since_is_read_as_it_is(book: Book) -> None:
    """As one in which a translation's missing words were filled in."""
    now = replace(book.pages[0], blocks=page_of("a", "# Other\n").blocks)
    with prose.Ahead(None, Config()) as taken:
        taken.take(book.pages[0])
        (parsed,) = prose.parse(replace(book, pages=(now,)), None, None, Config(), taken).pages
    assert parsed.tree == prose.parse(replace(book, pages=(now,))).pages[0].tree


def test_a_result_is_given_as_often_as_it_was_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same text is done once, and kept for the next build."""
    job = batch.Job(kind="parse", text="*a*", format="markdown")
    first, second = batch.run([job, job], tmp_path)
    assert first == second
    monkeypatch.setattr(batch, "call", lambda jobs: pytest.fail("pandoc was started"))
    assert batch.run([job], tmp_path) == [first]
