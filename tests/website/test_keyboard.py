"""Everything on a page can be reached and used from the keyboard, and one sees where one is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from browser import NewReader, serve
from conftest import BuiltBook

pytestmark = pytest.mark.browser
NUMBERED = """() => {
    const all = document.querySelectorAll("a[href], button, summary, select, input, [tabindex='0']");
    const shown = [...all].filter(element => element.checkVisibility({ visibilityProperty: true })
        && !element.matches("[role=tab][tabindex='-1'], :disabled") && !element.closest("[inert]"));
    shown.forEach((element, index) => { element.dataset.number = index; });
    return shown.map(element => element.outerHTML.slice(0, 120));
}"""
"""Numbers what can be used with a mouse, but for tabs that the arrow keys lead to; gives what each is."""
FOCUSED = """() => {
    const element = document.activeElement;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    return { number: element.dataset.number, body: element === document.body,
        seen: (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none" };
}"""


@pytest.mark.parametrize("width", [1280, 390])
def test_every_control_has_its_turn_and_is_seen(new_reader: NewReader, built_book: BuiltBook, width: int) -> None:
    """Tab leads through all that a mouse can click, in the header and on the page, and each shows that it is chosen."""
    with serve(built_book.site) as host:
        page = new_reader(width=width).goto(f"{host}/ko/builders-guide/init-param.html")
        controls: list[str] = page.evaluate(NUMBERED)
        reached = tab_through(page, len(controls))
    assert [what for number, what in enumerate(controls) if str(number) not in reached] == []


def tab_through(page: Page, number: int) -> set[str]:
    """Press Tab until it leaves the page; the numbers of what had the focus, all of which was seen."""
    reached: set[str] = set()
    for _ in range(2 * number):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused["body"]:
            break
        assert focused["seen"], page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if focused["number"] is not None:
            reached.add(focused["number"])
    return reached


def test_a_reader_without_a_mouse(new_reader: NewReader, built_book: BuiltBook) -> None:
    """Choose a framework, compare two, find a word, change the language and the colours, all by keys."""
    with serve(built_book.site) as host:
        page = new_reader().goto(f"{host}/en/builders-guide/init-param.html")
        page.locator(".group [role=tab][aria-selected=true]").first.focus()
        page.keyboard.press("End")
        assert page.evaluate("document.documentElement.dataset.framework") == "mxnet"
        page.locator("button.theme").first.focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        page.keyboard.press("/")
        page.keyboard.type("xavier")
        page.locator("[role=option]").first.wait_for()
        page.keyboard.press("Enter")
        page.wait_for_url("**#*")
        page.locator("details.languages summary").focus()
        page.keyboard.press("Enter")
        page.locator("details.languages a[data-language=ko]").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.evaluate("document.documentElement.lang") == "ko"
        assert page.evaluate("document.documentElement.dataset.framework") == "mxnet"
