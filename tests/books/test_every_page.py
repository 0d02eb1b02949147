"""The real book in a real browser: every page in every language and framework, its addresses, targets and links."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest

from browser import NewReader, Reader, expected, follow, shown
from conftest import BuiltBook

pytestmark = pytest.mark.browser

LANGUAGES = ("en", "ja", "ko")
FRAMEWORKS = ("pytorch", "tensorflow", "jax", "mxnet")
VIEW = """() => ({
    groups: [...document.querySelectorAll(".group")].map(group => [...group.children]
        .filter(part => part.offsetHeight && !part.matches(".tabs")).map(part => part.innerText)),
    chosen: [...document.querySelectorAll("[aria-selected=true], [aria-pressed=true]")].map(tab => tab.textContent),
    notices: [...document.querySelectorAll(".notice, .take [role=group]")].map(notice => notice.offsetHeight > 0),
})"""
OPEN = """async () => {
    const closed = [];
    for (const { id } of document.querySelectorAll(".panel [id]")) {
        const followed = new Promise(done => addEventListener("hashchange", done, { once: true }));
        location.hash = id;
        await followed;
        const target = document.getElementById(id);
        const { top } = target.getBoundingClientRect();
        if (!target.checkVisibility() || top < 0 || top > innerHeight) closed.push(id);
    }
    return closed;
}"""
LANGUAGE_LINKS = """async () => {
    const found = {};
    for (const { id } of document.querySelectorAll("article :is(h2, h3, figure, dt)[id]")) {
        const followed = new Promise(done => addEventListener("hashchange", done, { once: true }));
        location.hash = id;
        await followed;
        found[id] = [...document.querySelectorAll("a[data-language]")].map(link => link.href);
    }
    return found;
}"""
LINE = 120
MIDDLE_CELL = f"""() => {{
    const cells = [...document.querySelectorAll(".panel:not([hidden]) .cell")];
    const cell = cells[Math.floor(cells.length / 2)];
    if (!cell) return null;
    scrollBy({{ top: cell.getBoundingClientRect().top - {LINE}, behavior: "instant" }});
    return cell.id;
}}"""
WITHOUT_SCRIPTS = """() => [...document.querySelectorAll(".panel")]
    .map(panel => panel.checkVisibility() ? panel.innerText : "hidden")"""


def assert_calm(reader: Reader, host: str) -> None:
    assert [request for request in reader.requests if not request.startswith((host, "data:"))] == []
    assert reader.complaints == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_view_is_right_and_its_address_shows_it_to_others(
    built_book: BuiltBook, host: str, new_reader: NewReader, language: str
) -> None:
    """Each group shows the framework that was chosen and no other, and nothing empty; a stranger who follows the
    address meets the same, on a phone, where nothing scrolls sideways."""
    reader, stranger = new_reader(), new_reader(360, 700)
    for path in built_book.pages(language):
        page = reader.goto(f"{host}/{path}")
        for name in FRAMEWORKS if shown(page) else ():
            page.evaluate(f"document.querySelector('.choice[data-framework={name}]').click()")
            assert shown(page) == expected(page, name), path
            view: dict[str, Any] = page.evaluate(VIEW)
            assert all(text.strip() for group in view["groups"] for text in group), path
            other = stranger.goto(page.url)
            assert f"framework={name}" in other.url
            assert other.evaluate(VIEW) == view, other.url
            assert other.evaluate("document.documentElement.scrollWidth") <= 360, path
        assert page.locator("html").get_attribute("lang") == language
    assert_calm(reader, host)
    assert_calm(stranger, host)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_hidden_target_opens(built_book: BuiltBook, host: str, new_reader: NewReader, language: str) -> None:
    """Whatever has an anchor in a panel is shown, and on the screen, when its address is followed."""
    reader = new_reader()
    for path in built_book.pages(language):
        assert reader.goto(f"{host}/{path}").evaluate(OPEN) == [], path
    assert_calm(reader, host)


@pytest.mark.parametrize(("framework", "text"), [("jax", "from flax import linen"), ("mxnet", "from mxnet import")])
def test_what_the_browser_finds_in_a_hidden_panel_is_shown(
    host: str, new_reader: NewReader, framework: str, text: str
) -> None:
    """Text that only one framework's panels have is found by the browser, which switches the page to it."""
    page = new_reader().goto(f"{host}/ja/builders-guide/parameters.html")
    page.evaluate("text => { location.hash = `:~:text=${text}`; }", quote(text))
    page.locator(f"html[data-framework={framework}]").wait_for()
    assert shown(page) == expected(page, framework)
    assert page.evaluate("scrollY") > 0


@pytest.mark.parametrize("framework", ["tensorflow", "jax"])
def test_the_language_menu_keeps_the_line(
    built_book: BuiltBook, host: str, new_reader: NewReader, framework: str
) -> None:
    """Around the languages and back, the cell that is read stays where it is on the screen."""
    reader = new_reader()
    for path in built_book.pages("en"):
        page = reader.goto(f"{host}/{path}?framework={framework}")
        found: str | None = page.evaluate(MIDDLE_CELL)
        for language in ("ja", "ko", "en") if found else ():
            page.locator(".languages summary").click()
            follow(page, page.locator(f".languages a[data-language={language}]"))
            page.wait_for_load_state("load")
            page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
            top = page.evaluate("name => document.getElementById(name).getBoundingClientRect().top", found)
            assert abs(top - LINE) < 3, (path, language)
            assert f"/{language}/" in page.url


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_menu_keeps_page_framework_and_anchor(
    built_book: BuiltBook, host: str, new_reader: NewReader, language: str
) -> None:
    """From every anchor of every page the menu leads to the same anchor of the same page for the same framework."""
    reader = new_reader()
    for path in built_book.pages(language):
        links: dict[str, list[str]] = reader.goto(f"{host}/{path}?framework=jax").evaluate(LANGUAGE_LINKS)
        rest = path.partition("/")[2]
        for anchor, found in links.items():
            asked = f"framework=jax#{quote(anchor)}"
            assert found == [f"{host}/{name}/{rest}?{asked}" for name in LANGUAGES], path


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_works_from_a_folder(built_book: BuiltBook, new_reader: NewReader, language: str) -> None:
    """Opened as a file a page shows the framework of its address, and its links carry it on."""
    reader = new_reader()
    for path in built_book.pages(language):
        page = reader.goto(f"{(built_book.site / path).as_uri()}?framework=mxnet")
        assert shown(page) == expected(page, "mxnet"), path
        for address in page.evaluate("[...document.querySelectorAll('.neighbours a')].map(link => link.href)"):
            assert address.endswith(".html?framework=mxnet"), path
    assert reader.complaints == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_readable_without_scripts(
    built_book: BuiltBook, host: str, new_reader: NewReader, language: str
) -> None:
    """With JavaScript off every panel is shown, each under its framework's name."""
    reader = new_reader(java_script_enabled=False)
    for path in built_book.pages(language):
        for text in reader.goto(f"{host}/{path}").evaluate(WITHOUT_SCRIPTS):
            assert re.match("(PyTorch|TensorFlow|JAX|MXNet)\\n", text), path
