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
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from tabbook import __version__, config, kernels
from tabbook.errors import BookError, Problem

if TYPE_CHECKING:
    from tabbook import build

app = typer.Typer(
    help="Textbooks whose code runs: one Markdown source, every framework, every language.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
store_app = typer.Typer(help="What is kept of the runs: list it, verify it, prune it.", no_args_is_help=True)
app.add_typer(store_app, name="store")
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
    # An end asked for leaves at once, as a second interruption does: kernels and their folders are cleared away.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))
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
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell which pages would run, and why; write nothing.")
    ] = False,
) -> None:
    """Run what must be run, then write the notebooks and the site.

    Outputs are kept in build/cache: a cell whose code did not change is not run again, in any language.
    With an error anywhere nothing is published, and the site of the last good build stays as it was.
    """
    from tabbook import build, execute  # Here and not above: the writers take a second to import.

    settings = config.read(book)
    scope = build.Scope(tuple(language or ()), tuple(framework or ()), page, runs=not no_run)
    if dry_run:
        raise typer.Exit(_explain(settings, scope))
    problems = build.build(settings, output, scope, jobs, execute.progress())
    raise typer.Exit(_tell(problems))


@app.command("why")
def why_command(
    page: Annotated[str, typer.Argument(help="Path of the page below its language's folder, without extension.")],
    framework: Annotated[str, typer.Argument(help="Name of the framework, as in config.ini.")],
    book: Book = HERE,
    language: Annotated[
        list[str] | None, typer.Option("--language", help="In this language only; may be repeated.")
    ] = None,
) -> None:
    """Tell why the next build would run a page: the first thing that changed since its stored outputs were made."""
    from tabbook import build

    raise typer.Exit(_explain(config.read(book), build.Scope(tuple(language or ()), (framework,), page)))


def _explain(settings: config.Config, scope: build.Scope) -> int:
    """Print each page that would run, and why; gives the exit code."""
    from tabbook import build

    causes, problems = build.explain(settings, scope)
    for program, cause in causes:
        print(f"{program.path} · {program.framework} · {program.language}: {cause}")
    print(f"{_count(len(causes), 'page')} would run" if causes else "nothing would run")
    return _tell(problems)


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


@store_app.command("list")
def store_list_command(book: Book = HERE) -> None:
    """Print each stored run: its seconds, its size, its age, its page, framework and languages."""
    from tabbook import execute

    entries = execute.read_entries(config.read(book))
    for entry in entries:
        print(entry)
    print(f"{_entries(len(entries))}, {sum(entry.size for entry in entries) / 1e6:.1f} MB")


@store_app.command("verify")
def store_verify_command(book: Book = HERE) -> None:
    """Compare each stored run with its checksum; a damaged one is dropped, told, and makes the exit code 1."""
    from tabbook import execute

    right, problems = execute.verify(config.read(book))
    print(f"{_entries(right + len(problems))}, {len(problems)} damaged")
    raise typer.Exit(_tell(problems))


@store_app.command("prune")
def store_prune_command(
    book: Book = HERE,
    days: Annotated[
        float, typer.Option("--days", min=0, help="Keep what was stored in the last so many days, used or not.")
    ] = 30,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be removed.")] = False,
) -> None:
    """Remove the stored runs that no page uses as it is now and that are older than 30 days.

    Nothing else ever removes one. Younger ones stay: another branch, or an edit undone, may use them.
    With an error in the sources, or a framework without its environment, nothing is removed.
    """
    from tabbook import build, execute

    settings = config.read(book)
    used, problems = build.used_names(settings)
    code = _tell(problems)
    if not code:
        gone = execute.prune(settings, used, days, print, dry_run=dry_run)
        deed = "would be removed" if dry_run else "removed"
        print(f"{_entries(len(gone))} {deed}, {sum(entry.size for entry in gone) / 1e6:.1f} MB")
    raise typer.Exit(code)


def _entries(number: int) -> str:
    return f"{number} entry" if number == 1 else f"{number} entries"


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
