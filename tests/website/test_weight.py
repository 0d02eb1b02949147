"""What the largest page of the book costs its reader, and how little room it needs."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browser import NewReader, serve
from conftest import BuiltBook
from weight import ZippingHandler, weigh

pytestmark = pytest.mark.browser


def largest(site: Path) -> str:
    """The address of the page with the most bytes."""
    pages = [file for language in ("en", "ja", "ko") for file in (site / language).rglob("*.html")]
    return str(max(pages, key=lambda file: file.stat().st_size).relative_to(site))


def test_the_largest_page_is_light(chromium: Browser, built_book: BuiltBook) -> None:
    """Under 100 kB without fonts, under 10 requests, none to another host, and nothing moves."""
    with serve(built_book.site, ZippingHandler) as host:
        weight = weigh(chromium, f"{host}/{largest(built_book.site)}")
    assert weight.bytes < 100_000
    assert weight.requests < 10
    assert weight.elsewhere == ()
    assert weight.shift == 0


def test_text_can_be_read_before_any_script_runs(new_reader: NewReader, built_book: BuiltBook) -> None:
    """Where no script arrives, the style is there and so is every panel."""
    page = new_reader().page
    page.route("**/*.js", lambda route: route.abort())
    with serve(built_book.site) as host:
        page.goto(f"{host}/{largest(built_book.site)}")
        panels = page.locator(".panel")
        assert panels.count() > 20
        assert all(panel.is_visible() for panel in panels.all())
        assert page.evaluate("getComputedStyle(document.querySelector('.top')).display") == "flex"


@pytest.mark.parametrize("language", ["en", "ja", "ko"])
def test_narrow_and_enlarged(new_reader: NewReader, built_book: BuiltBook, language: str) -> None:
    """At 320 pixels, and at twice the size on a laptop (half its pixels), no page scrolls sideways in any framework."""
    page = new_reader(width=320, height=640).page
    files = [file for file in sorted((built_book.site / language).rglob("*.html")) if "outputs" not in file.parts]
    with serve(built_book.site) as host:
        for file in files:
            page.goto(f"{host}/{file.relative_to(built_book.site)}")
            for width in (320, 640):
                page.set_viewport_size({"width": width, "height": 400})
                for framework in built_book.config.frameworks:
                    page.evaluate(f"document.documentElement.dataset.framework = '{framework}'")
                    found = page.evaluate("document.documentElement.scrollWidth")
                    assert found <= width, f"{file} {framework} {width}"
