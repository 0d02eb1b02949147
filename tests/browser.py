"""A built site in, what a reader meets in a real browser out: one that notes every request and every complaint."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page

CHROMIUM = os.environ.get("TABBOOK_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
"""The browser of this machine; empty where it has none."""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
FLAGS += ["--disable-sync"]
VISIBLE_PANELS = """() => [...document.querySelectorAll(".group")].map(group => [...group.querySelectorAll(".panel")]
    .filter(panel => panel.offsetHeight).map(panel => panel.dataset.framework))"""


MISSING_PICTURES = """async () => {
    const missing = [];
    for (const picture of document.images) {
        picture.loading = "eager";
        await picture.decode().catch(() => missing.push(picture.src));
    }
    return missing;
}"""
"""The pictures of a page that cannot be shown."""


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def serve(folder: Path, handler: type[http.server.SimpleHTTPRequestHandler] = QuietHandler) -> Iterator[str]:
    """`folder` on a host of its own, which answers as `handler` does; gives its address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class Reader:
    """A browser that notes what it asked for and what it complained about."""

    def __init__(self, context: BrowserContext) -> None:
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.note(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def note(self, complaint: str) -> None:
        if complaint != "Service Worker registration blocked by Playwright":
            self.complaints.append(complaint)

    def goto(self, address: str) -> Page:
        self.page.goto(address)
        return self.page


NewReader = Callable[..., Reader]


def shown(page: Page) -> list[list[str]]:
    """For each group the frameworks whose panels can be seen."""
    result: list[list[str]] = page.evaluate(VISIBLE_PANELS)
    return result


def expected(page: Page, framework: str) -> list[list[str]]:
    """For each group the framework that should be seen: the chosen one, or the group's first."""
    groups: list[str] = page.evaluate("[...document.querySelectorAll('.group')].map(g => g.dataset.frameworks)")
    return [[framework if framework in names.split() else names.split()[0]] for names in groups]


def follow(page: Page, target: Locator) -> None:
    """Click a link and wait until its page is there."""
    with page.expect_navigation():
        target.click()


def choose(page: Page, label: str) -> None:
    page.locator(".group").first.get_by_role("tab", name=label).click()
