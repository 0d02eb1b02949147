"""A site in, what a browser loads for one of its pages out, over a host that zips texts as hosts do."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser

from browser import QuietHandler

TEXTS = (".html", ".css", ".js", ".svg", ".json", ".xml")
SHIFT = """new Promise(done => { let sum = 0;
    new PerformanceObserver(list => { for (const entry of list.getEntries()) sum += entry.value; })
        .observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done(sum), 500); })"""


@dataclass(frozen=True, slots=True)
class Weight:
    """What one page costs its reader at the first visit."""

    bytes: int
    """Transferred, headers and all, without fonts."""
    fonts: int
    requests: int
    elsewhere: tuple[str, ...]
    """Hosts asked beside the own one; what they would send is not counted."""
    shift: float


class ZippingHandler(QuietHandler):
    """Sends texts as gzip, the rest as it is."""

    def do_GET(self) -> None:
        file = Path(self.translate_path(self.path))
        if file.suffix not in TEXTS or not file.is_file():
            return super().do_GET()
        content = gzip.compress(file.read_bytes(), 6)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(file))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        return None


def weigh(browser: Browser, address: str) -> Weight:
    """Load the page once, as a new reader, down to its end."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    kinds: dict[str, str] = {}
    sizes: dict[str, int] = {}
    host = urlsplit(address).netloc
    hosts: dict[str, None] = {}

    def asked(event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith("http"):
            kinds[event["requestId"]] = event["type"]
            hosts.setdefault(urlsplit(event["request"]["url"]).netloc)

    page.route(lambda url: urlsplit(url).scheme == "http" and urlsplit(url).netloc != host, lambda route: route.abort())
    page.route(lambda url: urlsplit(url).scheme == "https", lambda route: route.abort())
    session = context.new_cdp_session(page)
    session.on("Network.requestWillBeSent", asked)
    session.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    session.send("Network.enable")
    page.goto(address)
    page.evaluate("document.fonts.ready.then(() => true)")
    shift = page.evaluate(SHIFT)
    page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    page.wait_for_load_state("networkidle")
    context.close()
    fonts = sum(round(size) for name, size in sizes.items() if kinds.get(name) == "Font")
    total = sum(round(size) for name, size in sizes.items() if name in kinds)
    return Weight(total - fonts, fonts, len(kinds), tuple(name for name in hosts if name != host), shift)
