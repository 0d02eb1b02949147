"""The commands `tabbook translate`: what is translated, what is wrong, what to do next; and doing it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.exceptions import Exit

from tabbook import config, lazily
from tabbook.cli.told import Commands, book_option, count, page_argument, tell
from tabbook.errors import BookError, Place, Problem

if TYPE_CHECKING:
    from tabbook import translation
    from tabbook.cli import translated
else:
    translation, translated = lazily.room("translation"), lazily.room("cli.translated")

language_argument = click.argument("language", help="A language of config.ini, such as ja.")
files_argument = click.argument("files", nargs=-1, help="Translated files, or paths such as ja/intro; all if left out.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print it for a program to read.")


@click.group("translate", cls=Commands)
def translate_commands() -> None:
    """Translations: what is behind, what is wrong, what to do next."""


@translate_commands.command
@click.argument("language", required=False, help="A language of config.ini; all if left out.")
@click.argument("page", required=False, help="A page, to see what changed block by block.")
@book_option
@json_option
def status_command(language: str | None, page: str | None, book: Path, as_json: bool) -> None:
    """Tell how far each page is: fresh, so many paragraphs behind, or not translated.

    Pages that are soon done come first. Of one page, the old and the new English stand side by side wherever they
    differ. What a page was made from is read from git by the hash in its first line, and fetched where a clone
    lacks it.
    """
    shelf = _open(book)
    languages = (_language(shelf, language),) if language else shelf.config.languages.translations
    found = [translation.read_states(shelf, name, (_page(shelf, page),) if page else ()) for name in languages]
    states = [state for pages, _ in found for state in pages]
    problems = [problem for _, wrong in found for problem in wrong]
    if as_json:
        print(translation.states_as_json(states))
    elif page:
        for state in states:
            translated.show_page(state)
    else:
        for pages, _ in found:
            translated.show_pages(pages)
    raise Exit(tell(problems))


@translate_commands.command
@files_argument
@click.option("--since", help="A branch or commit: look at pages changed after it; older faults of them are warnings.")
@book_option
@json_option
@click.option(
    "--annotations/--no-annotations",
    default=None,
    help="Write as GitHub shows beside a change; there, this is the default.",
)
def check_command(
    files: tuple[str, ...], since: str | None, book: Path, as_json: bool, annotations: bool | None
) -> None:
    """Tell what is wrong with translations: in seconds, without running a cell or asking for a framework.

    A page need not follow the newest English: it may be right for the English that its first line names. The newest
    first line is printed, to paste when the page is up to date. `<!-- l10n: ignore CODE reason -->` above a block
    silences one finding.
    """
    shelf = _open(book)
    reviewed, problems = translation.review(shelf, translation.choose(shelf, files), since)
    every = [*problems, *(problem for one in reviewed for problem in one.problems)]
    if path := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(path).open("a", encoding="utf-8") as summary:
            summary.write(translation.summary(reviewed, problems))
    if as_json:
        print(translation.findings_as_json(reviewed, problems))
        raise Exit(1 if any(problem.is_error for problem in every) else 0)
    if annotations if annotations is not None else os.environ.get("GITHUB_ACTIONS") == "true":
        for problem in every:
            print(translation.annotation(problem))
    code = tell(every)
    translated.show_checked(reviewed, names_markers=bool(files or since))
    raise Exit(code)


@translate_commands.command
@language_argument
@page_argument
@book_option
def start_command(language: str, page: str, book: Path) -> None:
    """Begin a page: its English is copied to where the translation goes, below the line that names this version."""
    shelf = _open(book)
    file = translation.start(shelf, _language(shelf, language), _page(shelf, page))
    print(f"{file}:2: translate from here on; then tabbook translate check {file}")


@translate_commands.command
@files_argument
@click.option("--write", is_flag=True, help="Change the files; without it the changes are shown.")
@book_option
def sync_command(files: tuple[str, ...], write: bool, book: Path) -> None:
    """Carry what needs no translator into the translations: code, labels, images, formulas, references.

    Shows what would change; --write changes the files. Comments and strings that were translated stay where their
    English did not change, and nothing else is touched.
    """
    shelf = _open(book)
    changes, problems = translation.synchronise(shelf, translation.choose(shelf, files), write)
    for change in changes:
        print(change, end="")
    deed = "changed" if write else "would change (--write changes them)"
    print(f"{count(len(changes), 'page')} {deed}" if changes else "nothing to carry over")
    raise Exit(tell(problems))


@translate_commands.command
@language_argument
@book_option
def next_command(language: str, book: Path) -> None:
    """Tell the one thing most worth doing now, and where."""
    shelf = _open(book)
    states, problems = translation.read_states(shelf, _language(shelf, language))
    translated.show_task(translation.choose_task(states))
    raise Exit(tell(problems))


@translate_commands.command
@click.argument("page", help="A translated file, or a path such as ja/intro.")
@book_option
def bump_command(page: str, book: Path) -> None:
    """Move the first line of a page to today's English, if all that changed in between was brought up to date.

    A block that says the same still is declared so by `<!-- en: … -->` above it, with what the message shows.
    """
    shelf = _open(book)
    file, problems = translation.bump(shelf, *translation.choose(shelf, [page])[0])
    code = tell(problems)
    if not code:
        print(f"{file}:1 names today's English")
    raise Exit(code)


def _open(book: Path) -> translation.Shelf:
    settings = config.read(book)
    if not settings.languages.translations:
        what, cure = "the book has no translations", "name them in [languages]"
        raise BookError([Problem("T30", Place("config.ini", 1), what, cure)])
    return translation.open_shelf(settings)


def _language(shelf: translation.Shelf, name: str) -> str:
    known = shelf.config.languages.translations
    if name not in known:
        what, cure = f"the book has no translation into `{name}`", f"name one of {', '.join(known)}"
        raise BookError([Problem("T30", Place("config.ini", 1), what, cure)])
    return name


def _page(shelf: translation.Shelf, name: str) -> str:
    pages: Sequence[str] = tuple(shelf.files[shelf.config.source_language])
    path = name.removesuffix(".md")
    if path not in pages:
        what, cure = f"there is no page `{name}`", "name one as in builders-guide/parameters"
        raise BookError([Problem("T30", Place("config.ini", 1), what, cure)])
    return path


if sys.platform == "win32":
    # A console of another code page must not end a command with a traceback.
    for stream in (sys.stdout, sys.stderr):
        getattr(stream, "reconfigure", lambda **_: None)(errors="replace")
