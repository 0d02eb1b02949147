"""A book with wheels of its own, so that uv installs for real and needs no network."""

from __future__ import annotations

from pathlib import Path

import pytest

from kernels.little_wheels import write_pins, write_wheel
from tabbook import config
from tabbook.config import Config, Framework
from tabbook.config.sections import Build


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    """A folder with `ipykernel`, and two versions of `flat`."""
    folder = tmp_path / "wheels"
    for name, version in (("ipykernel", "1.0"), ("flat", "1.0"), ("flat", "2.0"), ("round", "1.0")):
        write_wheel(folder, name, version)
    return folder


@pytest.fixture
def book(tmp_path: Path, wheels: Path) -> Config:
    """The config of a book with one framework, `flat`; its folder has a blank, a dollar and an accent in its name."""
    root = tmp_path / "a $book é"
    (root / "kernels").mkdir(parents=True)
    write_pins(root, wheels, "ipykernel==1.0", "flat==1.0")
    return Config(root=root, build=Build(tabs=("flat",)), framework_sections=(Framework(name="flat", label="Flat"),))


@pytest.fixture(scope="session")
def repository() -> Config:
    """This repository's own book."""
    return config.read(Path(__file__).parents[2])
