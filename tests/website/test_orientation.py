"""Finding one's way on a page of the real book: previews, the section being read, the place kept, print."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from browser import NewReader, serve
from conftest import BuiltBook

pytestmark = pytest.mark.browser

PAGE = "en/builders-guide/init-param.html"
BEGINS = """() => [...document.querySelectorAll(":is(.contents, .sections) li a:has(> .number)")].map(entry => {
    entry.style.width = "6rem";
    const title = new Range();
    title.setStartAfter(entry.querySelector(".number"));
    title.setEndAfter(entry.lastChild);
    const rows = new Map();
    for (const { left, top, width } of title.getClientRects()) {
        if (width > 4) rows.set(Math.round(top), Math.min(Math.round(left), rows.get(Math.round(top)) ?? left));
    }
    return [rows.size, new Set(rows.values()).size];
})"""
"""Of each numbered entry how many lines its title has where it is narrow, and at how many places they begin."""


@pytest.fixture(scope="module")
def host(built_book: BuiltBook) -> Iterator[str]:
    with serve(built_book.site) as address:
        yield address


def preview_of(page: Page, link: str) -> str:
    """What hovering over a link shows."""
    page.mouse.move(5, 5)
    page.keyboard.press("Escape")
    place = page.locator(f"{link}:visible").last
    place.evaluate("link => link.scrollIntoView({ block: 'center', behavior: 'instant' })")
    place.hover()
    page.locator("#preview:not([hidden])").wait_for()
    return page.locator("#preview").inner_text()


def test_references_show_what_they_lead_to(new_reader: NewReader, host: str) -> None:
    """Hovering shows the table, equation, figure or work; another page is asked for only then; Escape closes."""
    reader = new_reader(height=420)
    page = reader.goto(f"{host}/{PAGE}")
    assert re.search(r"Table 1\.\d\.1", preview_of(page, "a.reference[href='#tab-defaults']"))
    assert re.search(r"\(1\.\d\.3\)", preview_of(page, "a.reference[href='#equation-eq-xavier-bound']"))
    assert "Four inputs" in preview_of(page, "a.reference[href='#fig-fan']")
    assert not [url for url in reader.requests if "references.html" in url]
    assert "Saxe" in preview_of(page, ".citation a")
    assert page.locator(".citation a").last.get_attribute("aria-describedby") == "preview"
    assert len([url for url in reader.requests if "references.html" in url]) == 1
    assert page.locator("#preview [id]").count() == 0
    page.keyboard.press("Escape")
    assert not page.locator("#preview").is_visible()
    assert reader.complaints == []


def test_previews_by_keyboard_and_finger(new_reader: NewReader, host: str) -> None:
    """Focus shows a preview and leaving closes it; a first tap shows, a second one follows."""
    page = new_reader(height=420, has_touch=True).goto(f"{host}/{PAGE}")
    link = page.locator("a.reference[href='#tab-defaults']:visible").last
    link.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    page.locator("#preview:not([hidden])").wait_for()
    page.locator(".theme").focus()
    page.locator("#preview[hidden]").wait_for(state="attached")
    link.tap()
    page.locator("#preview:not([hidden])").wait_for()
    assert "#tab" not in page.url
    link.tap()
    page.wait_for_url("**#tab-defaults")


def test_the_section_being_read_is_marked(new_reader: NewReader, host: str) -> None:
    """The page's contents mark the section on the screen, and no other."""
    page = new_reader(width=1600).goto(f"{host}/{PAGE}")
    for name in ("subsec-lazy", "subsec-by-hand", "exercises"):
        page.locator(f"#{name}").evaluate("heading => heading.scrollIntoView({ behavior: 'instant' })")
        page.locator(f".sections a[href='#{name}'][aria-current=location]").wait_for()
        assert page.locator(".sections [aria-current]").count() == 1


def test_a_title_of_two_lines_hangs_beside_its_number(new_reader: NewReader, host: str) -> None:
    """In the book's menu and in the page's, however long the number is."""
    page = new_reader(width=1600).goto(f"{host}/{PAGE}")
    begins = page.evaluate(BEGINS)
    assert max(lines for lines, _ in begins) > 1
    assert {lefts for _, lefts in begins} == {1}


def test_the_place_is_kept(new_reader: NewReader, host: str) -> None:
    """Who comes back is offered the place last read; an address with a place of its own is left alone."""
    page = new_reader().goto(f"{host}/{PAGE}")
    assert not page.locator(".resume").count()
    page.evaluate("document.getElementById('subsec-by-hand').scrollIntoView({ behavior: 'instant' })")
    page.evaluate("window.scrollBy(0, 130)")
    there = page.evaluate("scrollY")
    page.goto(f"{host}/{PAGE}#exercises")
    page.goto(f"{host}/en/index.html")
    assert not page.locator(".resume").count()
    page.goto(f"{host}/{PAGE}#exercises")
    assert not page.locator(".resume").count()
    page.evaluate(f"window.scrollTo(0, {there})")
    page.goto(f"{host}/en/index.html")
    page.goto(f"{host}/{PAGE}")
    offer = page.locator(".resume a")
    assert re.match(r"Continue at “1\.\d\.4", offer.inner_text())
    offer.click()
    assert abs(page.evaluate("scrollY") - there) < 3
    assert not page.locator(".resume").count()


def test_print(new_reader: NewReader, host: str) -> None:
    """On paper stand the chosen framework's panels with its name, whole outputs and addresses; no controls."""
    page = new_reader().goto(f"{host}/en/builders-guide/parameters.html?framework=jax")
    page.emulate_media(media="print")
    assert page.locator(".panel:visible").count() == page.locator(".panel[data-framework=jax]:visible").count() > 5
    assert page.locator(".panel[data-framework=jax] > .panel-name").first.is_visible()
    for control in (".tabs", ".top", ".on-code", ".unfold", ".contents", ".neighbours", "#preview"):
        assert page.locator(f"{control}:visible").count() == 0, control
    heights = "pre => [pre.clientHeight, pre.scrollHeight]"
    for pre in page.locator("pre.output:visible").all():
        shown, whole = pre.evaluate(heights)
        assert shown >= whole
