"""Where the system forces its own colours on a page, as contrast themes do, what is chosen is still seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from browser import NewReader, serve

pytestmark = pytest.mark.browser
EDGES = """(selector) => [...document.querySelectorAll(selector)].map(tab =>
    getComputedStyle(tab).borderBottomColor !== getComputedStyle(document.body).backgroundColor)"""
"""For each tab whether a line is seen below it."""
OUTLINED = """() => [...document.querySelectorAll(".hit")].map(hit => getComputedStyle(hit).outlineStyle !== "none")"""

CUT = """() => [...document.querySelectorAll(".group .tab")].filter(tab =>
    tab.getBoundingClientRect().bottom > tab.closest(".tabs").getBoundingClientRect().bottom - 0.5).length"""
"""How many tabs reach over the line below all tabs of their group."""


@pytest.fixture(params=["light", "dark"])
def page(site: Path, new_reader: NewReader, request: pytest.FixtureRequest) -> Iterator[Page]:
    with serve(site) as host:
        yield new_reader(color_scheme=request.param, forced_colors="active").goto(f"{host}/en/guide/parameters.html")


def test_only_the_chosen_framework_has_a_line(page: Page) -> None:
    """In the header and above each group; a transparent line is seen there like any other."""
    for selector in (".choice", ".group:first-of-type .tab"):
        seen = page.evaluate(EDGES, selector)
        assert (len(seen) > 1, seen.count(True)) == (True, 1), selector


def test_the_line_below_the_tabs_is_whole(page: Page) -> None:
    """No tab covers it with its own, which has the colour of the ground."""
    assert page.evaluate(CUT) == 0


def test_the_hit_that_enter_leads_to_has_an_outline(page: Page) -> None:
    """A ground or a shadow is not seen there."""
    page.keyboard.press("/")
    page.locator(".search input").fill("the")
    page.locator(".hit").nth(1).wait_for()
    page.keyboard.press("ArrowDown")
    assert [index for index, is_outlined in enumerate(page.evaluate(OUTLINED)) if is_outlined] == [1]
