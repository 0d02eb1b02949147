"""The commands that show the book: the site as it is written, the notebooks as they were built."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.exceptions import Exit

from tabbook import config, lazily
from tabbook.cli.told import book_option, jobs_option, tell

if TYPE_CHECKING:
    from tabbook import kernels
else:
    kernels = lazily.room("kernels")


@click.command
@book_option
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="Port on 127.0.0.1; where it is in use, the next free one.",
)
@click.option("--open", "opens", is_flag=True, help="Open the site in the browser.")
@click.option("--run", "runs", is_flag=True, help="Run changed cells at each save, without being asked.")
@jobs_option
@click.option(
    "--translate",
    default="",
    metavar="LANGUAGE",
    help="A translator's desk too: this translation beside its source.",
)
@click.option(
    "--editor",
    default="",
    envvar="TABBOOK_EDITOR",
    metavar="ADDRESS",
    help="What the desk opens a line with, such as vscode://file{path}:{line}.",
)
def serve_command(
    book: Path, port: int, opens: bool, runs: bool, jobs: int | None, translate: str, editor: str
) -> None:
    """Show the site while you write: built at each save, and shown where you read, on 127.0.0.1 until interrupted.

    Nothing is written but caches, and no cell runs unless you ask for it: on the page, or with --run.
    """
    from tabbook import preview  # Here and not above: a server takes time to import.

    config.read(book)
    preview.serve(
        book, preview.Wishes(port, opens, runs, jobs, translate, editor), lambda line: print(line, flush=True), tell
    )


@click.command
@book_option
@click.option("--port", default=8888, show_default=True, help="Port on 127.0.0.1.")
def lab_command(book: Path, port: int) -> None:
    """Open JupyterLab on the built notebooks, with the frameworks' kernels and no other."""
    settings = config.read(book)
    if not shutil.which("jupyter-lab", path=str(Path(sys.executable).parent)):
        print("JupyterLab is not installed; run `make lab`, or install tabbook[lab]", file=sys.stderr)
        raise Exit(1)
    folder = settings.build_folder / "notebooks"
    folder.mkdir(parents=True, exist_ok=True)
    from tabbook.preview.lab import options

    environment = os.environ | {"JUPYTER_PATH": str(kernels.jupyter_path(settings))}
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.port={port}", *options(settings)]
    os.execve(sys.executable, command, environment)
