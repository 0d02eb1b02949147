"""A book whose groups lack frameworks in every combination: each reader sees their own, or is told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import Any

import pytest

from books import lacking_book
from books.lacking_book import FRAMEWORKS, LABELS, LackingPage
from browser import NewReader, serve
from conftest import tabbook

pytestmark = pytest.mark.browser

MARK = re.compile(r"\[(\d+) ([a-z ]+)\]")
VIEW = """() => [...document.querySelectorAll(".group")].map(group => ({
    panels: [...group.querySelectorAll(".panel")].filter(panel => panel.offsetHeight)
        .map(panel => [panel.dataset.framework, panel.textContent]),
    told: [...group.querySelectorAll(".lacking")].filter(told => told.offsetHeight).map(told => told.innerText),
    chosen: [...group.querySelectorAll("[aria-selected=true]")].map(tab => tab.dataset.framework),
}))"""
VIEWS = f"""(names) => names.map((choice, index) => {{
    document.querySelector(`.choice[data-framework=${{choice}}]`).click();
    return names.slice(index).map(second => {{
        document.querySelector(`.compare button[data-framework="${{second === choice ? "" : second}}"]`).click();
        return ({VIEW})();
    }});
}})"""
Views = list[list[list[dict[str, Any]]]]


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The book of 60 pages, built without running it, on a host of its own."""
    root = tmp_path_factory.mktemp("lacking")
    lacking_book.write(root)
    done = tabbook(root, "build", "html", "--no-run")
    assert (done.returncode, done.stderr) == (0, "")
    with serve(root / "build" / "website") as address:
        yield address


def shown_of(group: Sequence[str], chosen: Sequence[str]) -> list[str]:
    """The panels that a group shows, in its own order: those chosen, or else its first."""
    has = [name for name in FRAMEWORKS if name in group]
    return [name for name in has if name in chosen] or has[:1]


def told_to(group: Sequence[str], chosen: Sequence[str]) -> list[str]:
    """What a group tells those who chose what it lacks; what it shows instead is named once."""
    is_instead = not set(chosen) & set(group)
    instead = f" Shown here: {LABELS[shown_of(group, chosen)[0]]}." if is_instead else ""
    lacking = [name for name in FRAMEWORKS if name in chosen and name not in group]
    return [
        f"There is no {LABELS[name]} version of this part.{instead if name == chosen[0] else ''}" for name in lacking
    ]


def assert_right(page: LackingPage, views: list[dict[str, Any]], chosen: Sequence[str]) -> None:
    assert len(views) == len(page.groups)
    for number, (group, view) in enumerate(zip(page.groups, views, strict=True)):
        where = f"{page.name}, group {number}, {chosen}"
        shown = shown_of(group, chosen)
        assert [name for name, _ in view["panels"]] == view["chosen"] == shown, where
        assert view["told"] == told_to(group, chosen), where
        for name, text in view["panels"]:
            marks = MARK.findall(text)
            assert len(marks) == 1, where
            assert all(int(mark) == number and name in names.split() for mark, names in marks), where


def test_no_wrong_panel_in_any_combination(new_reader: NewReader, host: str) -> None:
    """Of each page every framework, alone and beside every other, shows its own panels in all groups that have it;
    the others say what they lack and what they show instead."""
    reader = new_reader(1440)
    for page in lacking_book.pages():
        if len(page.frameworks) > 1:
            names = list(page.frameworks)
            views: Views = reader.goto(f"{host}/en/{page.name}.html").evaluate(VIEWS, names)
            for index, (choice, by_second) in enumerate(zip(names, views, strict=True)):
                for second, view in zip(names[index:], by_second, strict=True):
                    assert_right(page, view, list(dict.fromkeys([choice, second])))
    assert reader.complaints == []


def test_a_page_that_lacks_the_framework_says_so(new_reader: NewReader, host: str) -> None:
    """A page without the chosen framework tells it at its top, and shows its first framework's panels."""
    reader = new_reader()
    lacking = [page for page in lacking_book.pages() if page.name.endswith("-0") and page.frameworks != FRAMEWORKS]
    for page in lacking:
        wanted = next(name for name in FRAMEWORKS if name not in page.frameworks)
        opened = reader.goto(f"{host}/en/{page.name}.html?framework={wanted}")
        first = LABELS[page.frameworks[0]]
        said = f"This page has no {LABELS[wanted]} version. Shown here: {first}."
        if len(page.frameworks) == 1:
            said = f"This page is written for {first} only."
            assert set(MARK.findall(opened.locator("article").inner_text())) == {
                (str(number), page.frameworks[0]) for number in range(len(page.groups))
            }
        else:
            assert_right(page, opened.evaluate(VIEW), [page.frameworks[0]])
        assert opened.locator(".notice:visible").all_inner_texts() == [said]


def test_what_panels_share_has_one_anchor_and_the_shown_panel_has_it(new_reader: NewReader, host: str) -> None:
    """A link to a place or a note that several panels have leads into the one that is shown, and
    no anchor stands twice, whatever is chosen."""
    groups = next(page for page in lacking_book.pages() if page.name == "10-1").groups
    assert groups[1] == ("pytorch", "tensorflow", "jax")
    page = new_reader().goto(f"{host}/en/10-1.html")
    owner = "name => document.getElementById(name).closest('.panel').dataset.framework"
    for first, second in permutations(groups[1], 2):
        for name in (first, second):
            page.locator(f".choice[data-framework={name}]").click()
            assert page.evaluate(owner, "place-1") == name
            anchors = page.evaluate("[...document.querySelectorAll('[id]')].map(element => element.id)")
            assert len(anchors) == len(set(anchors))
    page.locator(".choice[data-framework=mxnet]").click()
    page.evaluate("location.hash = '#place-1'")
    assert page.locator("#place-1").is_visible()
    assert page.locator("html").get_attribute("data-framework") == "mxnet"


def test_a_search_asks_all_shares_of_a_large_book(new_reader: NewReader, host: str) -> None:
    """Sixty pages are indexed in five shares; what stands on every page is found in all, the title on its page."""
    reader = new_reader()
    page = reader.goto(f"{host}/en/index.html")
    page.keyboard.press("/")
    box, done = page.locator(".search input"), page.locator(".search [role=listbox]:not([aria-busy])")
    for name in [page.name for page in lacking_book.pages()][::7]:
        box.fill(f"Page {name}")
        done.wait_for(state="attached")
        assert f"/en/{name}.html" in page.evaluate("[...document.querySelectorAll('.hit')].map(hit => hit.pathname)")
    assert len([url for url in reader.requests if url.endswith("pagefind.js")]) == 1
    assert len([url for url in reader.requests if "pagefind-entry.json" in url]) == 5
    assert reader.complaints == []
