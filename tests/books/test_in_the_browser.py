"""The real book in a real browser: what goes along with a reader, and where links lead."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest

from browser import NewReader, choose, expected, follow, shown
from conftest import BuiltBook

pytestmark = pytest.mark.browser

PAGE = "builders-guide/init-param.html"


def test_the_choice_goes_along(host: str, new_reader: NewReader) -> None:
    """JAX, chosen in one group, holds for all, on the next page, and in Japanese at the same place."""
    page = new_reader().goto(f"{host}/en/builders-guide/parameters.html#subsec-nested-blocks")
    choose(page, "JAX")
    assert shown(page) == expected(page, "jax")
    follow(page, page.locator("a[rel=next]"))
    assert page.url.split("#")[0] == f"{host}/en/builders-guide/looking.html?framework=jax"
    assert shown(page) == expected(page, "jax")
    page.goto(f"{host}/en/{PAGE}?framework=jax#subsec-own-init")
    page.locator(".languages summary").click()
    follow(page, page.locator(".languages a[hreflang=ja]"))
    assert page.url == f"{host}/ja/{PAGE}?framework=jax#subsec-own-init"
    assert shown(page) == expected(page, "jax")


def test_the_address_beats_the_stored_choice(host: str, new_reader: NewReader) -> None:
    """`?framework=mxnet` shows MXNet to a reader who chose JAX before."""
    page = new_reader().goto(f"{host}/ko/{PAGE}")
    choose(page, "JAX")
    page.goto(f"{host}/ko/{PAGE}?framework=mxnet")
    assert shown(page) == expected(page, "mxnet")


@pytest.mark.parametrize(("locale", "language"), [("ja-JP", "ja"), ("ko-KR", "ko"), ("fr-FR", "en")])
def test_the_root_leads_to_the_readers_language(host: str, new_reader: NewReader, locale: str, language: str) -> None:
    """A reader whose browser speaks Japanese lands on the Japanese book; one of another language on the English."""
    page = new_reader(locale=locale).goto(f"{host}/")
    page.wait_for_url(f"{host}/{language}/**")
    assert page.locator("html").get_attribute("lang") == language


class _Links(HTMLParser):
    """The links, pictures and anchors of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.anchors: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if name in ("href", "src") and value:
                self.targets.append(value)
            elif name == "id" and value:
                self.anchors.append(value)


def links_of(file: Path) -> _Links:
    links = _Links()
    links.feed(file.read_text(encoding="utf-8"))
    return links


def test_every_link_and_anchor_resolves(built_book: BuiltBook) -> None:
    """No page links to a page, picture or anchor that is not there, and no anchor stands twice on a page."""
    pages = {file: links_of(file) for file in built_book.site.rglob("*.html")}
    for file, links in pages.items():
        assert len(links.anchors) == len(set(links.anchors)), file
        for target in links.targets:
            if urlsplit(target).scheme:
                continue
            path, fragment = urldefrag(target)
            found = (file.parent / unquote(path.partition("?")[0])).resolve() if path else file
            found = found / "index.html" if found.is_dir() else found
            assert found.is_file(), (file, target)
            assert not fragment or fragment in pages[found].anchors, (file, target)


def test_anchors_are_the_same_in_every_language(built_book: BuiltBook) -> None:
    """Each heading, figure, table and equation has one anchor in all languages, so a link survives the menu."""
    for path in built_book.pages("en"):
        english = links_of(built_book.site / path).anchors
        for language in ("ja", "ko"):
            assert links_of(built_book.site / path.replace("en/", f"{language}/", 1)).anchors == english
