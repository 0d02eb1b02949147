"""The little book, published once for all tests of the site."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tabbook import website
from website import little_book


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
