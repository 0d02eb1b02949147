"""Groups in a real browser: real tabs, hidden panels that can be found, and a line that stays where it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browser import NewReader, choose, serve

pytestmark = pytest.mark.browser

PAGE = "guide/parameters.html"
TABS = """() => [...document.querySelectorAll(".group")].map(group => {
    const tabs = [...group.querySelectorAll("[role=tablist] > [role=tab]")];
    return {
        named: Boolean(group.querySelector("[role=tablist]").getAttribute("aria-label")),
        tabs: tabs.map(tab => [tab.textContent, tab.getAttribute("aria-selected"), tab.tabIndex]),
        panels: tabs.map(tab => document.getElementById(tab.getAttribute("aria-controls"))).map(panel => [
            panel.getAttribute("role"), panel.getAttribute("hidden"),
            document.getElementById(panel.getAttribute("aria-labelledby")).textContent]),
    };
})"""
MOVED = """() => {
    const moved = [];
    const choices = [...document.querySelectorAll(".choice")];
    for (const block of document.querySelectorAll("article > :not(.group)")) {
        const under = document.querySelector(".top").getBoundingClientRect().bottom + 20;
        scrollBy({ top: block.getBoundingClientRect().top - under, behavior: "instant" });
        for (const choice of [...choices, choices[0]]) {
            const line = tabbook.beingRead();
            const before = line.getBoundingClientRect().top;
            choice.click();
            const after = tabbook.beingRead(line).getBoundingClientRect().top;
            if (Math.abs(after - before) > 1) moved.push([line.textContent, choice.textContent, after - before]);
        }
    }
    for (const tab of document.querySelectorAll(".tab")) {
        scrollBy({ top: tab.getBoundingClientRect().top - 200, behavior: "instant" });
        const before = tab.getBoundingClientRect().top;
        tab.click();
        const after = tab.getBoundingClientRect().top;
        if (Math.abs(after - before) > 1) moved.push([tab.id, after - before]);
    }
    return moved;
}"""


@pytest.fixture(scope="module")
def host(site: Path) -> Iterator[str]:
    """The site on a host of its own."""
    with serve(site) as address:
        yield address


def test_each_group_has_real_tabs(new_reader: NewReader, host: str) -> None:
    """Tabs and panels name each other; one tab is selected and in the reach of the Tab key; the other panels can be
    found, and only they are hidden."""
    page = new_reader().goto(f"{host}/en/{PAGE}?framework=mxnet")
    groups: list[dict[str, Any]] = page.evaluate(TABS)
    assert len(groups) > 3
    for group in groups:
        assert group["named"]
        labels = [label for label, *_ in group["tabs"]]
        selected = "MXNet" if "MXNet" in labels else labels[0]
        for (label, is_selected, index), panel in zip(group["tabs"], group["panels"], strict=True):
            is_shown = label == selected
            assert (is_selected, index) == (("true", 0) if is_shown else ("false", -1))
            assert panel == ["tabpanel", None if is_shown else "until-found", label]


def test_the_focus_can_be_seen(new_reader: NewReader, host: str) -> None:
    """The tab that the keyboard reached has an outline."""
    page = new_reader().goto(f"{host}/en/{PAGE}")
    page.locator(".group").first.get_by_role("tab").first.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


@pytest.mark.parametrize("size", [(1280, 700), (360, 640), (1280, 6000)])
def test_no_line_moves_anywhere(new_reader: NewReader, host: str, size: tuple[int, int]) -> None:
    """Wherever the reader is, also at the very top and end of the page, what is read and the tab that was clicked
    stay where they are on the screen."""
    page = new_reader(*size).goto(f"{host}/en/{PAGE}")
    assert page.evaluate(MOVED) == []


def test_paper_shows_the_chosen_framework(new_reader: NewReader, host: str) -> None:
    """Printed, each group is its chosen panel under its name, also while two are compared."""
    page = new_reader().goto(f"{host}/en/{PAGE}?framework=jax&compare=mxnet")
    page.emulate_media(media="print")
    printed = page.evaluate(
        """[...document.querySelectorAll(".group")].map(group => [...group.querySelectorAll(".panel")]
        .filter(panel => panel.offsetHeight && panel.firstElementChild.checkVisibility({ contentVisibilityAuto: true }))
        .map(panel => panel.dataset.framework))"""
    )
    has = page.evaluate("[...document.querySelectorAll('.group')].map(group => group.dataset.frameworks.split(' '))")
    assert printed == [["jax"] if "jax" in names else names[:1] for names in has]


def test_a_choice_among_hidden_panels_is_kept(new_reader: NewReader, host: str) -> None:
    """A panel opened by a link is not the reader's own choice; one chosen by hand is, on the next visit too."""
    page = new_reader().goto(f"{host}/en/{PAGE}#only-mxnet")
    assert page.locator("html").get_attribute("data-framework") == "mxnet"
    choose(page, "JAX")
    page.goto("about:blank")
    page.goto(f"{host}/en/{PAGE}")
    assert page.locator("html").get_attribute("data-framework") == "jax"
