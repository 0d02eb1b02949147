"""The commands that build a book, or tell what a build would do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tabbook import config
from tabbook.cli.told import (
    HERE,
    Book,
    Frameworks,
    Languages,
    SharedStore,
    StoreWrite,
    count,
    tell,
    with_store,
)

if TYPE_CHECKING:
    from tabbook import build


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
    store: SharedStore = None,
    store_write: StoreWrite = False,
) -> None:
    """Run what must be run, then write the notebooks and the site.

    Outputs are kept in build/cache: a cell whose code did not change is not run again, in any language.
    What is not there is looked for in the shared store, which only --store-write changes.
    With an error anywhere nothing is published, and the site of the last good build stays as it was.
    """
    from tabbook import build, execute  # Here and not above: the writers take a second to import.

    settings = with_store(config.read(book), store, store_write)
    scope = build.Scope(tuple(language or ()), tuple(framework or ()), page, runs=not no_run)
    if dry_run:
        raise typer.Exit(_explain(settings, scope))
    problems = build.build(settings, output, scope, jobs, execute.progress(), writes_shared=store_write)
    raise typer.Exit(tell(problems))


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


def check_command(book: Book = HERE) -> None:
    """Read and number the whole book and tell every fault of its sources; runs no cell and writes no page."""
    from tabbook import build

    problems = build.check(config.read(book))
    if not problems:
        print("no fault found")
    raise typer.Exit(tell(problems))


def _explain(settings: config.Config, scope: build.Scope) -> int:
    """Print each page that would run, and why; gives the exit code."""
    from tabbook import build

    causes, problems = build.explain(settings, scope)
    for program, cause in causes:
        print(f"{program.path} · {program.framework} · {program.language}: {cause}")
    print(f"{count(len(causes), 'page')} would run" if causes else "nothing would run")
    return tell(problems)
