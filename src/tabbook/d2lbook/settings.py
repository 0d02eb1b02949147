"""A folder with d2lbook's `config.ini` in; the settings to build it with out, kernels and old addresses included."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from tabbook import config, kernels
from tabbook.config import Config, Framework
from tabbook.errors import BookError, Place, Problem
from tabbook.frameworks import WITHOUT_FRAMEWORKS
from tabbook.source import find_pages


def read(root: Path) -> tuple[Config, tuple[Problem, ...]]:
    """The settings of the book in `root`, and a warning for each key that is not used.

    Raises `BookError` with every other fault of its `config.ini`, and where the book is one of several languages.
    """
    settings, problems = config.read_as_d2lbook(root)
    if settings.is_multilingual:
        cure = "use `tabbook build`; `d2lbook` is for a folder without [languages]"
        raise BookError([Problem("M01", Place("config.ini", 1), "this is a book of tabbook already", cure)])
    settings = replace(settings, framework_sections=tuple(_sections(settings)))
    website = replace(settings.website, redirects=(*settings.website.redirects, *_old_addresses(settings)))
    return replace(settings, website=website), problems


def frameworks_of(settings: Config) -> tuple[str, ...]:
    """The frameworks of the book; the one that a book without tabs has is called python."""
    return settings.frameworks or (WITHOUT_FRAMEWORKS,)


def _sections(settings: Config) -> Iterator[Framework]:
    """A section for each framework; one without pinned packages runs where the command does, as in d2lbook."""
    for name in frameworks_of(settings):
        section = settings.framework(name)
        is_pinned = any(one.name == name and one.kernel for one in settings.framework_sections)
        if not is_pinned and not (settings.root / section.kernel).is_file():
            section = replace(section, kernel=f"{kernels.JUPYTER}python3")
        yield section


def _old_addresses(settings: Config) -> Iterator[str]:
    """Where d2lbook put each page of the site, and where it is now."""
    index = str(PurePosixPath(settings.build.index).with_suffix(""))
    for path in find_pages(settings, settings.source_language):
        if path != index:
            address = f"{path}.html"
            yield f"{address} -> {posixpath.join(settings.source_language, address)}"
