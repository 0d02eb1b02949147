"""Pages as the search knows them, their index, and damage of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tabbook.website import index
from tabbook.website.search import Source, find

PAGES = [find(Source(f"{name}.html", name, "en", f"<p>Words of {name}.</p>")) for name in "abc"]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_damaged_index_is_made_anew(tmp_path: Path) -> None:
    """The same bytes as before, and nothing beside it; one that is whole is left alone."""
    folder = tmp_path / "search" / "en-x"
    index.make(folder, PAGES, "en")
    whole, time = contents(folder), folder.stat().st_mtime_ns
    index.make(folder, PAGES, "en")
    assert folder.stat().st_mtime_ns == time
    fragment = next(folder.rglob("*.pf_fragment"))
    fragment.write_bytes(fragment.read_bytes()[:-1])
    (folder / "pagefind.js").unlink()
    index.make(folder, PAGES, "en")
    assert contents(folder) == whole
    assert list(folder.parent.iterdir()) == [folder]


@pytest.mark.parametrize("ending", [".pf_fragment", ".pf_index", ".pf_meta", ".pagefind", ".json"])
def test_what_pagefind_could_not_write_is_told(ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says nothing of a full disk; then there is no index, and nothing half made is left."""
    run = index._run_pagefind

    def run_out_of_room(site: Path, folder: Path) -> None:
        run(site, folder)
        cut = next(file for file in folder.rglob(f"*{ending}") if file.parent != site)
        cut.write_bytes(cut.read_bytes()[: len(ending)])

    monkeypatch.setattr(index, "_run_pagefind", run_out_of_room)
    with pytest.raises(OSError, match="cut off"):
        index.make(tmp_path / "search" / "en-x", PAGES, "en")
    assert list((tmp_path / "search").iterdir()) == []
