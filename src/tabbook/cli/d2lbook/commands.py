"""The commands of `d2lbook`: arguments in, an exit code out; tabbook does the work."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.exceptions import Exit

from tabbook import config
from tabbook.cli.clearing import DEAR, clear
from tabbook.cli.told import PATH, Commands, tell
from tabbook.errors import BookError, Place, Problem

if TYPE_CHECKING:
    from tabbook.config import Config
    from tabbook.d2lbook import Wish

CHECKS = ("lib", "linkcheck", "outputcheck", "tabcheck")
"""What reads the pages and makes nothing of them in `_build`."""


@click.group(cls=Commands)
def app() -> None:
    """d2lbook's commands, in a folder made for d2lbook: its config.ini, pages where they are, output in _build.

    tabbook does the work. docs/from-d2lbook.md says what became of each key and command.
    """


@app.command
@click.argument(
    "outputs",
    nargs=-1,
    required=True,
    help="eval, ipynb, merge, html, pdf, pkg, colab, sagemaker, slides, lib; all for eval, html, pdf and pkg;"
    " linkcheck, outputcheck, tabcheck.",
)
@click.option("--tab", default="", help="A tab of config.ini, or all; the first one if left out.")
@click.option("--jobs", "-j", type=click.IntRange(min=1), help="Pages run at once.")
@click.option("--outside", is_flag=True, help="With linkcheck: ask the addresses of other hosts too.")
def build_command(outputs: tuple[str, ...], tab: str, jobs: int | None, outside: bool) -> None:
    """Make what is named, and run the cells that it needs: those of one tab, or of all.

    Cells run where this command does, or in environments of their own where kernels/TAB.txt pins packages. What was
    run before and did not change is not run again. The site always has all tabs.
    """
    from tabbook import d2lbook  # Here and not above: most of tabbook is imported with it.

    names = [name for output in outputs for name in (d2lbook.EACH if output == "all" else (output,))]
    _require_known(names, d2lbook.OUTPUTS)
    settings, problems = d2lbook.read(Path())
    for is_made, group in groupby(dict.fromkeys(names), lambda name: name in d2lbook.OUTPUTS):
        found = _make(settings, tuple(group), d2lbook.Wish(tab.lower(), jobs)) if is_made else ()
        for name in () if is_made else group:
            found = (*found, *_check(settings, name, outside))
        problems = tuple(dict.fromkeys((*problems, *found)))
        if any(problem.is_error for problem in found):
            break
    raise Exit(tell(problems))


def _require_known(names: Sequence[str], outputs: Collection[str]) -> None:
    """Raises `BookError` where one of `names` is nothing that can be made."""
    if "rst" in names:
        raise _problem("M05", "no reStructuredText stands between page and output", "build html, pdf or ipynb")
    if unknown := [name for name in names if name not in (*outputs, *CHECKS)]:
        known = ", ".join((*outputs, *CHECKS, "all"))
        raise _problem("M06", f"there is no output `{unknown[0]}`", f"known: {known}")


def _make(settings: Config, names: Sequence[str], wish: Wish) -> tuple[Problem, ...]:
    from tabbook import d2lbook, execute

    return d2lbook.make(settings, names, wish, execute.progress())


def _check(settings: Config, name: str, outside: bool) -> tuple[Problem, ...]:
    from tabbook import d2lbook

    checks: dict[str, Callable[[], tuple[Problem, ...]]] = {
        "lib": lambda: _write_library(settings),
        "linkcheck": lambda: d2lbook.check_links(settings, outside),
        "outputcheck": lambda: d2lbook.check_outputs(settings),
        "tabcheck": lambda: d2lbook.check_tabs(settings),
    }
    found = checks[name]()
    if not found and name != "lib":
        print(f"{name}: nothing found")
    return found


def _write_library(settings: Config) -> tuple[Problem, ...]:
    from tabbook import d2lbook

    files, found = d2lbook.make_library(settings)
    for file in files:
        print(f"wrote {file.relative_to(settings.root).as_posix()}")
    return found


@app.command
@click.option("--all", "everything", is_flag=True, help="Environments and stored outputs too: all cells run again.")
def clear_command(everything: bool) -> None:
    """Remove what was built; environments and the outputs of runs stay."""
    ours = config.read_as_d2lbook(Path())[0].build_folder
    clear(ours.parent, () if everything else (ours.name,))
    clear(ours, () if everything else DEAR)


@app.command
@click.argument("tab", help="A tab of config.ini; default for the first one, all for every one.")
@click.argument("files", type=PATH, nargs=-1, required=True, help="Pages to change.")
def activate_command(tab: str, files: tuple[Path, ...]) -> None:
    """Switch the cells of a tab on, and those of others off, in the files themselves.

    A cell that is off is a listing with its marker, for editors that know no tabs. Switch on all before a commit.
    """
    from tabbook import d2lbook

    settings, _ = config.read_as_d2lbook(Path())
    changed = list(d2lbook.activate(settings, tab.lower(), files))
    for file in changed:
        print(f"changed {file}")
    if not changed:
        print("nothing to change")


@app.command
@click.argument("files", nargs=-1, expose_value=False, help="Not used: slides are made of the whole book.")
@click.option("--tab", default="", help="A tab of config.ini, or all.")
@click.pass_context
def slides_command(context: click.Context, tab: str) -> None:
    """Make the slides of the book: the same as build slides."""
    context.invoke(build_command, outputs=("slides",), tab=tab)


@app.command
@click.argument("files", nargs=-1, expose_value=False, help="Not used.")
@click.option("--commit", default="latest", show_default=True, expose_value=False, help="Not used.")
def translate_command() -> None:
    """Tell how translations are made now: no service is asked."""
    cure = "join the folders with `tabbook adopt`, then `tabbook translate start LANGUAGE PAGE` begins a page"
    raise _problem("M05", "this would ask a translation service with an account of yours", cure)


@app.command
@click.argument("outputs", nargs=-1, required=True, help="html, pdf, pkg, colab, sagemaker, slides or all.")
@click.option("--s3", default="", help="The bucket that html would go to.")
def deploy_command(outputs: tuple[str, ...], s3: str) -> None:
    """Tell how to put what was built where it is read: nothing is sent from here."""
    settings, _ = config.read_as_d2lbook(Path())
    built = settings.build_folder.parent.relative_to(settings.root.resolve())
    folder = settings.build.html_dir or f"{built}/html"
    bucket, repository = s3 or settings.deploy.s3_bucket, settings.deploy.github_repo
    if bucket:
        cure = f"`aws s3 sync {folder} {bucket} --delete` does it, with your account"
    elif repository:
        cure = f"copy what lies in {folder} into a clone of {repository}, commit and push"
    else:
        cure = f"copy the folder {folder} to any host of files: it needs nothing but itself"
    raise _problem("M05", f"{', '.join(outputs)}: this needs an account elsewhere, and is not sent from here", cure)


def _problem(code: str, what: str, cure: str) -> BookError:
    return BookError([Problem(code, Place(config.FILE, 1), what, cure)])
