"""The repository's kernels, made where they are missing, and an empty book that uses them."""

from __future__ import annotations

from pathlib import Path

import pytest

from execute.little_programs import FRAMEWORKS, REPOSITORY, link_kernels
from tabbook import kernels
from tabbook.config import Config


@pytest.fixture(scope="session", autouse=True)
def _kernels() -> None:
    """All four kernels; `make test` has them ready."""
    assert kernels.prepare(REPOSITORY, FRAMEWORKS, print) == ()


@pytest.fixture
def book(tmp_path: Path) -> Config:
    return link_kernels(tmp_path / "book")
