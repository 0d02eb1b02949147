"""Arguments in, an exit code out: calls the build, prints what it found."""

from __future__ import annotations

import http.server
import os
import shutil
import signal
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tabbook import __version__, config, kernels
from tabbook.errors import BookError, Problem

app = typer.Typer(
    help="Textbooks whose code runs: one Markdown source, every framework, every language.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
Book = Annotated[Path, typer.Option("--book", "-C", help="Folder of the book: the one with config.ini.")]
Languages = Annotated[
    list[str] | None, typer.Option("--language", help="Run cells of this language only; may be repeated.")
]
Frameworks = Annotated[
    list[str] | None, typer.Option("--framework", help="Run cells of this framework only; may be repeated.")
]
HERE = Path(".")


def main() -> None:
    """The command `tabbook`; a fault ends in a message and exit code 1, an interruption in 130."""
    # An end asked for is an interruption: kernels and their folders are cleared away.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        app()
    except BookError as error:
        _tell(error.problems)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        # A full disk, a folder that may not be written: what was there before is whole.
        named = f" {error.filename}" if error.filename else ""
        print(f"tabbook: cannot go on:{named}: {error.strerror or error}; mend that and run again", file=sys.stderr)
        sys.exit(1)


def _tell(problems: Sequence[Problem]) -> int:
    """Print `problems`, a count last, and give the exit code."""
    console = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)
    for problem in problems:
        console.print(("" if problem.is_error else "warning: ") + str(problem))
    errors = sum(problem.is_error for problem in problems)
    warnings = len(problems) - errors
    if problems:
        console.print(f"{_count(errors, 'error')}, {_count(warnings, 'warning')}")
    return 1 if errors else 0


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


@app.command("build")
def build_command(
    output: Annotated[str, typer.Argument(help="What to make: all, html or notebooks.")] = "all",
    book: Book = HERE,
    language: Languages = None,
    framework: Frameworks = None,
    page: Annotated[str, typer.Option("--page", help="Run cells of these pages only: a pattern of paths.")] = "*",
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", min=1, help="Pages run at once; all cores if left out.")
    ] = None,
    no_run: Annotated[
        bool, typer.Option("--no-run", help="Run nothing; cells without stored outputs stay bare.")
    ] = False,
) -> None:
    """Run what must be run, then write the notebooks and the site.

    Outputs are kept in build/cache: a cell whose code did not change is not run again, in any language.
    With an error anywhere nothing is published, and the site of the last good build stays as it was.
    """
    from tabbook import build, execute  # Here and not above: the writers take a second to import.

    settings = config.read(book)
    scope = build.Scope(tuple(language or ()), tuple(framework or ()), page, runs=not no_run)
    problems = build.build(settings, output, scope, jobs, execute.progress())
    raise typer.Exit(_tell(problems))


@app.command("check")
def check_command(book: Book = HERE) -> None:
    """Read and number the whole book and tell every fault of its sources; runs no cell and writes no page."""
    from tabbook import build

    problems = build.check(config.read(book))
    if not problems:
        print("no fault found")
    raise typer.Exit(_tell(problems))


@app.command("kernels")
def kernels_command(
    book: Book = HERE,
    framework: Frameworks = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Make the environments anew.")] = False,
) -> None:
    """Make one environment and kernel a framework, from the pinned files in kernels/."""
    settings = config.read(book)
    raise typer.Exit(_tell(kernels.prepare(settings, tuple(framework or settings.frameworks), print, fresh=fresh)))


@app.command("config")
def config_command() -> None:
    """Print every section and key of config.ini with its default and its help."""
    print(config.help_text())


@app.command("serve")
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


@app.command("lab")
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


@app.command("clean")
def clean_command(
    book: Book = HERE,
    everything: Annotated[bool, typer.Option("--all", help="The environments and stored outputs too.")] = False,
) -> None:
    """Remove what was built; the environments and the stored outputs stay."""
    folder = config.read(book).build_folder
    kept = () if everything else ("kernels", "cache")
    for entry in folder.iterdir() if folder.exists() else ():
        if entry.name not in kept:
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()


@app.callback(invoke_without_command=True)
def _version(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        print(f"tabbook {__version__}")
        raise typer.Exit()
