"""A notebook for a service in; what its cells printed in a fresh environment, run from top to bottom, out.

The packages that the service brings are those of the pinned set; what the install cell names comes by that cell.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat

from conftest import REPOSITORY
from tabbook import config, kernels

SETTINGS = config.read(REPOSITORY)


def install_lines(file: Path) -> tuple[str, ...]:
    """What the notebook has pip install, a call each."""
    cells = nbformat.read(file, as_version=4).cells  # type: ignore[no-untyped-call]
    return tuple(re.findall(r"^%pip install --quiet (.+)$", "\n".join(cell.source for cell in cells), re.MULTILINE))


def beside_the_kernel(folder: Path, framework: str) -> Path:
    """The Python of a fresh environment that finds the framework's pinned packages, as it would on a service."""
    python = _environment(folder)
    packages = kernels.find(SETTINGS, framework).python.parent.parent / "lib"
    (site,) = (folder / "lib").glob("python*/site-packages")
    (found,) = packages.glob("python*/site-packages")
    (site / "preinstalled.pth").write_text(f"{found}\n")
    return python


def without(folder: Path, framework: str, lines: Sequence[str]) -> Path:
    """The Python of a fresh environment with the pinned packages, but for those that the install cell names."""
    python = _environment(folder)
    named = {re.split(r"[=<>]", word)[0] for line in lines for word in line.split()}
    pins = kernels.pins(SETTINGS, framework)
    kept = folder / "pins.txt"
    kept.write_text("".join(f"{name}=={pins[name]}\n" for name in pins if name not in named | {"d2lbook"}))
    uv = [str(Path(sys.executable).with_name("uv")), "pip", "install", "--quiet", "--no-deps", "--python", str(python)]
    _do([*uv, "-r", str(kept)])
    return python


def by_binder(folder: Path, checkout: Path) -> Path:
    """The Python that Binder would run the checkout's notebooks with: what `postBuild` makes, in a home of its own."""
    home, path = folder / "home", f"{folder / 'bin'}:{os.environ['PATH']}"
    _environment(folder)
    home.mkdir()
    environment = os.environ | {"HOME": str(home), "PATH": path}
    _do(["bash", "binder/postBuild"], cwd=checkout, env=environment)
    return home / ".book" / "bin" / "python"


def run(file: Path, python: Path, folder: Path) -> list[str]:
    """What each code cell printed; raises where one fails. The notebook lies alone in `folder`."""
    spec = folder / "share" / "kernels" / "python3" / "kernel.json"
    spec.parent.mkdir(parents=True)
    told = {"argv": [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"], "display_name": "Python 3"}
    spec.write_text(json.dumps(told | {"language": "python", "env": {"PYTHONNOUSERSITE": "1"}}))
    shutil.copy(file, folder / "page.ipynb")
    command = [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", str(folder / "page.ipynb")]
    command += ["--output", str(folder / "run.ipynb")]
    environment = os.environ | {"JUPYTER_PATH": str(folder / "share")}
    try:
        _do(command, env=environment, timeout=200)
    except subprocess.TimeoutExpired:
        # Once in thousands of runs a kernel left its first request lying, for which nbconvert waits for ever.
        _do(command, env=environment)
    return stored(folder / "run.ipynb")


def stored(file: Path) -> list[str]:
    """What the notebook itself shows for each code cell but the one that installs."""
    notebook = nbformat.read(file, as_version=4)  # type: ignore[no-untyped-call]
    cells = (cell for cell in notebook.cells if cell.cell_type == "code" and not cell.source.startswith("%pip"))
    return [_printed(cell) for cell in cells]


def _printed(cell: Any) -> str:
    texts = [output.text for output in cell.outputs if output.get("name") == "stdout"]
    texts += [output.data.get("text/plain", "") for output in cell.outputs if "data" in output]
    return "".join(texts)


def _environment(folder: Path) -> Path:
    _do([sys.executable, "-m", "venv", str(folder)])
    return folder / "bin" / "python"


def _do(command: Sequence[str], timeout: int = 500, **where: Any) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False, **where)
    assert done.returncode == 0, done.stdout + done.stderr
