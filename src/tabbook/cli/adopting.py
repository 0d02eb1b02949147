"""The command `tabbook adopt`: folders made for d2lbook in, one book and a report out."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import click

from tabbook.cli.told import PATH, count


@click.command
@click.argument(
    "folders",
    nargs=-1,
    required=True,
    help="Folders with d2lbook's config.ini, the original first. Its [project] lang says what language a folder is in,"
    " or what stands before it: ja=../d2l-ja.",
)
@click.option("--to", type=PATH, required=True, help="The new book's folder, which must not be there yet.")
@click.option(
    "--commit", multiple=True, help="The commit of the original that a translation was made from: ja=35a64ab."
)
def adopt_command(folders: tuple[str, ...], to: Path, commit: tuple[str, ...]) -> None:
    """Turn a book made for d2lbook, and its translations, into one book of all its languages.

    Pages go to chapters/<language>/. A translated page gets the first line that names its original as it was then:
    from its _origin.md, or from --commit. What a person has to decide stands in ADOPTED.md. The folders stay as they
    are, and the new one is written whole or not at all.
    """
    from tabbook import adopt  # Here and not above: most of tabbook is imported with it.

    commits = dict(map(_named, commit))
    read = adopt.read([adopt.Source(Path(path), language) for language, path in map(_named, folders)])
    if unknown := commits.keys() - {folder.language for folder in read[1:]}:
        raise click.BadParameter(f"--commit {unknown.pop()}=… names none of the translations")
    adopted = adopt.adopt([replace(one, commit=commits.get(one.language, "")) for one in read], to.absolute())
    pages = adopted.pages + sum(one.pages for one in adopted.translations)
    errors = sum(problem.is_error for problem in adopted.problems)
    print(f"{count(pages, 'page')} in {count(1 + len(adopted.translations), 'language')}: {to}")
    print(f"what is left to you, {count(errors, 'error')} in the pages among it: {to / adopt.REPORT}")


def _named(argument: str) -> tuple[str, str]:
    """Language and value of `ja=value`; without one the language is empty."""
    match = re.fullmatch(r"(?P<language>[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)=(?P<value>.+)", argument)
    return (match["language"].lower(), match["value"]) if match else ("", argument)
