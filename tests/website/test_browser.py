"""What a reader meets in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from browser import NewReader, choose, expected, follow, serve, shown

pytestmark = pytest.mark.browser

PAGE = "guide/parameters.html"
WIDTH = """() => {
    const range = new Range();
    range.selectNodeContents(document.querySelector(".contents a[href*='parameters.html']"));
    return range.getBoundingClientRect().width;
}"""
"""Of the title of the page in the book's contents."""


@pytest.fixture(scope="module")
def host(site: Path) -> Iterator[str]:
    """The site on a host of its own."""
    with serve(site) as address:
        yield address


def test_one_choice_for_the_page(new_reader: NewReader, host: str) -> None:
    """Choosing JAX in one group changes every group, and the address."""
    page = new_reader().goto(f"{host}/en/{PAGE}")
    assert shown(page) == expected(page, "pytorch")
    choose(page, "JAX")
    assert shown(page) == expected(page, "jax")
    assert "framework=jax" in page.url
    assert page.get_by_role("button", name="JAX").first.get_attribute("aria-pressed") == "true"


def test_the_choice_holds_on_other_pages_and_in_other_languages(new_reader: NewReader, host: str) -> None:
    """The choice goes along to the next page, back, and to Japanese; there, the anchor stays too."""
    page = new_reader().goto(f"{host}/en/{PAGE}")
    choose(page, "JAX")
    follow(page, page.locator("a[rel=prev]"))
    assert "framework=jax" in page.url
    follow(page, page.locator("a[rel=next]"))
    assert shown(page) == expected(page, "jax")
    page.goto(f"{host}/en/{PAGE}?framework=jax#sec-access")
    page.locator("details.languages summary").click()
    follow(page, page.get_by_role("link", name="日本語"))
    assert page.url == f"{host}/ja/{PAGE}?framework=jax#sec-access"
    assert shown(page) == expected(page, "jax")
    page.goto(f"{host}/ko/{PAGE}")
    assert shown(page) == expected(page, "jax")


def test_the_address_wins(new_reader: NewReader, host: str) -> None:
    """The framework in the address beats the stored one, and does not replace it."""
    page = new_reader().goto(f"{host}/en/{PAGE}")
    choose(page, "JAX")
    page.goto(f"{host}/en/{PAGE}?framework=mxnet")
    assert shown(page) == expected(page, "mxnet")
    page.goto(f"{host}/en/{PAGE}")
    assert shown(page) == expected(page, "jax")


def test_the_address_says_what_is_shown_unasked(new_reader: NewReader, host: str) -> None:
    """A first visit's address shows others the same, as every link does, and adds nothing to the history; for its own
    reader that is no choice, so a later one wins."""
    page = new_reader().goto(f"{host}/en/{PAGE}#sec-access")
    assert page.url == f"{host}/en/{PAGE}?framework=pytorch#sec-access"
    assert page.evaluate("history.length") == 2
    last = page.locator("a[rel=prev]").last
    assert (last.get_attribute("href") or "").endswith(".html?framework=pytorch")
    other = page.context.new_page()
    other.goto(f"{host}/ko/{PAGE}")
    choose(other, "JAX")
    follow(page, last)
    assert page.url.endswith(".html?framework=jax")
    page.go_back()
    assert shown(page) == expected(page, "jax")
    assert page.url == f"{host}/en/{PAGE}?framework=jax#sec-access"
    page.goto(f"{host}/en/{PAGE}?framework=pytorch")
    assert shown(page) == expected(page, "pytorch")


def test_a_name_nobody_knows_is_ignored(new_reader: NewReader, host: str) -> None:
    """An address with another word for a framework shows the default one."""
    page = new_reader().goto(f"{host}/en/{PAGE}?framework=caffe")
    assert shown(page) == expected(page, "pytorch")


def test_a_group_without_the_framework_says_so(new_reader: NewReader, host: str) -> None:
    """A group that lacks the chosen framework says it in the reader's language and names the one it shows."""
    page = new_reader().goto(f"{host}/en/{PAGE}?framework=jax")
    assert page.get_by_text("There is no JAX version of this part. Shown here: PyTorch.").first.is_visible()
    page.goto(f"{host}/ja/{PAGE}?framework=jax")
    assert page.get_by_text("この部分にJAX版はありません。PyTorch版を表示しています。").first.is_visible()
    page.goto(f"{host}/ko/{PAGE}?framework=pytorch")
    assert not page.get_by_text("버전이 없습니다").locator("visible=true").count()


