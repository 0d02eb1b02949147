"""The real book of this repository, built once for all tests that look at it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tabbook import config
from tabbook.config import Config

REPOSITORY = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class BuiltBook:
    """The book after `tabbook build`."""

    config: Config
    printed: str
    """What the build said."""

    @property
    def site(self) -> Path:
        return self.config.build_folder / "website"

    @property
    def notebooks(self) -> Path:
        return self.config.build_folder / "notebooks"


def tabbook(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command as an author types it, in the book's folder."""
    command = [sys.executable, "-c", "from tabbook.cli import main; main()", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=1500, check=False)


@pytest.fixture(scope="session")
def built_book() -> BuiltBook:
    """The repository's own book, kernels and all; what is built already is not built again."""
    for command in ("kernels", "build"):
        done = tabbook(REPOSITORY, command)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    return BuiltBook(config.read(REPOSITORY), done.stdout)
