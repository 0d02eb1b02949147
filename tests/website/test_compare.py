"""Two frameworks beside each other, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from browser import NewReader, follow, serve, shown

pytestmark = pytest.mark.browser

PAGE = "guide/parameters.html"
PLACES = """() => [...document.querySelector(".group").querySelectorAll(".panel:not([hidden])")]
    .map(panel => panel.getBoundingClientRect()).map(({ top, left, width }) => [top, left, width].map(Math.round))"""


@pytest.fixture(scope="module")
def host(site: Path) -> Iterator[str]:
    """The site on a host of its own."""
    with serve(site) as address:
        yield address


def compare_by_keyboard(page: Page, name: str) -> None:
    """Open the menu, and go on to the framework called `name`."""
    page.locator(".compare summary").focus()
    page.keyboard.press("Enter")
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == name:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"no way to {name}")


def test_two_panels_stand_side_by_side(new_reader: NewReader, host: str) -> None:
    """From the keyboard a second framework is set beside the chosen one: in two columns, each under its name, on a
    wide screen; one below the other on a phone. The page does not move, and does not scroll sideways."""
    page = new_reader().goto(f"{host}/en/{PAGE}?framework=jax#sec-defaults")
    top = "document.getElementById('sec-defaults').getBoundingClientRect().top"
    before = page.evaluate(top)
    compare_by_keyboard(page, "PyTorch")
    assert abs(page.evaluate(top) - before) < 2
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Compare with: PyTorch"
    assert shown(page)[0] == ["pytorch", "jax"]
    (first, left, width), (second, right, other) = page.evaluate(PLACES)
    assert (first, width) == (second, other)
    assert left + width < right
    assert page.locator(".group").first.locator(".panel-name:visible").all_inner_texts() == ["PyTorch", "JAX"]
    for size in (1280, 1152, 1024, 360, 320):
        page.set_viewport_size({"width": size, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= size
    (first, left, width), (second, right, other) = page.evaluate(PLACES)
    assert (left, width) == (right, other)
    assert first < second


def test_a_group_that_lacks_one_says_so_in_its_place(new_reader: NewReader, host: str) -> None:
    """Beside the panel that a group has stands what it has not."""
    page = new_reader().goto(f"{host}/en/{PAGE}?framework=jax&compare=mxnet")
    group = page.locator(".group[data-frameworks~=mxnet]:not([data-frameworks~=jax])").first
    assert group.locator(".lacking:visible").inner_text() == "There is no JAX version of this part."
    told, panel = (group.locator(found).first.bounding_box() for found in (".lacking:visible", ".panel:not([hidden])"))
    assert told
    assert panel
    assert told["x"] + told["width"] < panel["x"]
    assert abs(told["y"] - panel["y"]) < 2


def test_the_comparison_goes_along_and_ends(new_reader: NewReader, host: str) -> None:
    """It holds on other pages, in other languages and on the next visit, until it is ended; both tabs are selected
    meanwhile, and choosing the second framework makes the first the second."""
    page = new_reader().goto(f"{host}/en/{PAGE}")
    compare_by_keyboard(page, "MXNet")
    assert page.url.endswith("?framework=pytorch&compare=mxnet")
    follow(page, page.locator("a[rel=prev]"))
    follow(page, page.locator("a[rel=next]"))
    page.goto(f"{host}/ko/{PAGE}")
    assert shown(page)[0] == ["pytorch", "mxnet"]
    tabs = page.locator(".group").first
    assert tabs.get_by_role("tablist").get_attribute("aria-multiselectable") == "true"
    assert tabs.locator("[aria-selected=true]").all_inner_texts() == ["PyTorch", "MXNet"]
    tabs.get_by_role("tab", name="MXNet").click()
    assert page.url.endswith("?framework=mxnet&compare=pytorch")
    page.locator(".compare summary").click()
    page.keyboard.press("Escape")
    assert not page.locator(".compare ul").is_visible()
    compare_by_keyboard(page, "비교 끝내기")
    assert shown(page)[0] == ["mxnet"]
    assert page.url.endswith("?framework=mxnet")
    page.reload()
    assert shown(page)[0] == ["mxnet"]


def test_a_compared_page_is_painted_right_at_once(new_reader: NewReader, host: str) -> None:
    """Nothing moves while a page that compares is loading."""
    page = new_reader().goto(f"{host}/en/{PAGE}?framework=jax&compare=mxnet")
    shift = page.evaluate(
        """new Promise(done => { let sum = 0;
        new PerformanceObserver(list => { for (const entry of list.getEntries()) sum += entry.value; })
            .observe({ type: "layout-shift", buffered: true });
        setTimeout(() => done(sum), 300); })"""
    )
    assert shift < 0.001
