"""What a reader of several languages meets in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from browser import NewReader, QuietHandler, serve
from website.conftest import ManyTongues

pytestmark = pytest.mark.browser

READ = """() => {
  const line = Math.max(0, document.querySelector(".top").getBoundingClientRect().bottom);
  const blocks = [...document.querySelectorAll("article [data-block], article .cell")];
  const read = blocks.find(block => block.getClientRects().length && block.getBoundingClientRect().bottom > line);
  const { top, height } = read.getBoundingClientRect();
  const apart = top < line ? 20 * (line - top) / height : line - top;
  return [(read.dataset.block || read.id).split(" ")[0], Math.round(apart)];
}"""
"""The first passage or cell below the header, and how far it is from there: a length, or of its height how much."""
SHIFT = """() => new Promise(done => {
  new PerformanceObserver(list => done(list.getEntries().reduce((sum, entry) => sum + entry.value, 0)))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(0), 400);
})"""


@pytest.fixture(scope="module")
def host(tongues: ManyTongues) -> Iterator[str]:
    with serve(tongues.site) as address:
        yield address


def switch(page: Page, language: str) -> None:
    """Follow the menu without moving the page, as Playwright's own click would."""
    with page.expect_navigation():
        page.evaluate(f"document.querySelector('.languages a[data-language={language}]').click()")
    page.wait_for_timeout(100)


def test_the_menu_keeps_the_place(new_reader: NewReader, host: str) -> None:
    """The passage that was read stands where it stood, whatever the lengths of the texts above; so do the anchor and
    the framework, also on a page that is not translated yet."""
    reader = new_reader(width=420, height=260)
    page = reader.goto(f"{host}/en/guide/weights.html?framework=jax#sec-shapes")
    for place in ("#sec-shapes", ".panel[data-framework=jax] .cell", "article > ul", "#counting"):
        page.evaluate(f"document.querySelector('{place}').scrollIntoView()")
        for language in ("ja", "ko", "en"):
            before = page.evaluate(READ)
            switch(page, language)
            assert page.url == f"{host}/{language}/guide/weights.html?framework=jax#sec-shapes"
            after = page.evaluate(READ)
            assert after[0] == before[0], (place, language)
            assert abs(after[1] - before[1]) <= 1, (place, language)
    assert reader.complaints == []


def test_the_original_is_shown_with_the_translation(new_reader: NewReader, host: str) -> None:
    """One switch shows every passage in its own language below the translated one; it is remembered, on the next page
    too, moves nothing while the page loads, and can be taken back."""
    reader = new_reader()
    page = reader.goto(f"{host}/ja/guide/weights.html?framework=pytorch")
    assert not [address for address in reader.requests if "originals/" in address]
    page.locator("details.languages summary").click()
    toggle = page.get_by_role("button", name="原文も表示")
    toggle.click()
    page.locator(".original").first.wait_for()
    below = page.evaluate("[...document.querySelectorAll('.original')].map(box => [box.lang, box.innerText.trim()])")
    assert below[0] == ["en", "Weights"]
    assert below[-1] == [
        "en",
        "Rows times columns is the number of weights.\n\nThis is also the number of multiplications.",
    ]
    assert toggle.get_attribute("aria-pressed") == "true"
    assert page.locator(".original [id]").count() == 0
    page.goto(f"{host}/ja/guide/index.html")
    page.locator(".original").first.wait_for()
    assert page.evaluate(SHIFT) == 0
    page.locator("details.languages summary").click()
    page.get_by_role("button", name="原文も表示").click()
    assert page.locator(".original").count() == 0
    page.goto(f"{host}/ja/guide/biases.html")
    assert page.locator("button.originals").count() == 0
    assert reader.complaints == []


