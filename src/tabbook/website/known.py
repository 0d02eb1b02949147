"""What a site was made of goes in and is kept beside it; the next build, where little changed, takes it from there.

It is kept for the build that made the site, on the same machine, and read by that version of tabbook only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from tabbook.config import Config
from tabbook.document.formulas import Key
from tabbook.files import unpickled, write_pickled
from tabbook.website.archive import Digests
from tabbook.website.offline import Sign
from tabbook.website.render import Around, Rows
from tabbook.website.search import Script

Name = tuple[str, str]
"""Language and path of a page."""


@dataclass(frozen=True, slots=True)
class Face:
    """What the rest of a site takes from one of its pages."""

    headings: tuple[Markup, ...]
    anchors: frozenset[str]
    formulas: frozenset[Key]
    files: frozenset[str]
    """The paths in the site of what the page needs."""
    styles: tuple[tuple[str, str], ...]
    frameworks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What a site was made of."""

    faces: Mapping[Name, Face]
    around: Around
    rows: Rows
    formulas: Mapping[Key, str | None]
    """Those in the words of translations that are behind."""
    found: Mapping[str, Script]
    """By language: what the search finds is in the site already, and most of all that is known."""
    originals: Mapping[str, str]
    """By path of a page, the path in the site of what translations show of it."""
    standing_files: tuple[str, ...]
    """Paths in the site of what tells how translations stand, those aside at which a page of the book lies."""
    signs: Mapping[str, Sign]
    """Of each file of the site but the worker and the zip, in their order."""
    digests: Digests
    """Of what the zip of the site holds."""


def keep(known: Known, config: Config) -> None:
    """Keep it in the build folder. Raises `OSError` where it cannot be written."""
    write_pickled(_file(config), known)


def recall(config: Config) -> Known | None:
    """What was kept, if it can be read."""
    return unpickled(_file(config), Known)


def _file(config: Config) -> Path:
    return config.build_folder / "again" / "website.pickle"
