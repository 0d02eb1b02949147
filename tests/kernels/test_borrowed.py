"""A kernel that Jupyter has here in; the environment that cells run in out, or why they cannot."""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from tabbook import config, kernels
from tabbook.errors import BookError


def book(root: Path, kernel: str) -> config.Config:
    (root / "config.ini").write_text(f"[build]\ntabs = jax\n\n[framework-jax]\nkernel = {kernel}\n")
    return config.read(root)


def test_jupyters_own_kernel_is_found(tmp_path: Path) -> None:
    """Its packages are known by their versions, its kernelspec stands with those of the book, nothing is installed."""
    settings = book(tmp_path, "jupyter:python3")
    environment = kernels.find(settings, "jax")
    assert environment.versions["ipykernel"] == version("ipykernel")
    assert environment.python == Path(sys.executable)
    spec = kernels.jupyter_path(settings) / "kernels" / environment.kernelspec / "kernel.json"
    assert json.loads(spec.read_text())["argv"][0] == sys.executable
    assert kernels.prepare(settings, ("jax",), print) == ()
    assert kernels.recall(settings, "jax") == environment


def test_a_kernel_that_is_not_there_is_told(tmp_path: Path) -> None:
    """The Problem stands at the key, and says what to install where."""
    settings = book(tmp_path, "jupyter:nowhere")
    with pytest.raises(BookError) as caught:
        kernels.find(settings, "jax")
    assert str(caught.value) == (
        "config.ini:5: Jupyter has no kernel `nowhere` here, which jax is to run in; `pip install ipykernel` where jax"
        " is installed, or pin packages in kernels/jax.txt [K07]"
    )
    assert kernels.recall(settings, "jax") is None
