"""The search of the real book in a real browser: on a host, by keyboard, and in a folder."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from browser import MISSING_PICTURES, NewReader, expected, serve, shown
from conftest import BuiltBook

pytestmark = pytest.mark.browser

with Path(__file__).with_name("queries.tsv").open(encoding="utf-8", newline="") as table:
    QUERIES = list(csv.DictReader(table, delimiter="\t"))
"""What a reader types, the section that must be among the first ten, and whose panel it names, if one."""
FOUND = """() => [...document.querySelectorAll(".hit")].map(hit => [hit.pathname + hit.hash,
    [...hit.querySelectorAll(".found-in")].map(label => label.dataset.framework)])"""
PAGE = "builders-guide/init-param.html"


@pytest.fixture(scope="module")
def host(built_book: BuiltBook) -> Iterator[str]:
    """The book's site on a host of its own."""
    with serve(built_book.site) as address:
        yield address


def search(page: Page, query: str) -> list[str]:
    """Type `query` into the open dialog; gives the addresses of what is found."""
    page.locator(".search input").fill(query)
    page.locator(".search [role=listbox]:not([aria-busy])").wait_for(state="attached")
    found: list[str] = page.evaluate("[...document.querySelectorAll('.hit')].map(hit => hit.href)")
    return found


def test_the_table_has_ten_queries_a_language() -> None:
    """Thirty queries and more: particles, compounds and parts of them, names from code."""
    assert all(sum(row["language"] == language for row in QUERIES) >= 10 for language in ("en", "ja", "ko"))


@pytest.mark.parametrize("language", ["en", "ja", "ko"])
def test_each_query_finds_its_section(host: str, new_reader: NewReader, language: str) -> None:
    """Every query of the table finds the section it must, and names the framework whose panel it is in."""
    reader = new_reader()
    page = reader.goto(f"{host}/{language}/index.html")
    page.keyboard.press("/")
    missed = []
    for row in QUERIES:
        if row["language"] == language:
            search(page, row["query"])
            named = dict(page.evaluate(FOUND)[:10]).get(f"/{language}/{row['address']}")
            if named is None or row["framework"] not in [*named, ""]:
                missed.append((row["query"], page.evaluate(FOUND)))
    assert missed == []
    assert reader.complaints == []


def test_nothing_is_loaded_before_the_dialog_opens(host: str, new_reader: NewReader) -> None:
    """A reader who does not search loads nothing of it; one who does asks this host only."""
    reader = new_reader()
    page = reader.goto(f"{host}/en/{PAGE}")
    assert [url for url in reader.requests if "search" in url] == []
    page.get_by_role("button", name="Search").click()
    assert search(page, "xavier")
    assert len([url for url in reader.requests if "/search" in url]) > 3
    assert [url for url in reader.requests if not url.startswith((host, "data:"))] == []


def test_searching_by_keyboard(host: str, new_reader: NewReader) -> None:
    """`/` opens, arrows move, Escape closes, Enter goes there with the framework of the panel; a count is spoken."""
    reader = new_reader()
    page = reader.goto(f"{host}/en/{PAGE}")
    page.keyboard.press("/")
    page.keyboard.press("Escape")
    assert not page.locator(".search").is_visible()
    page.keyboard.press("/")
    found = search(page, "flatten_dict")
    assert page.get_by_role("status").inner_text() == f"{len(found)} sections found"
    field = page.get_by_role("combobox")
    for key, index in (("ArrowDown", 1), ("ArrowUp", 0), ("ArrowUp", len(found) - 1), ("ArrowDown", 0)):
        page.keyboard.press(key)
        assert field.get_attribute("aria-activedescendant") == f"hit-{index}"
        assert page.locator(".hit[aria-selected=true]").get_attribute("id") == f"hit-{index}"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == found[0]
    assert "framework=jax" in page.url
    assert shown(page) == expected(page, "jax")
    page.keyboard.press("/")
    assert search(page, "zzzzqq") == []
    assert page.get_by_role("status").inner_text() == "Nothing found"
    page.keyboard.press("Escape")
    assert not page.locator(".search").is_visible()
    assert reader.complaints == []


def test_words_that_stand_nowhere_together(host: str, new_reader: NewReader) -> None:
    """Then sections with some of them are found, those with the rarest first, and the reader is told."""
    page = new_reader().goto(f"{host}/ko/index.html")
    page.keyboard.press("/")
    found = search(page, "학습 재개")
    assert found[0].endswith("store.html?framework=pytorch#subsec-resume")
    assert page.get_by_role("status").inner_text() == "모두 든 곳은 없습니다. 일부가 든 곳: 20곳"
    assert search(page, "학습 재개하기와 재개장") == found
    assert search(page, "옵티마이저 상태")
    assert page.get_by_role("status").inner_text() == "2곳을 찾았습니다"
    assert search(page, "재개 재개장") == []


def test_a_hit_keeps_the_readers_framework(host: str, new_reader: NewReader) -> None:
    """A hit in text that all readers see leads to it in the framework they chose."""
    page = new_reader().goto(f"{host}/en/{PAGE}?framework=mxnet")
    page.keyboard.press("/")
    assert all("framework=" in hit for hit in search(page, "variance"))
    assert f"{host}/en/{PAGE}?framework=mxnet#subsec-scale" in search(page, "variance")


def test_the_zip_is_read_and_searched_in_a_folder(built_book: BuiltBook, new_reader: NewReader, tmp_path: Path) -> None:
    """The zip, unpacked anywhere, shows every page with style and pictures, and its search finds words in compounds."""
    with zipfile.ZipFile(built_book.site / "parameters-in-practice.zip") as archive:
        archive.extractall(tmp_path / "my books")
    folder = tmp_path / "my books/parameters-in-practice"
    reader = new_reader()
    for file in sorted((folder / "ko").rglob("*.html")):
        page = reader.goto(f"{file.as_uri()}?framework=jax")
        assert page.evaluate("getComputedStyle(document.querySelector('.top')).display") == "flex"
        assert page.evaluate(MISSING_PICTURES) == []
        assert not page.locator(".zip").is_visible()
    page = reader.goto(f"{(folder / 'ko' / PAGE).as_uri()}?framework=jax")
    page.keyboard.press("/")
    assert f"{(folder / 'ko' / PAGE).as_uri()}?framework=jax#sec-init-param" in search(page, "초기화는")
    assert search(page, "변수")
    assert page.locator(".hit mark").first.inner_text() == "변수"
    assert search(page, "활성화함수")
    assert page.locator(".hit mark").first.inner_text() == "활성화 함수"
    page = reader.goto((folder / "ja" / PAGE).as_uri())
    page.keyboard.press("/")
    assert any(hit.endswith("#subsec-built-in-init") for hit in search(page, "重みの初期化"))
    assert set(page.locator(".hit mark").all_inner_texts()) == {"重み", "初期化"}
    assert reader.complaints == []
