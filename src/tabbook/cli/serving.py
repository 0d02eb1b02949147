"""The commands that show what was built: the site, the notebooks."""

from __future__ import annotations

import http.server
import os
import shutil
import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from tabbook import config, kernels
from tabbook.cli.told import HERE, Book


def serve_command(
    book: Book = HERE,
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 8000,
) -> None:
    """Serve the built site on 127.0.0.1, until interrupted."""
    folder = config.read(book).build_folder / "website"
    if not (folder / "index.html").exists():
        print(f"there is no site in {folder}; run `make` or `tabbook build` first", file=sys.stderr)
        raise typer.Exit(1)
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        print(f"http://127.0.0.1:{port}/")
        server.serve_forever()


def lab_command(
    book: Book = HERE,
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 8888,
) -> None:
    """Open JupyterLab on the built notebooks, with the frameworks' kernels and no other."""
    settings = config.read(book)
    if not shutil.which("jupyter-lab", path=str(Path(sys.executable).parent)):
        print("JupyterLab is not installed; run `make lab`, or install tabbook[lab]", file=sys.stderr)
        raise typer.Exit(1)
    folder = settings.build_folder / "notebooks"
    folder.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"JUPYTER_PATH": str(kernels.jupyter_path(settings))}
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder}", "--ServerApp.ip=127.0.0.1"]
    command += [f"--ServerApp.port={port}", "--KernelSpecManager.ensure_native_kernel=False"]
    command += ["--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # in a container; it listens on this machine only
        command.append("--ServerApp.allow_root=True")
    os.execve(sys.executable, command, environment)
