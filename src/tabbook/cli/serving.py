"""The commands that show the book: the site as it is written, the notebooks as they were built."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tabbook import config, lazily
from tabbook.cli.told import HERE, Book, tell

if TYPE_CHECKING:
    from tabbook import kernels
else:
    kernels = lazily.room("kernels")


def serve_command(
    book: Book = HERE,
    port: Annotated[
        int, typer.Option(min=1, max=65535, help="Port on 127.0.0.1; where it is in use, the next free one.")
    ] = 8000,
    opens: Annotated[bool, typer.Option("--open", help="Open the site in the browser.")] = False,
    runs: Annotated[bool, typer.Option("--run", help="Run changed cells at each save, without being asked.")] = False,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", min=1, help="Pages run at once; all cores if left out.")
    ] = None,
    translate: Annotated[
        str, typer.Option(metavar="LANGUAGE", help="A translator's desk too: this translation beside its source.")
    ] = "",
    editor: Annotated[
        str,
        typer.Option(
            envvar="TABBOOK_EDITOR",
            metavar="ADDRESS",
            help="What the desk opens a line with, such as vscode://file{path}:{line}.",
        ),
    ] = "",
) -> None:
    """Show the site while you write: built at each save, and shown where you read, on 127.0.0.1 until interrupted.

    Nothing is written but caches, and no cell runs unless you ask for it: on the page, or with --run.
    """
    from tabbook import preview  # Here and not above: a server takes time to import.

    config.read(book)
    preview.serve(
        book, preview.Wishes(port, opens, runs, jobs, translate, editor), lambda line: print(line, flush=True), tell
    )


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
    from tabbook.preview.lab import options

    environment = os.environ | {"JUPYTER_PATH": str(kernels.jupyter_path(settings))}
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.port={port}", *options(settings)]
    os.execve(sys.executable, command, environment)
