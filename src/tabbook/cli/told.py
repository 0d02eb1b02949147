"""Problems and counts in; lines for a person, and the exit code, out. Also what commands share of the command line."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from tabbook.config import Config
from tabbook.errors import BookError, Place, Problem

PATH = click.Path(path_type=Path)
page_argument = click.argument("page", help="Path of the page below its language's folder, without extension.")
framework_argument = click.argument("framework", help="Name of the framework, as in config.ini.")
book_option = click.option(
    "--book", "-C", type=PATH, default=".", show_default=True, help="Folder of the book: the one with config.ini."
)
language_option = click.option("--language", multiple=True, help="Run cells of this language only; may be repeated.")
framework_option = click.option("--framework", multiple=True, help="Run cells of this framework only; may be repeated.")
jobs_option = click.option("--jobs", "-j", type=click.IntRange(min=1), help="Pages run at once; all cores if left out.")
store_option = click.option(
    "--store", "store_address", metavar="URL", help="A store shared with others: a folder, or an address."
)
store_write_option = click.option("--store-write", is_flag=True, help="The shared store may be written to.")
strict_option = click.option(
    "--strict", is_flag=True, help="Every Problem is an error; without it only what breaks a page is."
)


class Commands(click.Group):
    """A group that lists its commands as they were added, not by their names, and what they do as a whole sentence."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, each.get_short_help_str(limit=200)) for name, each in self.commands.items()])


def with_strict(settings: Config, is_strict: bool) -> Config:
    """The settings with every Problem an error where `--strict` was given."""
    return replace(settings, build=replace(settings.build, warning_is_error=True)) if is_strict else settings


def with_store(settings: Config, address: str | None, writes: bool) -> Config:
    """The settings with the shared store of the command line, whose paths begin where the command is typed.

    Raises `BookError` where a store is to be written to and none is named.
    """
    if address:
        settings = replace(settings, execute=replace(settings.execute, store=_absolute(address)))
    if writes and not settings.execute.store:
        what = "`--store-write` was asked for, but no shared store is named"
        cure = "add `--store URL`, or `store` in [execute] of config.ini"
        raise BookError([Problem("X09", Place("config.ini", 1), what, cure)])
    return settings


def require_names(settings: Config, languages: Sequence[str], frameworks: Sequence[str]) -> None:
    """Raise `BookError` where `--language` or `--framework` names none of the book's: quietly nothing would be done."""
    asked = (("language", languages, settings.all_languages), ("framework", frameworks, settings.frameworks))
    if unknown := [_unknown(kind, name, known) for kind, names, known in asked for name in names if name not in known]:
        raise BookError(unknown)


def _unknown(kind: str, name: str, known: Sequence[str]) -> Problem:
    near = difflib.get_close_matches(name[:40], known, n=1)
    cure = f"did you mean `{near[0]}`?" if near else f"the book's {kind}s are {', '.join(known) or 'none'}"
    return Problem("A02", Place("config.ini", 1), f"there is no {kind} `{name[:40]}`", cure)


def _absolute(address: str) -> str:
    """An address as it is; a path from the current folder as one from the root."""
    return address if "://" in address else str(Path(address).expanduser().absolute())


def tell(problems: Sequence[Problem]) -> int:
    """Print `problems`, a count last, and give the exit code."""
    if not problems:
        return 0
    from rich.console import Console  # Here and not above: a build that finds nothing wrong needs none.

    # No emoji: `:label:` is one to rich.
    console = Console(stderr=True, soft_wrap=True, highlight=False, markup=False, emoji=False)
    for problem in problems:
        console.print(("" if problem.is_error else "warning: ") + str(problem))
    errors = sum(problem.is_error for problem in problems)
    warnings = len(problems) - errors
    console.print(f"{count(errors, 'error')}, {count(warnings, 'warning')}")
    return 1 if errors else 0


def count(number: int, noun: str) -> str:
    """A number and its noun, which may end in a y."""
    if number == 1:
        return f"1 {noun}"
    return f"{number} {noun[:-1]}ies" if noun.endswith("y") else f"{number} {noun}s"
