"""What stays of a site when its host is gone, and what becomes of it when the site changes."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page

from browser import MISSING_PICTURES, NewReader, serve
from tabbook import website
from tabbook.config import Language
from website import little_book

pytestmark = pytest.mark.browser

KEPT = """async (path) => Object.fromEntries(await Promise.all((await caches.keys()).map(async (name) => {
    const kept = await (await caches.open(name)).match(new URL(path, location.href));
    return [name.split(" ").at(-1), kept ? await kept.text() : ""];
})))"""
"""By version of the site: the file at `path` as it is kept."""
WHOLE = """async ([version, count]) => {
    for (;;) {
        const [name, ...others] = await caches.keys();
        const isAlone = name && name.endsWith(version) && !others.length;
        if (isAlone && (await (await caches.open(name)).keys()).length === count) return;
        await new Promise(later => setTimeout(later, 50));
    }
}"""
"""Waits until a version is kept with all its files, and no other one."""
UPDATE = """async (state) => {
    const found = await navigator.serviceWorker.getRegistration();
    await new Promise((done) => {
        found.addEventListener("updatefound", () => {
            const next = found.installing;
            next.addEventListener("statechange", () => { if (next.state === state) done(); });
        });
        found.update();
    });
}"""
"""Looks for a new worker, and waits until it has come to a state."""
LEFT = """async () => {
    while ((await navigator.serviceWorker.getRegistrations()).length) await new Promise(later => setTimeout(later, 50));
}"""
"""Waits until no worker serves the site."""


def publish(root: Path, title: str, folder: Path) -> None:
    """The little book under another English title."""
    books, outputs = little_book.read(root / "build/pandoc")
    config = little_book.config(root)
    sections = (Language(name="en", title=title), *config.language_sections[1:])
    config = dataclasses.replace(config, language_sections=sections)
    assert website.publish(books, outputs, config, folder) == ()


def kept_by(folder: Path) -> tuple[str, int]:
    """The version that the worker in `folder` keeps, and the number of its files."""
    told = (folder / "worker.js").read_text(encoding="utf-8").partition("\n")[0]
    site = json.loads(told.removeprefix("const SITE = ").removesuffix(";"))
    return site["version"], len(set().union(*site["files"].values()))


def test_everything_is_there_after_one_visit(site: Path, tmp_path: Path, new_reader: NewReader) -> None:
    """After one page was visited, in a subfolder of a host that is gone since, every page in every language opens
    with style and pictures, and the search finds words."""
    shutil.copytree(site, tmp_path / "books/one")
    reader = new_reader(service_workers="allow")
    with serve(tmp_path) as host:
        page = reader.goto(f"{host}/books/one/ja/guide/parameters.html")
        page.locator(".kept[data-kept]").wait_for()
        page.evaluate(WHOLE, kept_by(site))
    reader.page.context.set_offline(True)
    for file in sorted(site.rglob("*/**/*.html")):
        page = reader.goto(f"{host}/books/one/{file.relative_to(site)}?framework=jax")
        assert page.evaluate("getComputedStyle(document.querySelector('.top')).display") == "flex", file
        assert page.evaluate(MISSING_PICTURES) == [], file
    page = reader.goto(f"{host}/books/one/ja/")
    page.keyboard.press("/")
    page.locator(".search input").fill("パラメータ")
    page.locator(".hit").first.wait_for()
    assert reader.complaints == []


def test_a_new_version_replaces_the_old_one_when_it_is_whole(tmp_path: Path, new_reader: NewReader) -> None:
    """Half a new version is thrown away, the whole one takes the old one's place, and a preview is not kept."""
    shutil.copytree(little_book.FOLDER / "static", tmp_path / "book/static")
    folder = tmp_path / "host/book"
    folder.parent.mkdir()
    publish(tmp_path / "book", "First Edition", folder)
    first = kept_by(folder)
    with serve(tmp_path / "host") as host:
        page = new_reader(service_workers="allow").goto(f"{host}/book/en/index.html")
        page.evaluate(WHOLE, first)
        publish(tmp_path / "book", "Second Edition", folder)
        second = kept_by(folder)
        (folder / "en/references.html").rename(tmp_path / "away.html")
        page.evaluate(UPDATE, "redundant")
        assert kept_titles(page) == {first[0]: ["First Edition"]}
        (tmp_path / "away.html").rename(folder / "en/references.html")
        page.evaluate(UPDATE, "activated")
        page.evaluate(WHOLE, second)
        assert kept_titles(page) == {second[0]: ["Second Edition"]}
        for file in folder.rglob("*.html"):
            file.write_text(
                file.read_text(encoding="utf-8").replace("<html ", "<html data-preview ", 1), encoding="utf-8"
            )
        page.goto(f"{host}/book/en/index.html")
        page.evaluate(LEFT)


def kept_titles(page: Page) -> dict[str, list[str]]:
    """By version: which of the book's titles stand on the page that is kept."""
    kept: dict[str, str] = page.evaluate(KEPT, "index.html")
    return {name: re.findall("(?:First|Second) Edition", html)[:1] for name, html in kept.items()}
