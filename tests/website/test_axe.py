"""No page of the real book has a fault that axe finds: in every language, light and dark, each framework."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from browser import NewReader, serve
from conftest import BuiltBook

pytestmark = pytest.mark.browser

RUN = """async ([context, options]) => (await axe.run(context, options)).violations
    .map(fault => `${fault.id}: ${fault.nodes.map(node => node.target.join(" ") + " " + node.html).slice(0, 4)}`)"""
EVERY_PANEL = """() => {
    for (const panel of document.querySelectorAll(".panel")) panel.removeAttribute("hidden");
    dispatchEvent(new Event("resize")); }"""
"""Shows all panels; what listens finds the boxes that scroll among them."""
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that a theme can change. Code is left out of them: test_colours proves its colours, one by one."""


def faults(page: Page, context: Any, options: dict[str, Any]) -> list[str]:
    found: list[str] = page.evaluate(RUN, [context, options | {"resultTypes": ["violations"]}])
    return found


@pytest.mark.parametrize("language", ["en", "ja", "ko"])
def test_axe_finds_nothing(new_reader: NewReader, built_book: BuiltBook, language: str) -> None:
    """Every page passes every rule with all its panels shown at once, those on colour in light and dark."""
    page = new_reader(bypass_csp=True).page
    with serve(built_book.site) as host:
        for file in sorted((built_book.site / language).rglob("*.html")):
            page.goto(f"{host}/{file.relative_to(built_book.site)}")
            page.add_style_tag(content=".panel { display: block !important; content-visibility: visible !important }")
            page.evaluate(EVERY_PANEL)
            page.evaluate(Axe().axe_script)
            others = {"rules": {name: {"enabled": False} for name in COLOURS}}
            assert faults(page, {"include": "html"}, others) == [], file
            for theme in ("light", "dark"):
                page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
                found = faults(page, {"include": "html", "exclude": "pre.code"}, {"runOnly": COLOURS})
                assert found == [], f"{file} {theme}"


def test_axe_finds_nothing_in_what_opens(new_reader: NewReader, built_book: BuiltBook) -> None:
    """Menus, two frameworks beside each other, a preview, the original below each passage and the search with what it
    found pass every rule, in light and dark."""
    page = new_reader(bypass_csp=True).page
    with serve(built_book.site) as host:
        page.goto(f"{host}/ja/builders-guide/init-param.html?framework=jax&compare=pytorch")
        page.evaluate(Axe().axe_script)
        page.evaluate("document.querySelector('button.originals').click()")
        page.locator(".original").first.wait_for()
        page.locator("a.reference[href='#tab-defaults']").last.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        page.locator("#preview:not([hidden])").wait_for()
        page.evaluate("document.querySelectorAll('.top details').forEach(menu => { menu.open = true; })")
        assert faults(page, {"include": "html", "exclude": "pre.code"}, {}) == []
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        assert faults(page, {"include": "html", "exclude": "pre.code"}, {"runOnly": COLOURS}) == []
        page.keyboard.press("/")
        page.keyboard.type("xavier")
        page.locator(".hit").first.wait_for()
        for theme in ("light", "dark"):
            page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
            assert faults(page, {"include": ".search"}, {}) == [], theme


def test_axe_finds_nothing_in_the_choice(new_reader: NewReader, built_book: BuiltBook) -> None:
    """Tabs, buttons and menus pass whichever framework is chosen, the open menu and a preview among them."""
    reader = new_reader()
    with serve(built_book.site) as host:
        page = reader.goto(f"{host}/ja/builders-guide/init-param.html")
        page.evaluate(Axe().axe_script)
        page.locator("details.languages > summary").click()
        page.locator("a.reference").first.focus()
        for framework in built_book.config.frameworks:
            page.locator(f".choice[data-framework={framework}]").click()
            assert faults(page, {"include": [".top", ".tabs", ".preview", ".sections"]}, {}) == [], framework
