"""The commands `tabbook store`: what is kept of the runs."""

from __future__ import annotations

from typing import Annotated

import typer

from tabbook import config, store
from tabbook.cli.told import HERE, Book, tell

app = typer.Typer(help="What is kept of the runs: list it, verify it, prune it.", no_args_is_help=True)


@app.command("list")
def store_list_command(book: Book = HERE) -> None:
    """Print each stored run: its seconds, its size, its age, its page, framework and languages."""
    entries = store.read_entries(config.read(book))
    for entry in entries:
        print(entry)
    print(f"{_entries(len(entries))}, {sum(entry.size for entry in entries) / 1e6:.1f} MB")


@app.command("verify")
def store_verify_command(book: Book = HERE) -> None:
    """Compare each stored run with its checksum; a damaged one is dropped, told, and makes the exit code 1."""
    right, problems = store.verify(config.read(book))
    print(f"{_entries(right + len(problems))}, {len(problems)} damaged")
    raise typer.Exit(tell(problems))


@app.command("prune")
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
    from tabbook import build

    settings = config.read(book)
    used, problems = build.used_names(settings)
    code = tell(problems)
    if not code:
        gone = store.prune(settings, used, days, print, dry_run=dry_run)
        deed = "would be removed" if dry_run else "removed"
        print(f"{_entries(len(gone))} {deed}, {sum(entry.size for entry in gone) / 1e6:.1f} MB")
    raise typer.Exit(code)


def _entries(number: int) -> str:
    return f"{number} entry" if number == 1 else f"{number} entries"
