"""Books in, numbered books out: cases as data; anchors across languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases import check
from tabbook import config, numbering, pandoc, prose, source
from tabbook.document import Book
from tabbook.document.tree import plain_text

CASES = sorted((Path(__file__).parent / "cases").glob("*.md"))
CONFIG = """\
[project]
name = book
[build]
tabs = pytorch, jax
[languages]
source = en
translations = ja
[pdf]
bibfile = chapters/refs.bib
"""


def write_book(root: Path, text: str) -> None:
    """Files of a book from one text: `=== path` begins a file."""
    (root / "config.ini").write_text(CONFIG)
    for part in ("\n" + text).split("\n=== ")[1:]:
        name, _, content = part.partition("\n")
        file = root / name.strip()
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content + "\n", encoding="utf-8")


def numbered(root: Path, language: str = "en") -> Book:
    settings = config.read(root)
    book = numbering.number(prose.parse(source.read(settings, "en")), settings)
    if language == "en":
        return book
    return numbering.number(prose.parse(source.read(settings, language)), settings, book)


def render(root: Path, language: str) -> str:
    book = numbered(root, language)
    pages = pandoc.write([page.tree.blocks for page in book.pages if page.tree], "html")
    shown = [f"=== {page.path}\n{html}" for page, html in zip(book.pages, pages, strict=True)]
    return "\n".join([*shown, *(f"{problem.severity} {problem}" for problem in book.problems)])


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_numbers_are_as_their_case_says(file: Path, tmp_path: Path) -> None:
    """Each construct gets the number, anchor and words its case shows; a file `x.ja.md` shows the Japanese book."""
    count = 0

    def fresh(text: str) -> str:
        nonlocal count
        count += 1
        root = tmp_path / str(count)
        root.mkdir()
        write_book(root, text)
        return render(root, file.stem.partition(".")[2] or "en")

    check(file, fresh)


def test_anchors_are_the_same_in_every_language(tmp_path: Path) -> None:
    """A translated heading without label has its English counterpart's anchor, also where a heading is missing."""
    english = "# Start\n\n## First Steps\n\n### Detail\n\n## Last Words\n"
    japanese = "# はじめ\n\n## 最初の一歩\n\n## 終わりに\n"
    write_book(tmp_path, f"=== chapters/en/index.md\n{english}\n=== chapters/ja/index.md\n{japanese}")
    assert [heading.anchor for heading in numbered(tmp_path).pages[0].headings] == [
        "start",
        "first-steps",
        "detail",
        "last-words",
    ]
    headings = numbered(tmp_path, "ja").pages[0].headings
    assert [(plain_text(heading.inlines), heading.anchor) for heading in headings] == [
        ("はじめ", "start"),
        ("最初の一歩", "first-steps"),
        ("終わりに", "last-words"),
    ]
