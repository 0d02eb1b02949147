"""Folders of runs: gone with the run, or with the next build where the run was killed."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from tabbook.execute.scratch import LOCK, PREFIX, clear_leftovers, open_folder


def test_only_folders_whose_runs_are_gone_are_cleared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder in use stays, and one that is not known to be ours; one that nobody holds goes."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left, foreign = tmp_path / f"{PREFIX}left", tmp_path / f"{PREFIX}foreign"
    for folder in (left, foreign):
        (folder / "page").mkdir(parents=True)
    (left / LOCK).touch()
    with open_folder() as used:
        clear_leftovers()
        assert (used.exists(), left.exists(), foreign.exists()) == (True, False, True)
    assert list(tmp_path.iterdir()) == [foreign]
