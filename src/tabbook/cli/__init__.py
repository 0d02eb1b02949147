"""Arguments in, an exit code out: calls the build, prints what it found."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from tabbook import __version__, config, lazily
from tabbook.cli import adopting, building, keeping, serving, translating
from tabbook.cli.started import start
from tabbook.cli.told import HERE, Book, Frameworks, tell

if TYPE_CHECKING:
    from tabbook import kernels
else:
    kernels = lazily.room("kernels")

app = typer.Typer(
    help="Textbooks whose code runs: one Markdown source, every framework, every language.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """The command `tabbook`."""
    start(app, "tabbook")


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
    "adopt": adopting.adopt_command,
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
