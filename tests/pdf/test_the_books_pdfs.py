"""The PDFs of the book in this repository, read back and held against its site."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from conftest import BuiltBook
from tabbook import source

VOID = {"img", "br", "hr", "input", "meta", "link", "col", "wbr"}


@dataclass
class SitePage(HTMLParser):
    """What a page of the site numbers, outside the panels of single frameworks."""

    headings: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    """Of figures, tables and equations, in reading order."""

    def __post_init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.letters = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        classes = (dict(attributes).get("class") or "").split()
        kind = "panel" if "panel" in classes else "main" if tag == "main" else ""
        if re.fullmatch(r"h[1-6]", tag):
            kind = "heading"
        elif "equation-number" in classes or ("number" in classes and {"caption", "figcaption"} & set(self.open)):
            kind = "number"
        self.open.append(kind or tag)
        if kind in ("heading", "number"):
            self.letters = ""

    def handle_data(self, data: str) -> None:
        self.letters += data

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or not self.open:
            return
        kind = self.open.pop()
        if "main" in self.open and "panel" not in self.open:
            words = " ".join(self.letters.split())
            self.headings += [words] if kind == "heading" else []
            self.numbers += [words] if kind == "number" else []


@cache
def site(book: BuiltBook, language: str) -> SitePage:
    """All pages of a language as one."""
    whole = SitePage()
    for page in source.read(book.config, language).pages:
        whole.feed((book.site / language / f"{page.path}.html").read_text(encoding="utf-8"))
    return whole


def pdf(book: BuiltBook, language: str, framework: str) -> PdfReader:
    return PdfReader(book.config.build_folder / "pdf" / f"{book.config.project.name}-{language}-{framework}.pdf")


def titles(outline: list[Any]) -> list[str]:
    found: list[str] = []
    for entry in outline:
        found += titles(entry) if isinstance(entry, list) else [" ".join(entry.title.split())]
    return found


def embedded(font: Any) -> bool:
    font = font.get_object()
    if "/DescendantFonts" in font:
        font = font["/DescendantFonts"][0].get_object()
    return any(name.startswith("/FontFile") for name in font["/FontDescriptor"])


@pytest.mark.parametrize("language", ["en", "ja", "ko"])
def test_every_pdf_is_whole(built_book: BuiltBook, language: str) -> None:
    """Tagged, in its language; its headings are the site's, its fonts inside, its links lead somewhere."""
    for framework in built_book.config.frameworks:
        reader = pdf(built_book, language, framework)
        root = reader.trailer["/Root"]
        assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == (language, True)
        assert reader.metadata
        assert reader.metadata.title
        assert titles(reader.outline) == site(built_book, language).headings
        assert all(embedded(font) for page in reader.pages for font in page["/Resources"].get("/Font", {}).values())
        links = [link.get_object() for page in reader.pages for link in page.get("/Annots", ())]
        aims = [link["/Dest"] for link in links if "/Dest" in link]
        assert aims
        assert {aim for aim in aims if isinstance(aim, str)} <= set(reader.named_destinations)


@pytest.mark.parametrize(("language", "framework"), [("en", "jax"), ("ja", "pytorch"), ("ko", "mxnet")])
def test_the_text_can_be_read_in_order(built_book: BuiltBook, language: str, framework: str) -> None:
    """Every heading, figure, table and equation number of the site stands in the text, in reading order."""
    text = "".join("".join(page.extract_text().split()) for page in pdf(built_book, language, framework).pages[3:])
    for wanted in (site(built_book, language).headings, site(built_book, language).numbers):
        assert wanted
        at = 0
        for words in ("".join(words.split()) for words in wanted if "$" not in words):
            found = text.find(words, at)
            assert found >= 0, words
            at = found
    assert "\ufffd" not in text


def test_nothing_changed_means_nothing_typeset(built_book: BuiltBook, tmp_path: Path) -> None:
    """A second build leaves every PDF as it is."""
    from conftest import REPOSITORY, tabbook

    folder = built_book.config.build_folder / "pdf"
    before = {file.name: file.stat().st_mtime_ns for file in folder.glob("*.pdf")}
    done = tabbook(REPOSITORY, "build", "pdf")
    assert (done.returncode, done.stderr) == (0, "")
    assert {file.name: file.stat().st_mtime_ns for file in folder.glob("*.pdf")} == before
    assert len(before) == len(built_book.config.all_languages) * len(built_book.config.frameworks)