def test_one_passage_is_shown_in_the_original(new_reader: NewReader, tongues: ManyTongues) -> None:
    """A control beside the passage that is pointed at shows and hides its original, also in a page from a disk."""
    page = new_reader().goto((tongues.site / "ja" / "guide" / "weights.html").as_uri())
    passage = page.locator("article > p[data-block]").first
    passage.hover()
    control = page.get_by_role("button", name="原文: ")
    assert control.get_attribute("aria-label") == f"原文: {passage.inner_text()}"
    control.click()
    page.locator(".original").wait_for()
    assert (
        page.locator(".original").inner_text().replace("\u00a0", " ")
        == "A weight says how much an input counts. Read Section 1.2 next."
    )
    assert page.locator(".original a").get_attribute("href") == "biases.html#sec-biases"
    control.click()
    assert page.locator(".original").count() == 0


def test_one_passage_is_shown_in_the_original_by_keys(new_reader: NewReader, host: str) -> None:
    """The control has its turn before the text, stands at what is being read, says which passage that is, and the
    arrows move it."""
    page = new_reader().goto(f"{host}/ja/guide/weights.html?framework=pytorch")
    page.locator("main").focus()
    page.keyboard.press("Tab")
    while not page.evaluate("document.activeElement.matches('.original-control')"):
        assert not page.evaluate("document.activeElement.closest('article')")
        page.keyboard.press("Tab")
    control = page.locator(".original-control")
    title = page.locator("h1[data-block]")
    assert control.get_attribute("aria-label") == f"原文: {title.inner_text()}"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator("h1 + p + .original").wait_for()
    assert control.get_attribute("aria-describedby") == page.locator(".original").get_attribute("id")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.locator("h1 + .original").wait_for()
    page.keyboard.press("Enter")
    assert page.locator(".original").count() == 1


def test_without_scripts_the_original_says_what_it_is(new_reader: NewReader, host: str) -> None:
    """The banner is there, and no control that would do nothing."""
    page = new_reader(java_script_enabled=False).goto(f"{host}/ko/guide/biases.html")
    assert page.get_by_text("이 페이지는 아직 번역되지 않아").is_visible()
    page.goto(f"{host}/ja/guide/weights.html")
    page.locator("details.languages summary").click()
    assert not page.locator("button.originals").is_visible()


@pytest.mark.parametrize(("locale", "language"), [("ko-KR", "ko"), ("ja", "ja"), ("fr-FR", "en")])
def test_the_first_page_speaks_the_readers_language(
    new_reader: NewReader, host: str, locale: str, language: str
) -> None:
    """It leads to the browser's language, or the original's; the next time to the one chosen since."""
    page = new_reader(locale=locale).goto(host)
    page.wait_for_url(f"{host}/{language}/index.html*")
    switch(page, "ja")
    page.goto(host)
    page.wait_for_url(f"{host}/ja/index.html*")


def test_an_old_address_leads_on(new_reader: NewReader, host: str) -> None:
    """With what stood behind it where scripts run, and without them too."""
    page = new_reader().goto(f"{host}/old/weights.html?framework=jax#counting")
    page.wait_for_url(f"{host}/en/guide/weights.html?framework=jax#counting")
    page.goto(f"{host}/ja/moved/")
    page.wait_for_url(f"{host}/ja/guide/weights.html*#sec-shapes")
    page = new_reader(java_script_enabled=False).goto(f"{host}/old/weights.html")
    page.wait_for_url(f"{host}/en/guide/weights.html")


class _Lost(QuietHandler):
    """A host that shows 404.html for addresses that are none."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        body = (Path(self.directory) / "books" / "small" / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def test_who_is_lost_finds_the_book(new_reader: NewReader, tongues: ManyTongues, tmp_path: Path) -> None:
    """At any depth, in any folder of a host: in the reader's language first, with links into the book."""
    shutil.copytree(tongues.site, tmp_path / "books" / "small")
    with serve(tmp_path, _Lost) as host:
        for address, first in (("ja/guide/none.html", "小さなモデル"), ("a/b/c/", "작은 모델"), ("none", "작은 모델")):
            reader = new_reader(locale="ko")
            page = reader.goto(f"{host}/books/small/{address}")
            page.locator("a[href^='/books/small/']").first.wait_for()
            link = page.get_by_role("link").first
            assert link.inner_text() == first
            assert not [said for said in reader.complaints if "Content Security" in said]
            with page.expect_navigation():
                link.click()
            assert page.locator("h1").first.inner_text() == first
