"""Pages as the search knows them, their index, and damage of it."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from tabbook.website import index
from tabbook.website.pagefind import Pagefind
from tabbook.website.search import Source, find

PAGES = [find(Source(f"{name}.html", name, "en", f"<p>Words of {name}.</p>")) for name in "abc"]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def remake(folder: Path) -> None:
    with Pagefind() as pagefind:
        index.make(folder, PAGES, "en", pagefind)


def test_a_damaged_index_is_made_anew(tmp_path: Path) -> None:
    """The same bytes as before, and nothing beside it; one that is whole is left alone."""
    folder = tmp_path / "search" / "en-x"
    remake(folder)
    whole, time = contents(folder), folder.stat().st_mtime_ns
    remake(folder)
    assert folder.stat().st_mtime_ns == time
    fragment = next(folder.rglob("*.pf_fragment"))
    fragment.write_bytes(fragment.read_bytes()[:-1])
    (folder / "pagefind.js").unlink()
    remake(folder)
    assert contents(folder) == whole
    assert list(folder.parent.iterdir()) == [folder]


def test_what_cannot_be_written_leaves_nothing_half_made(tmp_path: Path) -> None:
    """As on a full disk: the system says so, and no index is there that a reader could load a part of."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with Pagefind() as pagefind:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
        try:
            with pytest.raises(OSError, match="File too large"):
                index.make(tmp_path / "search" / "en-x", PAGES, "en", pagefind)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list((tmp_path / "search").iterdir()) == []


def test_the_same_bytes_whatever_was_indexed_before(tmp_path: Path) -> None:
    """One process indexes one share after another, and a later build perhaps only one of them."""
    with Pagefind() as pagefind:
        index.make(tmp_path / "first", PAGES[:2], "en", pagefind)
        index.make(tmp_path / "second", PAGES, "ja", pagefind)
    with Pagefind() as pagefind:
        index.make(tmp_path / "alone", PAGES, "ja", pagefind)
    assert contents(tmp_path / "alone") == contents(tmp_path / "second")


def test_a_pagefind_that_dies_is_told(tmp_path: Path) -> None:
    """And not waited for."""
    with Pagefind() as pagefind:
        index.make(tmp_path / "first", PAGES, "en", pagefind)
        assert pagefind._process
        pagefind._process.kill()
        with pytest.raises(OSError, match="Pagefind made no index: it ended before it had answered"):
            index.make(tmp_path / "second", PAGES, "en", pagefind)
    assert contents(tmp_path).keys() == {f"first/{name}" for name in contents(tmp_path / "first")}


def test_what_pagefind_refuses_is_told() -> None:
    """With what it says."""
    with Pagefind() as pagefind, pytest.raises(OSError, match=r"Pagefind made no index: .*[a-z]{3}"):
        pagefind._ask([{"type": "AddFile", "index_id": 7, "url": "a.html", "file_contents": "<p>a</p>"}])
