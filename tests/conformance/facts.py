"""The HTML of a page, of either tool, in; its numbers and the targets of its links out, in one form for both."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from bs4 import BeautifulSoup, Tag

Fact = tuple[str, ...]
"""What it is of, its number, its words, where it leads."""
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
CHROME = (
    *(".headerlink", ".here", ".mdl-tabs__tab-bar", ".tabs", ".panel-name", ".eqno", ".equation-number"),
    *(".bare", ".lacking", "script", "style", ".fn-bracket", ".fn-backref", ".footnote-reference", ".note", ".back"),
    *(".footnote .label", "aside.footnote > .brackets"),
)
"""What each tool puts around a page's own things."""
FORMULA = "∑"


def facts_of(site: Path, language: str = "") -> dict[str, list[Fact]]:
    """By path of the page: its headings, figures, tables, equations, contents, works and links, each in order."""
    root = site / language
    pages = {
        posixpath.splitext(file.relative_to(root).as_posix())[0]: _main(file) for file in sorted(root.rglob("*.html"))
    }
    found = {path: main for path, main in pages.items() if main is not None and path not in ("search", "genindex")}
    works = {
        (path, str(entry["id"])): f"work {number}"
        for path, main in found.items()
        for number, entry in enumerate(main.select("div.citation, div.csl-entry"), 1)
    }
    return {path: [*_numbers(main), *_links(main, path, works)] for path, main in found.items()}


def _main(file: Path) -> Tag | None:
    soup = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
    return soup.select_one("main article") or soup.select_one('[role="main"]')


def _numbers(main: Tag) -> Iterator[Fact]:
    for equation in main.select(".eqno, .equation-number"):
        yield "equation", _bare(equation.get_text().replace("¶", "")), "", ""
    for chrome in main.select(", ".join(CHROME)):
        chrome.decompose()
    for formula in main.select("math, span.math, div.math, code.refused"):
        formula.replace_with(FORMULA)
    for heading in main.select(", ".join(HEADINGS)):
        if heading.find_parent("div", class_="rich") is None:
            yield f"heading {heading.name[1]}", *_numbered(heading, ".section-number, .number"), ""
    for name, selector in (("figure", "figcaption"), ("table", "caption")):
        for caption in main.select(selector):
            yield name, *_numbered(caption, ".caption-number, .number"), ""
    for entry in main.select("div.citation p, div.csl-entry"):
        yield "work", "", re.sub(r"\W+|\band\b", "", entry.get_text()).lower(), ""


def _numbered(node: Tag, selector: str) -> tuple[str, str]:
    """Its number without words and points around it, and its words without the number."""
    sign = node.select_one(selector)
    number = _bare(sign.extract().get_text()) if sign else ""
    return number, _words(node)


def _bare(number: str) -> str:
    return number.strip().strip("().").strip()


def _words(node: Tag) -> str:
    return " ".join(node.get_text().replace("\u00a0", " ").replace("\u2060", "").split())


def _links(main: Tag, path: str, works: Mapping[tuple[str, str], str]) -> Iterator[Fact]:
    for link in main.select("a[href]"):
        is_listed = link.find_parent("div", class_=["toctree-wrapper", "toc"]) is not None
        if is_listed and len(link.find_parents("li")) > 1:
            continue  # d2lbook lists sections too, all levels down
        if link.select_one("img"):
            continue
        target = _target(str(link["href"]), path, works)
        words = re.sub(r"^[\d.]+\s", "", _words(link)) if is_listed else _words(link)
        yield "contents" if is_listed else "link", "", words, target


def _target(address: str, path: str, works: Mapping[tuple[str, str], str]) -> str:
    """A page and an anchor; a work by its turn in the list, for each tool names works in its own way."""
    if re.match(r"[a-z]+:", address):
        return address
    file, _, anchor = address.partition("#")
    page = posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) if file else f"{path}.html"
    page = posixpath.splitext(page)[0]
    work = works.get((page, anchor))
    return f"{page}#{work or anchor}" if anchor else page