def test_a_page_without_the_framework_says_so(new_reader: NewReader, host: str) -> None:
    """A page for one framework has no panels and says whose it is."""
    page = new_reader().goto(f"{host}/en/guide/hooks.html?framework=jax")
    assert page.get_by_text("This page is written for PyTorch only.").is_visible()
    assert shown(page) == []


def test_the_keyboard_moves_along_the_tabs(new_reader: NewReader, host: str) -> None:
    """Arrows, Home and End move along the tabs of a group and choose."""
    page = new_reader().goto(f"{host}/en/{PAGE}")
    tabs = page.locator(".group").first.get_by_role("tab")
    tabs.first.focus()
    for key, label in (
        ("ArrowRight", "TensorFlow"),
        ("End", "MXNet"),
        ("ArrowRight", "PyTorch"),
        ("ArrowLeft", "MXNet"),
    ):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.textContent") == label
        assert page.evaluate("document.activeElement.getAttribute('aria-selected')") == "true"
    page.keyboard.press("Home")
    assert shown(page) == expected(page, "pytorch")


def test_switching_keeps_the_line(new_reader: NewReader, host: str) -> None:
    """What is read stays where it is on the screen, though panels above it are of other heights."""
    page = new_reader(height=600).goto(f"{host}/en/{PAGE}")
    for place in ("#sec-defaults", "#exercises", "#fig-net"):
        top = f"document.querySelector('{place}').getBoundingClientRect().top"
        for label in ("JAX", "MXNet", "TensorFlow"):
            page.evaluate(f"window.scrollBy(0, {top} - 55)")
            before = page.evaluate(top)
            # Playwright's own click would scroll to the control, although it is in sight.
            box = page.locator(".choice", has_text=label).bounding_box()
            assert box
            page.mouse.click(box["x"] + 5, box["y"] + 5)
            page.wait_for_timeout(50)
            assert abs(page.evaluate(top) - before) < 2, f"{place}, {label}"


def test_a_tab_stays_under_the_pointer(new_reader: NewReader, host: str) -> None:
    """The tab that was clicked does not move, whatever changes above it."""
    page = new_reader(height=600).goto(f"{host}/en/{PAGE}")
    for label in ("JAX", "MXNet", "PyTorch"):
        tab = page.locator(".group").nth(2).get_by_role("tab", name=label)
        tab.scroll_into_view_if_needed()
        before = tab.bounding_box()
        assert before
        page.mouse.click(before["x"] + 5, before["y"] + 5)
        after = tab.bounding_box()
        assert after
        assert abs(after["y"] - before["y"]) < 2


def test_a_link_into_a_hidden_panel_opens_it(new_reader: NewReader, host: str) -> None:
    """An anchor that only MXNet has shows MXNet, without changing what is stored."""
    page = new_reader().goto(f"{host}/en/{PAGE}#only-mxnet")
    assert page.locator("#only-mxnet").is_visible()
    assert shown(page) == expected(page, "mxnet")
    page.goto(f"{host}/en/guide/index.html")
    page.goto(f"{host}/en/{PAGE}")
    assert shown(page) == expected(page, "pytorch")


def test_without_scripts_everything_can_be_read(new_reader: NewReader, host: str) -> None:
    """With scripts off every panel is shown under its framework's name, and menus work."""
    reader = new_reader(width=360, java_script_enabled=False)
    page = reader.goto(f"{host}/en/{PAGE}")
    panels = page.locator(".panel")
    assert panels.count() > 4
    for index in range(panels.count()):
        assert panels.nth(index).is_visible()
        assert panels.nth(index).locator(".panel-name").is_visible()
    assert not page.locator(".tabs").first.is_visible()
    page.locator(".contents > summary").click()
    follow(page, page.get_by_role("navigation", name="Contents").get_by_role("link", name="Hooks"))
    assert page.url.endswith("/en/guide/hooks.html")
    page.goto(f"{host}/index.html")
    follow(page, page.get_by_role("link", name="한국어"))
    assert page.url.endswith("/ko/index.html")


@pytest.mark.parametrize(("languages", "leads_to"), [("ja-JP", "ja"), ("ko", "ko"), ("fr-FR", "en")])
def test_the_root_leads_to_the_readers_language(
    new_reader: NewReader, host: str, languages: str, leads_to: str
) -> None:
    """The first page goes on to the browser's language, or to the source language where the book lacks it."""
    page = new_reader(locale=languages).goto(f"{host}/")
    page.wait_for_url(f"{host}/{leads_to}/index.html")


