"""How long after a save the changed block is on the translator's desk, in this book.

    python bench/desk.py [--times 9]

A translator's real way: `tabbook serve --translate ja`, Chromium on a page, a file written. Measured is from before the
write until the desk shows it.
"""

from __future__ import annotations

import argparse
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

REPOSITORY = Path(__file__).parents[1]
PAGE = "builders-guide/parameters"
TELL = """() => new MutationObserver(() => {
    const found = document.body.textContent.match(/変更\\d+番/);
    if (found) console.log(found[0], Date.now());
}).observe(document.body, { childList: true, subtree: true })"""


@contextmanager
def served(root: Path) -> Iterator[str]:
    """The desk of the book in `root`, its site built once; gives its address."""
    command = [str(Path(sys.executable).with_name("tabbook")), "serve", "-C", str(root), "--translate", "ja"]
    with subprocess.Popen([*command, "--port", "8720"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        lines = iter(process.stdout.readline, "")
        address = next(line.strip() for line in lines if "/-/desk/" in line)
        next(line for line in lines if line.startswith("built"))
        try:
            yield address
        finally:
            process.send_signal(signal.SIGINT)


def measure(page: Page, file: Path, times: int) -> list[float]:
    """Seconds from a save to the sight of it, for each of so many edits of one paragraph."""
    lines = file.read_text(encoding="utf-8").split("\n")
    at = next(number for number, line in enumerate(lines) if line.endswith("。"))
    found = []
    for number in range(times):
        marker = f"変更{number}番"
        with page.expect_console_message(lambda said, marker=marker: marker in said.text) as waited:
            before = time.time()
            file.write_text("\n".join([*lines[:at], f"{lines[at]}{marker}。", *lines[at + 1 :]]), encoding="utf-8")
        found.append(int(waited.value.text.split()[1]) / 1000 - before)
        time.sleep(0.5)
    return found[1:]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=9)
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "book"
        subprocess.run(["git", "clone", "-q", str(REPOSITORY), str(root)], check=True)
        with served(root) as address, sync_playwright() as playwright:
            executable = os.environ.get("TABBOOK_CHROMIUM") or shutil.which("chromium")
            page = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"]).new_page()
            page.goto(address + PAGE)
            page.evaluate(TELL)
            found = measure(page, root / "chapters" / "ja" / f"{PAGE}.md", times)
        print(f"save to desk: {statistics.median(found):.2f} s, at most {max(found):.2f} s  (to be under 1 s)")


if __name__ == "__main__":
    main()
