"""The little book, published once for all tests of the site."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import tabbook
from execute.little_programs import link_kernels
from tabbook import website
from website import little_book

LANGUAGES = Path(__file__).parents[1] / "books" / "languages"


@pytest.fixture(scope="session")
def little_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book's folder with the little book's pictures in it."""
    root = tmp_path_factory.mktemp("little")
    shutil.copytree(little_book.FOLDER / "static", root / "static")
    return root


@pytest.fixture(scope="session")
def little_site(little_root: Path) -> Path:
    """The little book's site, without a Problem."""
    books, outputs = little_book.read()
    problems = website.publish(books, outputs, little_book.config(little_root), little_root / "website")
    assert problems == ()
    return little_root / "website"


@pytest.fixture(scope="session")
def site(little_site: Path) -> Path:
    """The site that is read in the browser."""
    return little_site


@dataclass(frozen=True, slots=True)
class ManyTongues:
    """A book with pages that are not translated yet, built without running it."""

    root: Path
    told: str
    """What the build said of it."""

    @property
    def site(self) -> Path:
        return self.root / "build" / "website"

    def html(self, address: str) -> str:
        return (self.site / address).read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def tongues(tmp_path_factory: pytest.TempPathFactory) -> ManyTongues:
    """The book of `tests/books/languages`."""
    root = tmp_path_factory.mktemp("tongues") / "book"
    shutil.copytree(LANGUAGES, root)
    link_kernels(root)
    done = tabbook(root, "build", "--no-run")
    assert done.returncode == 0, done.stderr
    return ManyTongues(root, done.stderr)
