"""The four frameworks run for real, and print the same each time."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from execute.little_programs import FRAMEWORKS, link_kernels, program, run, texts
from tabbook.config import Config
from tabbook.document import Outputs

CELLS = {
    "pytorch": ["import torch\ntorch.manual_seed(0);", "torch.rand(3)"],
    "tensorflow": ["import tensorflow as tf\ntf.random.set_seed(0)", "tf.random.uniform((3,))"],
    "jax": ["import jax\nkey = jax.random.key(0)", "jax.random.uniform(key, (3,))"],
    "mxnet": ["from mxnet import np, npx\nnpx.set_np()\nnpx.random.seed(0)", "np.random.uniform(size=(3,))"],
}
PLOT = """\
%matplotlib inline
import matplotlib.pyplot as plt
import matplotlib_inline
matplotlib_inline.backend_inline.set_matplotlib_formats('svg', 'png')
plt.hist([float(x) for x in _], label='重み')
plt.legend();"""
PROGRAMS = [program("page", framework, [*CELLS[framework], PLOT]) for framework in FRAMEWORKS]


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> list[Config]:
    return [link_kernels(tmp_path_factory.mktemp("books") / name) for name in ("first", "second")]


@pytest.fixture(scope="module")
def first(books: list[Config]) -> tuple[Outputs, str]:
    return run(books[0], *PROGRAMS)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_each_framework_runs(first: tuple[Outputs, str], framework: str) -> None:
    """A page of each framework runs in that framework's kernel, its plot is a picture."""
    outputs, _ = first
    assert outputs.problems == ()
    ran = outputs.program("en", "page", framework)
    assert ran is not None
    assert ran.was_run
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", ran.ran_on)
    assert "numpy" in ran.versions
    assert [cell.execution_count for cell in ran.cells] == [1, 2, 3]
    assert "0." in texts(ran)[1]
    (picture,) = ran.cells[2].outputs
    assert {"image/svg+xml", "image/png"} <= set(picture["data"])


def test_every_cell_was_run_once(first: tuple[Outputs, str]) -> None:
    """The progress counts what ran."""
    assert first[1].splitlines()[-1] == "ran 12 cells in 4 programs, 0 failed"


def test_a_second_build_runs_nothing(first: tuple[Outputs, str], books: list[Config]) -> None:
    """Everything comes from the store, and is what the run gave."""
    outputs, told = run(books[0], *PROGRAMS)
    assert told == "ran 0 cells in 0 programs, 4 programs (12 cells) from the store\n"
    assert outputs == first[0]


def test_another_run_gives_the_same_bytes(first: tuple[Outputs, str], books: list[Config]) -> None:
    """With seeds fixed, text and pictures of a run with another store are equal, in each framework."""
    run(books[1], *reversed(PROGRAMS))
    stored = [sorted(path.name for path in Path(book.build_folder / "cache").rglob("*.json")) for book in books]
    assert stored[0] == stored[1]
    again, told = run(books[1], *PROGRAMS)
    assert "ran 0 cells" in told
    assert again == first[0]
