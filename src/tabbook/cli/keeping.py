"""The commands `tabbook store`: what is kept of the runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.exceptions import Exit

from tabbook import config, lazily
from tabbook.cli.told import (
    Commands,
    book_option,
    count,
    framework_argument,
    page_argument,
    store_option,
    store_write_option,
    tell,
    with_store,
)
from tabbook.errors import BookError, Place, Problem

if TYPE_CHECKING:
    from tabbook import store
else:
    store = lazily.room("store")


@click.group("store", cls=Commands)
def store_commands() -> None:
    """What is kept of the runs: list it, show it, verify it, prune it."""


@store_commands.command
@book_option
@store_option
def list_command(book: Path, store_address: str | None) -> None:
    """Print each stored run: its seconds, its size, its age, its page, framework and languages.

    It says too which of them wrote to stderr, as warnings do.
    """
    entries = _read(config.read(book), store_address)
    for entry in entries:
        print(entry)
    print(_summary(entries))


@store_commands.command
@page_argument
@framework_argument
@book_option
@store_option
def show_command(page: str, framework: str, book: Path, store_address: str | None) -> None:
    """Print the facts of each stored run of a page: when it ran, with which packages, what it wrote to stderr.

    The newest comes first.
    """
    entries = _read(config.read(book), store_address)
    found = [entry for entry in entries if entry.ran and (entry.ran.page, entry.ran.framework) == (page, framework)]
    if not found:
        what = f"there is no stored run of `{page}` in {framework}"
        raise BookError([Problem("A04", Place("config.ini", 1), what, "look for it in `tabbook store list`")])
    for entry in found:
        print("\n".join(store.show(entry)))


@store_commands.command
@book_option
@store_option
@store_write_option
def verify_command(book: Path, store_address: str | None, store_write: bool) -> None:
    """Compare each stored run with its checksum; a damaged one is dropped, told, and makes the exit code 1.

    In a shared store it is dropped only with --store-write.
    """
    settings = with_store(config.read(book), store_address, store_write)
    with _faults_told(settings):
        shared = _open(settings, store_write) if store_address or store_write else None
        right, problems = store.verify(settings, shared)
    print(f"{count(right + len(problems), 'entry')}, {len(problems)} damaged")
    raise Exit(tell(problems))


@store_commands.command
@book_option
@click.option(
    "--days",
    type=click.FloatRange(min=0),
    default=30,
    show_default=True,
    help="Keep what was stored in the last so many days, used or not.",
)
@click.option("--dry-run", is_flag=True, help="Only tell what would be removed.")
def prune_command(book: Path, days: float, dry_run: bool) -> None:
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
        print(f"{count(len(gone), 'entry')} {deed}, {store.size_of(gone) / 1e6:.1f} MB")
    raise Exit(code)


def _read(settings: config.Config, address: str | None) -> list[store.Entry]:
    """The entries of the shared store at `address`, or of the book's own."""
    settings = with_store(settings, address, False)
    with _faults_told(settings):
        return store.read_entries(settings, _open(settings) if address else None)


def _open(settings: config.Config, writes: bool = False) -> store.Shared:
    return store.open_shared(settings.execute.store, settings.root, writes=writes)


@contextmanager
def _faults_told(settings: config.Config) -> Iterator[None]:
    """Turns what is wrong with the shared store into a Problem."""
    try:
        yield
    except store.Unreachable as error:
        what = f"the shared store {store.without_password(settings.execute.store)} cannot be used: {error.what}"
        raise BookError([Problem("X09", Place("config.ini", 1), what, error.cure or "mend that, then ask again")])


def _summary(entries: list[store.Entry]) -> str:
    pictures = {file for entry in entries for file, _ in entry.pictures}
    named = f", {count(len(pictures), 'picture')}" if pictures else ""
    return f"{count(len(entries), 'entry')}{named}, {store.size_of(entries) / 1e6:.1f} MB"
