"""Prose in, settled trees out: cases as data, and what no page may do to the parts around it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases import check, read_cases
from tabbook import pandoc, prose, source
from tabbook.document import Book, Page

FRAMEWORKS = ("pytorch", "tensorflow", "jax", "mxnet")
CASES = sorted((Path(__file__).parent / "cases").glob("*.md"))


def settled(text: str, language: str = "en") -> Book:
    blocks, problems = source.parse(text, "chapters/en/page.md", FRAMEWORKS)
    page = Page("page", "chapters/en/page.md", language, blocks)
    return prose.parse(Book(language, (page,), problems))


def render(text: str, language: str = "en") -> str:
    book = settled(text, language)
    tree = book.pages[0].tree
    assert tree is not None
    html = pandoc.write([tree.blocks], "html")[0]
    return "\n".join([html, *(f"{problem.severity} {problem}" for problem in book.problems)])


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_prose_settles_as_its_case_says(file: Path) -> None:
    """Each construct becomes the tree its case shows; a case file `x.ja.md` is Japanese."""
    language = file.stem.partition(".")[2] or "en"
    check(file, lambda text: render(text, language))


def test_every_construct_has_a_case() -> None:
    """The case files hold something to check."""
    assert sum(len(read_cases(file)) for file in CASES) >= 20


def test_html_of_many_lines_is_told_where_it_begins() -> None:
    """The line counts alike whether lines end as on Windows or not."""
    for text in ("One\n\n<script>\nx = 1\n</script>\n", "One\r\n\r\n<script>\r\nx = 1\r\n</script>\r\n"):
        assert [(found.code, found.place.line) for found in settled(text).problems] == [("P02", 3)], text


def test_pages_cannot_reach_each_other() -> None:
    """A footnote and a link definition of one page are unknown to the next, though pandoc reads both in one call."""
    pages = []
    for path, text in (("a", "One[^1] and [x].\n\n[^1]: note\n\n[x]: other.html\n"), ("b", "Two[^1] and [x].\n")):
        blocks, _ = source.parse(text, f"{path}.md", FRAMEWORKS)
        pages.append(Page(path, f"{path}.md", "en", blocks))
    book = prose.parse(Book("en", tuple(pages)))
    first, second = pandoc.write([page.tree.blocks for page in book.pages if page.tree], "html")
    assert "footnote" in first
    assert "other.html" in first
    assert "Two[^1] and [x]." in second


def test_a_cached_tree_is_the_same_tree(tmp_path: Path) -> None:
    """The second parse reads from the cache what the first wrote, and gives the same tree."""
    blocks, _ = source.parse("# A\n\n$x$ and *y*\n", "a.md", FRAMEWORKS)
    book = Book("en", (Page("a", "a.md", "en", blocks),))
    first = prose.parse(book, tmp_path)
    files = list(tmp_path.rglob("*/*"))
    assert prose.parse(book, tmp_path) == first
    assert list(tmp_path.rglob("*/*")) == files
