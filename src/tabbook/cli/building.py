"""The commands that build a book, or tell what a build would do."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.exceptions import Exit

from tabbook import config, timeline, unchanged
from tabbook.cli.carrying import changes_command
from tabbook.cli.told import (
    PATH,
    book_option,
    count,
    framework_argument,
    framework_option,
    jobs_option,
    language_option,
    page_argument,
    require_names,
    store_option,
    store_write_option,
    strict_option,
    tell,
    with_store,
    with_strict,
)

if TYPE_CHECKING:
    from tabbook import build
    from tabbook.errors import Problem


@click.command
@click.argument(
    "output",
    default="all",
    help="What to make: all, html, pdf, epub, slides, notebooks, package, colab or sagemaker.",
)
@book_option
@language_option
@framework_option
@click.option("--page", default="*", show_default=True, help="Run cells of these pages only: a pattern of paths.")
@jobs_option
@click.option("--cluster", help="Run on the workers of the Dask scheduler at this address.")
@click.option("--no-run", is_flag=True, help="Run nothing; cells without stored outputs stay bare.")
@click.option("--dry-run", is_flag=True, help="Only tell which pages would run, and why; write nothing.")
@click.option(
    "--engine",
    default="typst",
    show_default=True,
    help="With pdf: typst, or latex for the LaTeX files that publishers ask for.",
)
@store_option
@store_write_option
@strict_option
@click.option("--profile", type=PATH, help="Write what took how long here; ui.perfetto.dev opens it.")
@click.option("--into", type=PATH, help="With colab or sagemaker: what would change in this checkout.")
@click.option("--write", is_flag=True, help="With --into: change it; nothing is committed.")
def build_command(
    output: str,
    book: Path,
    language: tuple[str, ...],
    framework: tuple[str, ...],
    page: str,
    jobs: int | None,
    cluster: str | None,
    no_run: bool,
    dry_run: bool,
    engine: str,
    store_address: str | None,
    store_write: bool,
    strict: bool,
    profile: Path | None,
    into: Path | None,
    write: bool,
) -> None:
    """Run what must be run, then write the notebooks, the PDFs, the slides, the EPUBs, the packages and the site.

    Outputs are kept in build/cache: a cell whose code did not change is not run again, in any language.
    What is not there is looked for in the shared store, which only --store-write changes.
    With an error anywhere nothing is published, and the site of the last good build stays as it was.
    Only what breaks a page is one, unless --strict is given; docs/problems.md lists them.
    """
    if (into and output not in ("colab", "sagemaker")) or (write and not into):
        raise click.BadParameter("--into goes with colab or sagemaker, --write with --into")
    settings = with_strict(with_store(config.read(book), store_address, store_write), strict)
    require_names(settings, language, framework)
    seen = unchanged.look(settings, (output, language, framework, page, no_run))
    is_plain = not (dry_run or store_write or into or profile)
    last = unchanged.recall(settings, seen) if is_plain else None
    if last and (not last.edited or (output == "html" and _build_edited(settings, last))):
        print(f"ran 0 cells in 0 programs: {_edited(last)}")
        if last.edited:
            _note(settings, seen, last.problems)
        raise Exit(tell(last.problems))
    _look_for_circles_seldom()
    from tabbook import build, execute  # Here and not above: most of tabbook is imported with them.

    scope = build.Scope(language, framework, page, runs=not no_run)
    if dry_run:
        raise Exit(_explain(settings, scope))
    if engine not in ("typst", "latex") or (engine == "latex" and output != "pdf"):
        raise click.BadParameter("`--engine` is typst, or latex with `tabbook build pdf`")
    output = "latex" if engine == "latex" else output
    told = execute.progress()
    if profile:
        timeline.begin()
    problems = build.build(settings, output, scope, jobs, told, cluster=cluster, writes_shared=store_write)
    if profile:
        timeline.write(profile)
    if not any(problem.is_error or problem.code in build.PASSING for problem in problems):
        _note(settings, seen, problems)
    code = tell(problems)
    if into and not code:
        changes_command(settings, into, output, scope.frameworks, write)
    raise Exit(code)


def _build_edited(settings: config.Config, last: unchanged.Last) -> bool:
    """Publish the site anew where only the prose of a few pages has changed; whether that was all."""
    _look_for_circles_seldom()
    # Threads of ours work with many little files: after each of them the usual turn of another is ten times as long.
    sys.setswitchinterval(0.0005)
    from tabbook import pandoc

    try:
        pandoc.begin()  # It is ready when the rest of us is.
        from tabbook import edits

        return edits.build(last.edited, last.problems, settings)
    except OSError:  # A whole build says what cannot be read or written.
        return False


def _note(settings: config.Config, seen: unchanged.Seen, problems: Sequence[Problem]) -> None:
    """Keep what the next build compares itself with, while no other one writes."""
    from tabbook import edits, lock

    with lock.held(edits.lock_of(settings), lambda _: None):
        unchanged.note(settings, seen, problems)


def _edited(last: unchanged.Last) -> str:
    files = sorted(last.edited)
    return f"only the text of {', '.join(files)} has changed" if files else "nothing has changed"


def _look_for_circles_seldom() -> None:
    """What is imported and what a build holds is large and has next to no circles of references: of millions of objects
    five hundred stand in one. To look for them takes a sixth of its time, and in forks copies what they share."""
    gc.set_threshold(2_000_000, 50, 100)


@click.command
@page_argument
@framework_argument
@book_option
@click.option("--language", multiple=True, help="In this language only; may be repeated.")
def why_command(page: str, framework: str, book: Path, language: tuple[str, ...]) -> None:
    """Tell why the next build would run a page: the first thing that changed since its stored outputs were made."""
    from tabbook import build

    settings = config.read(book)
    require_names(settings, language, (framework,))
    raise Exit(_explain(settings, build.Scope(language, (framework,), page)))


@click.command
@book_option
@click.option("--outputs", is_flag=True, help="Run the cells again instead, and compare with what they showed.")
@click.option("--language", multiple=True, help="With --outputs: this language only.")
@click.option("--framework", multiple=True, help="With --outputs: this framework only.")
@click.option("--page", default="*", show_default=True, help="With --outputs: a pattern of paths.")
@click.option("--jobs", "-j", type=click.IntRange(min=1), help="With --outputs: pages run at once.")
@strict_option
def check_command(
    book: Path,
    outputs: bool,
    language: tuple[str, ...],
    framework: tuple[str, ...],
    page: str,
    jobs: int | None,
    strict: bool,
) -> None:
    """Read and number the whole book and tell every fault of its sources; runs no cell and writes no page.

    With --outputs, as after a change of versions: run every page, stored or not, and tell what a cell shows and did
    not show when its page was last built. Old and new also stand beside each other in build/check/outputs.html.
    """
    from tabbook import build

    settings = with_strict(config.read(book), strict)
    require_names(settings, language, framework)
    if outputs:
        raise Exit(_check_outputs(settings, build.Scope(language, framework, page), jobs))
    if language or framework or jobs or page != "*":
        raise click.BadParameter("the sources are checked as a whole; these options go with --outputs")
    problems = build.check(settings)
    if not problems:
        print("no fault found")
    raise Exit(tell(problems))


def _check_outputs(settings: config.Config, scope: build.Scope, jobs: int | None) -> int:
    """Print what was compared, then each difference; gives the exit code."""
    from tabbook import build, execute

    checked, problems = build.check_outputs(settings, scope, jobs, execute.progress())
    for program in checked.unknown:
        print(f"nothing to compare with: {program.path} · {program.framework} · {program.language}")
    if checked.changed_cells:
        print(f"not compared, for their code has changed: {count(checked.changed_cells, 'cell')}")
    found = count(checked.differences, "difference") if checked.differences else "no difference"
    print(f"{count(checked.compared, 'program')} compared, {found}")
    return tell(problems)


def _explain(settings: config.Config, scope: build.Scope) -> int:
    """Print each page that would run, and why; gives the exit code."""
    from tabbook import build

    causes, problems = build.explain(settings, scope)
    for program, cause in causes:
        print(f"{program.path} · {program.framework} · {program.language}: {cause}")
    deferred = sum(problem.code == "X10" for problem in problems)
    after = f", {count(deferred, 'page')} deferred for want of GPUs" if deferred else ""
    print(f"{count(len(causes), 'page')} would run{after}" if causes else f"nothing would run{after}")
    return tell(problems)
