"""The real book of this repository, built once for all tests that look at it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from browser import CHROMIUM, FLAGS, NewReader, Reader
from tabbook import config
from tabbook.config import Config

REPOSITORY = Path(__file__).parents[1]

# Whoever starts the tests in the background has them ignore what ends a process, and so would all they start.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)


@dataclass(frozen=True, slots=True)
class BuiltBook:
    """The book after `tabbook build`."""

    config: Config
    printed: str
    """What the build said."""

    @property
    def site(self) -> Path:
        return self.config.build_folder / "website"

    def pages(self, language: str) -> list[str]:
        """The site's pages in a language, by their paths in the site."""
        return sorted(str(file.relative_to(self.site)) for file in (self.site / language).rglob("*.html"))

    @property
    def notebooks(self) -> Path:
        return self.config.build_folder / "notebooks"


def tabbook(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command as an author types it, in the book's folder."""
    command = [str(Path(sys.executable).with_name("tabbook")), *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=1500, check=False)


@pytest.fixture(scope="session")
def built_book(tmp_path_factory: pytest.TempPathFactory) -> BuiltBook:
    """The repository's own book, kernels and all, built once; what is built already is not built again."""
    with first_of_run(tmp_path_factory, "book") as told:
        if not told.exists():
            for command in ("kernels", "build"):
                done = tabbook(REPOSITORY, command)
                assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
            told.write_text(done.stdout)
        return BuiltBook(config.read(REPOSITORY), told.read_text())


@contextlib.contextmanager
def first_of_run(factory: pytest.TempPathFactory, name: str) -> Iterator[Path]:
    """A file that all processes of this run share, to one of them at a time; the first finds it missing."""
    own = factory.getbasetemp()
    folder = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder / name


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def new_reader(chromium: Browser) -> Iterator[NewReader]:
    """Makes readers, each with a browser of their own: no cookies, nothing stored.

    None keeps the site for reading offline, which would load all of it for every reader, unless a test says so.
    """
    contexts: list[BrowserContext] = []

    def make(width: int = 1280, height: int = 800, **options: Any) -> Reader:
        options = {"service_workers": "block", **options}
        contexts.append(chromium.new_context(viewport={"width": width, "height": height}, **options))
        return Reader(contexts[-1])

    yield make
    for context in contexts:
        context.close()
