"""A notebook in; what its cells printed in a fresh environment, run from top to bottom, out.

The packages that a service brings are those of the pinned set; what the install cell names comes by that cell.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from traitlets.config import Config

from conftest import REPOSITORY
from tabbook import config, kernels

SETTINGS = config.read(REPOSITORY)
ALONE = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {"PIP_NO_COMPILE": "1"}
"""Without what these tests find by PYTHONPATH. Python compiles what a page imports, and pip needs not compile all."""
if "PIP_FIND_LINKS" in ALONE:
    ALONE.setdefault("UV_FIND_LINKS", ALONE["PIP_FIND_LINKS"])
COMPILING = {"JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0", "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1"}
"""XLA keeps all that it compiles in an environment for the next notebook there: half of what one of JAX takes."""
INSTALLING = 1800
"""Seconds that an installation may take."""


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


def pinned(folder: Path, framework: str) -> Path:
    """The Python of a fresh environment with the framework's pinned packages."""
    return _installed(folder, kernels.pins(SETTINGS, framework))


def without(folder: Path, framework: str, lines: Sequence[str]) -> Path:
    """The Python of a fresh environment with the pinned packages, but for those that the install cell names."""
    named = {re.split(r"[=<>]", word)[0] for line in lines for word in line.split()} | {"d2lbook"}
    pins = kernels.pins(SETTINGS, framework)
    return _installed(folder, {name: version for name, version in pins.items() if name not in named})


def by_binder(folder: Path, checkout: Path) -> Path:
    """The Python that Binder would run the checkout's notebooks with: what `postBuild` makes, in a home of its own."""
    home, path = folder / "home", f"{folder / 'bin'}:{os.environ['PATH']}"
    _environment(folder)
    home.mkdir()
    environment = ALONE | {"HOME": str(home), "PATH": path}
    _do(["bash", "binder/postBuild"], INSTALLING, cwd=checkout, env=environment)
    return home / ".book" / "bin" / "python"


def run(file: Path, python: Path, folder: Path, seconds: int = 200) -> list[str]:
    """What each code cell printed, none of which may take longer; raises where one fails.

    The notebook lies alone in `folder`.
    """
    name = nbformat.read(file, as_version=4).metadata.kernelspec.name  # type: ignore[no-untyped-call]
    spec = folder / "kernels" / name / "kernel.json"
    spec.parent.mkdir(parents=True)
    told = {"argv": [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"], "display_name": "Fresh"}
    compiled = {"JAX_COMPILATION_CACHE_DIR": str(python.parents[1] / "compiled")} | COMPILING
    spec.write_text(json.dumps(told | {"language": "python", "env": {"PYTHONNOUSERSITE": "1"} | compiled}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(folder))
        return _run(file, folder / "notebooks", seconds)


def _run(file: Path, folder: Path, seconds: int) -> list[str]:
    page: Any = nbformat.read(file, as_version=4)  # type: ignore[no-untyped-call]
    folder.mkdir()
    lies = {"metadata": {"path": str(folder)}}
    with_client = Config(AsyncKernelManager={"client_class": "tabbook.execute.channels.HearingClient"})
    client = NotebookClient(page, resources=lies, startup_timeout=seconds, timeout=seconds, config=with_client)
    return shown(client.execute(env=ALONE))


def stored(file: Path) -> list[str]:
    """What the notebook itself shows for each code cell but the one that installs."""
    return shown(nbformat.read(file, as_version=4))  # type: ignore[no-untyped-call]


def shown(notebook: Any) -> list[str]:
    """What an open one shows for them."""
    return [_printed(cell) for cell in notebook.cells if cell.cell_type == "code" and not _installs(cell)]


def _installs(cell: Any) -> bool:
    return bool(cell.source.startswith("%pip"))


def _printed(cell: Any) -> str:
    texts = [output.text for output in cell.outputs if output.get("name") == "stdout"]
    texts += [output.data.get("text/plain", "") for output in cell.outputs if "data" in output]
    return "".join(texts)


def _installed(folder: Path, pins: Mapping[str, str]) -> Path:
    python, kept = _environment(folder), folder / "pins.txt"
    kept.write_text("".join(f"{name}=={version}\n" for name, version in pins.items()))
    uv = [str(Path(sys.executable).with_name("uv")), "pip", "install", "--quiet", "--no-deps", "--python", str(python)]
    _do([*uv, "--config-file", str(REPOSITORY / "kernels" / "uv.toml"), "-r", str(kept)], env=ALONE)
    return python


def _environment(folder: Path) -> Path:
    _do([sys.executable, "-m", "venv", str(folder)])
    return folder / "bin" / "python"


def _do(command: Sequence[str], timeout: int = 900, **where: Any) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False, **where)
    assert done.returncode == 0, done.stdout + done.stderr
