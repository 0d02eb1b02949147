"""What the site says of its translations, on the pages themselves, on pages of their own, and to machines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe

from browser import NewReader, Reader, serve
from conftest import tabbook
from website import behind_book
from website.behind_book import REPOSITORY

RUN = """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
    .map(fault => `${fault.id}: ${fault.nodes.map(node => node.html).slice(0, 4)}`)"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book, its site and notebooks built without running it."""
    root = tmp_path_factory.mktemp("behind") / "book"
    behind_book.make(root)
    for output in ("notebooks", "html"):
        done = tabbook(root, "build", output, "--no-run")
        assert done.returncode == 0, done.stderr
    assert "chapters/ja/begun.md:1: less than 80 % of this page is translated" in done.stderr
    return root


@pytest.fixture(scope="module")
def site(root: Path) -> Path:
    return root / "build" / "website"


def read(site: Path, address: str) -> str:
    return (site / address).read_text(encoding="utf-8")


def data(site: Path, address: str) -> Any:
    return json.loads(read(site, address))


def test_an_unfinished_page_is_the_original_everywhere(root: Path, site: Path) -> None:
    """The site says how far it is and names the original's address; the notebook says the same words."""
    page = read(site, "ja/begun.html")
    assert "このページの翻訳はまだ途中です（0%）。原文（English）を表示しています。" in page
    assert '<article lang="en">' in page
    assert '<link rel="canonical" href="../en/begun.html">' in page
    assert "이 페이지는 아직 번역되지 않아" in read(site, "ko/begun.html")
    notebook = root / "build" / "notebooks" / "ja" / "pytorch" / "begun.ipynb"
    assert "Nobody has translated this page." in notebook.read_text(encoding="utf-8")


def test_a_block_without_translation_is_the_original(root: Path, site: Path) -> None:
    """What stands there in English, and what is missing, are English text, marked so, with working references; the
    notebook has both too."""
    page = read(site, "ja/loss.html")
    assert '<span lang="en">We take 12 points for it.</span>' in page
    assert '<span lang="en">Nothing else is convex here, and <a href="#equation-eq-loss"' in page
    notebook = (root / "build" / "notebooks" / "ja" / "pytorch" / "loss.ipynb").read_text(encoding="utf-8")
    assert "Nothing else is convex here, and [(1)](#equation-eq-loss)" in notebook
    assert "behind" not in notebook


def test_a_stale_block_opens_both_originals(site: Path) -> None:
    """Old and new stand in a closed element, the words that differ marked; what is fresh has none, nor the original."""
    page = read(site, "ja/loss.html")
    assert page.count('<details class="behind">') == 2
    assert "<ins>much</ins> more than small ones." in page
    assert "<del>A point may be drawn twice.</del>" in page
    assert '<details class="behind"' not in read(site, "ja/index.html") + read(site, "en/loss.html")
    assert "原文が更新" not in "".join(file.read_text() for file in (site / "assets" / "search").glob("ja-*.js"))


def test_machines_are_told_the_same(site: Path) -> None:
    """JSON, badges and pages have one source; a badge says it in its language, says no date and asks nobody."""
    told = {page["page"]: page for page in data(site, "ja/translations.json")["pages"]}
    states = {"index": "fresh", "loss": "4 paragraphs behind", "begun": "2 paragraphs behind"}
    assert {path: page["state"] for path, page in told.items()} == states
    said = {"index": "最新", "loss": "4段落が未反映", "begun": "2段落が未反映"}
    assert [block["why"] for block in told["loss"]["blocks"]] == ["changed", "added", "", "removed"]
    for path in told:
        badge = ElementTree.fromstring(read(site, f"badges/ja/{path}.svg"))
        assert badge.get("aria-label") == f"ja: {said[path]}"
        assert "http" not in read(site, f"badges/ja/{path}.svg").replace("http://www.w3.org/2000/svg", "")
    assert data(site, "ko/translations.json")["state"] == "3 pages not translated"
    assert "ko: 3개 페이지가 번역되지 않음" in read(site, "badges/ko.svg")
    pages = {page["page"]: page["languages"] for page in data(site, "overview.json")["pages"]}
    assert pages["loss"]["en"] == {"state": "original", "frameworks": {"pytorch": "waiting"}}
    assert (pages["loss"]["ja"]["behind"], pages["begun"]["ja"]["shown"]) == (4, "en")
    for name in ("sitemap.xml", "ja/sitemap.xml"):
        assert not (site / name).exists() or "translations" not in read(site, name)


def test_a_translator_finds_the_line(site: Path) -> None:
    """Each block that is behind links to its line in the web editor, a page that is not there to where it is begun."""
    page = read(site, "ja/translations.html")
    assert f'href="{REPOSITORY}/edit/main/chapters/ja/loss.md#L7"' in page
    assert f'href="{REPOSITORY}/new/main/chapters/ko?filename=loss.md"' in read(site, "ko/translations.html")
    assert '<meta name="robots" content="noindex">' in page


@pytest.fixture(scope="module")
def host(site: Path) -> Iterator[str]:
    with serve(site) as address:
        yield address


def faults(reader: Reader) -> list[str]:
    page, found = reader.page, []
    page.evaluate(Axe().axe_script)
    for theme in ("light", "dark"):
        page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        found += page.evaluate(RUN)
    return found


@pytest.mark.browser
def test_the_mark_is_quiet(new_reader: NewReader, host: str) -> None:
    """It is opened from the keyboard, has no fault that axe finds, and is not on paper."""
    reader = new_reader(bypass_csp=True)
    page = reader.goto(f"{host}/ja/loss.html")
    mark = page.locator("details.behind").first
    assert not mark.locator("dl").is_visible()
    mark.locator("summary").focus()
    page.keyboard.press("Enter")
    mark.locator("dl").wait_for()
    assert mark.locator("dt").all_inner_texts() == ["翻訳したときの原文", "現在の原文"]
    assert mark.locator("dd").last.get_by_text("much").evaluate("word => word.tagName") == "INS"
    assert faults(reader) == []
    page.emulate_media(media="print")
    assert not mark.is_visible()
    assert reader.complaints == []


@pytest.mark.browser
@pytest.mark.parametrize(
    "address", ["ja/translations.html", "ko/translations.html", "en/overview.html", "ko/overview.html"]
)
def test_the_pages_on_translations_have_no_fault(new_reader: NewReader, host: str, address: str) -> None:
    """Light, dark, and on a phone, where no page scrolls sideways."""
    reader = new_reader(width=360, bypass_csp=True)
    page = reader.goto(f"{host}/{address}")
    assert faults(reader) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert reader.complaints == []


@pytest.mark.browser
def test_without_scripts_all_of_it_is_read(new_reader: NewReader, host: str) -> None:
    """From the foot of a page to the translation's own, and the words of a mark."""
    page = new_reader(java_script_enabled=False).goto(f"{host}/ja/loss.html")
    page.locator("details.behind summary").first.click()
    assert page.locator("details.behind dd").first.is_visible()
    page.get_by_role("link", name="翻訳の状況").click()
    assert page.locator("h1").inner_text() == "翻訳の状況"
    assert page.get_by_role("link", name="4段落が未反映").get_attribute("href") == "#page-loss"