def test_the_root_remembers_the_language(new_reader: NewReader, host: str) -> None:
    """A language chosen from the menu wins over the browser's."""
    page = new_reader(locale="en-US").goto(f"{host}/en/index.html")
    page.locator("details.languages summary").click()
    follow(page, page.get_by_role("link", name="日本語"))
    page.goto(f"{host}/")
    page.wait_for_url(f"{host}/ja/index.html")


def test_a_page_that_a_language_lacks(new_reader: NewReader, host: str) -> None:
    """The language menu leads to the language's first page where it lacks this one."""
    page = new_reader().goto(f"{host}/en/guide/hooks.html")
    page.locator("details.languages summary").click()
    follow(page, page.get_by_role("link", name="한국어"))
    assert page.url == f"{host}/ko/index.html"


def test_only_the_own_host_is_asked(new_reader: NewReader, host: str, site: Path) -> None:
    """No page asks another host, and none makes the browser complain, about its policy or anything else."""
    reader = new_reader()
    for file in sorted(site.rglob("*.html")):
        reader.goto(f"{host}/{file.relative_to(site)}?framework=jax")
    assert [url for url in reader.requests if not url.startswith((host, "data:"))] == []
    assert reader.complaints == []


@pytest.mark.parametrize("width", [320, 360])
def test_nothing_scrolls_sideways(new_reader: NewReader, host: str, site: Path, width: int) -> None:
    """On a narrow phone no page scrolls sideways, in any framework."""
    page = new_reader(width=width, height=700).page
    for file in sorted(site.rglob("*.html")):
        for framework in ("pytorch", "mxnet"):
            page.goto(f"{host}/{file.relative_to(site)}?framework={framework}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{file} {framework}"


def test_files_without_a_host(new_reader: NewReader, site: Path) -> None:
    """The site works from a folder: style, script, font, choice and links."""
    reader = new_reader()
    page = reader.goto(f"{(site / 'en' / PAGE).as_uri()}?framework=jax")
    assert shown(page) == expected(page, "jax")
    follow(page, page.locator("a[rel=prev]"))
    page.wait_for_url("**/guide/index.html?framework=jax")
    assert page.evaluate("getComputedStyle(document.querySelector('.top')).display") == "flex"
    assert reader.complaints == []


def test_copying_copies_code_only(new_reader: NewReader, host: str) -> None:
    """The copy button says so and takes the code, not what it printed."""
    reader = new_reader(permissions=["clipboard-read", "clipboard-write"])
    page = reader.goto(f"{host}/en/{PAGE}?framework=mxnet")
    listing = page.locator(".listing:visible").first
    listing.hover()
    assert listing.locator(".copy").inner_text() == "Copy"
    listing.locator(".copy").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == listing.locator("code").inner_text()
    assert "(2, 1)" not in copied


def test_the_maths_font_is_used(new_reader: NewReader, host: str) -> None:
    """Formulas are drawn with the site's own font."""
    page = new_reader().goto(f"{host}/en/{PAGE}")
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px \"Book Math\"', '√∼'))")


def test_light_and_dark(new_reader: NewReader, host: str) -> None:
    """The reader's system decides, the button changes it, and the choice stays."""
    page = new_reader(color_scheme="dark").goto(f"{host}/en/{PAGE}")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    page.get_by_role("button", name="Light or dark").click()
    light = page.evaluate(ground)
    assert light != dark
    page.reload()
    assert page.evaluate(ground) == light


@pytest.mark.parametrize("language", ["en", "ja", "ko"])
def test_a_title_in_the_menu_is_as_wide_on_its_own_page(new_reader: NewReader, host: str, language: str) -> None:
    """The page one reads stands out there, but takes no more room: lines end on every page where they do on others."""
    page = new_reader().goto(f"{host}/{language}/{PAGE}")
    menu = page.locator(".contents nav")
    marked, width = menu.screenshot(), page.evaluate(WIDTH)
    page.evaluate("document.querySelector('.contents [aria-current]').removeAttribute('aria-current')")
    assert page.evaluate(WIDTH) == width
    assert menu.screenshot() != marked


def test_nothing_moves_while_loading(new_reader: NewReader, host: str) -> None:
    """A page with a stored choice is painted right at once."""
    page = new_reader().goto(f"{host}/en/{PAGE}?framework=mxnet")
    shift = page.evaluate(
        """new Promise(done => { let sum = 0;
        new PerformanceObserver(list => { for (const entry of list.getEntries()) sum += entry.value; })
            .observe({ type: "layout-shift", buffered: true });
        setTimeout(() => done(sum), 300); })"""
    )
    assert shift < 0.001
