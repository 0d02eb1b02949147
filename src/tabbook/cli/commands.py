"""The commands of `tabbook`: arguments in, an exit code out; each calls a room and prints what it found."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.exceptions import Exit

from tabbook import __version__, config, lazily
from tabbook.cli import adopting, building, keeping, serving, translating
from tabbook.cli.clearing import DEAR, clear
from tabbook.cli.told import Commands, book_option, require_names, tell

if TYPE_CHECKING:
    from tabbook import kernels
else:
    kernels = lazily.room("kernels")


@click.group(cls=Commands)
@click.version_option(__version__, message="%(prog)s %(version)s", help="Print the version.")
def app() -> None:
    """Textbooks whose code runs: one Markdown source, every framework, every language."""


@click.command
@book_option
@click.option("--framework", multiple=True, help="The environment of this framework only; may be repeated.")
@click.option("--fresh", is_flag=True, help="Make the environments anew.")
def kernels_command(book: Path, framework: tuple[str, ...], fresh: bool) -> None:
    """Make one environment and kernel a framework, from the pinned files in kernels/."""
    settings = config.read(book)
    require_names(settings, (), framework)
    raise Exit(tell(kernels.prepare(settings, framework or settings.frameworks, print, fresh=fresh)))


@click.command
def config_command() -> None:
    """Print every section and key of config.ini with its default and its help."""
    print(config.help_text())


@click.command
@book_option
@click.option("--all", "everything", is_flag=True, help="The environments and stored outputs too.")
def clean_command(book: Path, everything: bool) -> None:
    """Remove what was built; the environments and the stored outputs stay."""
    clear(config.read(book).build_folder, () if everything else DEAR)


COMMANDS = (
    building.build_command,
    building.check_command,
    building.why_command,
    adopting.adopt_command,
    kernels_command,
    config_command,
    serving.serve_command,
    serving.lab_command,
    clean_command,
    keeping.store_commands,
    translating.translate_commands,
)
for command in COMMANDS:
    app.add_command(command)
