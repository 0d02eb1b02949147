"""A page and the notebooks that were built go in; where its readers find them, here and on Colab, comes out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from urllib.parse import quote

from tabbook.document import Page
from tabbook.website.addresses import page_address, relative
from tabbook.website.facts import Facts

COLAB = "https://colab.research.google.com/github"


@dataclass(frozen=True, slots=True)
class NotebookLinks:
    """Where the notebook of a page for one framework is found."""

    framework: str
    label: str
    address: str
    name: str
    """What a reader's own copy is called."""
    colab: str
    """Empty where the book names no repository for the framework."""


def links_of(page: Page, facts: Facts) -> tuple[NotebookLinks, ...]:
    """The notebooks of `page` that the site carries, in the order of the config."""
    start = page_address(facts.config, page.language, page.path)
    return tuple(
        NotebookLinks(
            framework=framework,
            label=facts.label(framework),
            address=relative(name, start),
            name=f"{page.path.rpartition('/')[2]}-{framework}.ipynb",
            colab=_colab(page, framework, facts),
        )
        for framework, name, _ in _found(page, facts)
    )


def files_of(facts: Facts) -> dict[str, Path]:
    """The notebooks of all pages, by their path in the site."""
    pages = (page for book in facts.books.values() for page in book.pages)
    return {name: file for page in pages for _, name, file in _found(page, facts)}


def _found(page: Page, facts: Facts) -> Iterator[tuple[str, str, Path]]:
    """Framework, path in the site and file of each notebook that was built and has code."""
    for framework in facts.frameworks_of(page):
        program = facts.outputs.program(page.language, page.path, framework)
        name = f"notebooks/{page.language}/{framework}/{page.path}.ipynb"
        file = facts.config.build_folder / name
        if program and program.cells and file.is_file():
            yield framework, name, file


def _colab(page: Page, framework: str, facts: Facts) -> str:
    """A translation's notebooks lie in a folder named by its language, those of the source language above."""
    repository = _repositories(facts.config.colab.github_repo).get(framework, "")
    excluded = facts.config.colab.exclusions.split()
    if not repository or any(fnmatch(f"{page.path}.html", pattern) for pattern in excluded):
        return ""
    folder = "" if page.language == facts.config.source_language else f"{page.language}/"
    return f"{COLAB}/{quote(repository)}/blob/master/{quote(f'{folder}{page.path}')}.ipynb"


def _repositories(lines: str) -> dict[str, str]:
    """Repository by framework, from lines `framework, repository`."""
    pairs = (line.partition(",") for line in lines.splitlines())
    return {framework.strip().lower(): repository.strip() for framework, _, repository in pairs}
