"""Arguments in, an exit code out: calls the build, prints what it found."""

from __future__ import annotations

import shutil
import signal
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from tabbook import __version__, config
from tabbook.cli import building, keeping, serving, translating
from tabbook.cli.lazily import lazily
from tabbook.cli.told import HERE, Book, Frameworks, tell
from tabbook.errors import BookError

if TYPE_CHECKING:
    from tabbook import kernels
else:
    kernels = lazily("kernels")

app = typer.Typer(
    help="Textbooks whose code runs: one Markdown source, every framework, every language.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """The command `tabbook`; a fault ends in a message and exit code 1, an interruption in 130."""
    # An end asked for leaves at once, as a second interruption does: kernels and their folders are cleared away.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))
    try:
        app()
    except BookError as error:
        tell(error.problems)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        # A full disk, a folder that may not be written: what was there before is whole.
        named = f"{error.filename}: " if error.filename else ""
        print(f"tabbook: cannot go on: {named}{error.strerror or error}; mend that and run again", file=sys.stderr)
        sys.exit(1)


def kernels_command(
    book: Book = HERE,
    framework: Frameworks = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Make the environments anew.")] = False,
) -> None:
    """Make one environment and kernel a framework, from the pinned files in kernels/."""
    settings = config.read(book)
    raise typer.Exit(tell(kernels.prepare(settings, tuple(framework or settings.frameworks), print, fresh=fresh)))


def config_command() -> None:
    """Print every section and key of config.ini with its default and its help."""
    print(config.help_text())


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


COMMANDS: dict[str, Callable[..., None]] = {
    "build": building.build_command,
    "check": building.check_command,
    "why": building.why_command,
    "kernels": kernels_command,
    "config": config_command,
    "serve": serving.serve_command,
    "lab": serving.lab_command,
    "clean": clean_command,
}
for name, command in COMMANDS.items():
    app.command(name)(command)
app.add_typer(keeping.app, name="store")
app.add_typer(translating.app, name="translate")


@app.callback(invoke_without_command=True)
def _version(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        print(f"tabbook {__version__}")
        raise typer.Exit()
