"""How long after a save the changed page is in the browser, on this book and on a generated one.

    python bench/preview.py [--pages 192] [--languages 1] [--times 9]

An author's real way: `tabbook serve`, Chromium on a page, a file written. Measured is from before the write until the
page whose prose was changed has been parsed, or the words put into the one that is shown, and until that has been
painted.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

import generated_book

REPOSITORY = Path(__file__).parents[1]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
TIMES = """
let last = "";
function tell() {
    const there = Date.now();
    const [marker] = document.body.textContent.match(/Edit\\d+of\\d+/) || [];
    if (!marker || marker === last) return;
    last = marker;
    requestAnimationFrame(() => setTimeout(() => console.log(JSON.stringify({ marker, there, painted: Date.now() }))));
}
addEventListener("DOMContentLoaded", () => {
    tell();
    new MutationObserver(tell).observe(document.body, { childList: true, subtree: true, characterData: true });
});
"""
"""Said by each page as it comes, or as its words change."""


@contextmanager
def served(root: Path) -> Iterator[str]:
    """The preview of the book in `root`, its first build done; gives its address."""
    command = [str(Path(sys.executable).with_name("tabbook")), "serve", "-C", str(root), "--port", "8700"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, stderr=subprocess.DEVNULL) as process:
        assert process.stdout
        lines = iter(process.stdout.readline, "")
        address = next(line.strip() for line in lines if line.startswith("http"))
        print(f"  {next(line.strip() for line in lines if line.startswith('built'))}, from nothing in memory")
        try:
            yield address
        finally:
            process.send_signal(signal.SIGINT)


def measure(page: Page, file: Path, times: int) -> list[tuple[float, float]]:
    """Seconds until there and until painted, for each of so many edits in the middle of the page."""
    text = file.read_text(encoding="utf-8")
    paragraphs = text.split("\n\n")
    middle = next(at for at in range(len(paragraphs) // 2, len(paragraphs)) if _is_prose(paragraphs[at]))
    found = []
    for number in range(times):
        marker = f"Edit{number}of{os.getpid()}"
        edited = [*paragraphs[:middle], f"{marker} {paragraphs[middle]}", *paragraphs[middle + 1 :]]
        with page.expect_console_message(lambda said, marker=marker: marker in said.text) as waited:
            before = time.time()
            file.write_text("\n\n".join(edited), encoding="utf-8")
        shown = json.loads(waited.value.text)
        found.append((shown["there"] / 1000 - before, shown["painted"] / 1000 - before))
        time.sleep(0.3)
    file.write_text(text, encoding="utf-8")
    return found[1:]


def _is_prose(paragraph: str) -> bool:
    """Whether a paragraph is words, and no part of a cell."""
    return paragraph[:1].isalpha() and paragraph.endswith(".")


def tell(name: str, root: Path, address: str, file: Path, times: int) -> None:
    print(f"{name}:")
    with served(root) as host, sync_playwright() as playwright:
        executable = os.environ.get("TABBOOK_CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.add_init_script(TIMES)
        page.goto(host + address)
        page.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
        found = measure(page, file, times)
        browser.close()
    for what, seconds in zip(("there", "painted"), zip(*found, strict=True), strict=True):
        low, high = min(seconds) * 1000, max(seconds) * 1000
        print(f"  {what} {statistics.median(seconds) * 1000:.0f} ms after the save ({low:.0f} to {high:.0f})")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pages", type=int, default=192)
    parser.add_argument("--languages", type=int, default=1)
    parser.add_argument("--times", type=int, default=9)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        own, large = Path(folder) / "own", Path(folder) / "large"
        own.mkdir()
        for name in ("chapters", "static"):
            shutil.copytree(REPOSITORY / name, own / name)
        shutil.copy(REPOSITORY / "config.ini", own)
        generated_book.write(large, given.pages, given.languages)
        for root in (own, large):
            (root / "build").mkdir()
            (root / "kernels").symlink_to(REPOSITORY / "kernels")
            for part in ("kernels", "cache"):
                (root / "build" / part).symlink_to(REPOSITORY / "build" / part)
        path = "builders-guide/parameters"
        tell("this book", own, f"en/{path}.html", own / "chapters" / "en" / f"{path}.md", given.times)
        path = f"chapter-01/{sorted((large / 'chapters/en/chapter-01').glob('page-*.md'))[0].stem}"
        name = f"a generated book of {given.pages} pages in {given.languages} language(s)"
        tell(name, large, f"en/{path}.html", large / "chapters" / "en" / f"{path}.md", given.times)


if __name__ == "__main__":
    main()
