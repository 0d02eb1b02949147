"""A page and what was built beside the site go in; what its readers can take with them, and from where, comes out."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from urllib.parse import quote

from tabbook.config import repositories
from tabbook.document import Page
from tabbook.website.addresses import page_address
from tabbook.website.facts import Facts

SERVICES = (
    ("colab", "colab", "https://colab.research.google.com/github/{name}/blob/{branch}/{file}"),
    ("colab", "binder", "https://mybinder.org/v2/gh/{name}/{branch}?labpath={file}"),
    ("sagemaker", "sagemaker", "https://studiolab.sagemaker.aws/import/github/{name}/blob/{branch}/{file}"),
)
"""The section of the config that names the repository, what is offered, and the address that opens a notebook."""
DOWNLOADS = {"pdf": "pdf/{}.pdf", "epub": "epub/{}.epub", "package": "package/{}.zip"}
"""Where the build leaves what is made once for a language and framework; {} for name, language and framework."""
LOOKED_THROUGH = ("notebooks", "slides", "pdf", "epub", "package", "colab")
NOT_IN_ZIP = ("downloads/", "slides/")
"""What the site offers and its own zip does not hold."""
_AWAY = re.compile(rb'<li class="away">.*?</li>\n?', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that a reader can take."""

    kind: str
    """Names it in the languages' words: `notebook`, `pdf`, …"""
    address: str
    name: str = ""
    """What a reader's own copy is called; empty for what is opened."""
    size: str = ""
    is_away: bool = False
    """Whether the site's zip goes without it."""


@dataclass(frozen=True, slots=True)
class Offers:
    """What there is of a page for one framework."""

    framework: str
    label: str
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """All that readers can take."""

    files: Mapping[str, Path]
    """What the site carries, by path in the site: notebooks, downloads and slides."""
    offers: Mapping[tuple[str, str], tuple[Offers, ...]]
    """By language and path of a page; for each of its frameworks, in the order of the config."""


def look(facts: Facts) -> Taken:
    """What readers of each page can take; each folder of the build is looked through once, as a preview does often."""
    shelf = _Shelf(facts)
    offers = {(page.language, page.path): shelf.offers_of(page) for book in facts.books.values() for page in book.pages}
    slides = (name for name in shelf.sizes if name.startswith("slides/"))
    files = {**shelf.carried, **{name: shelf.built / name for name in sorted(slides)}}
    return Taken(files, offers)


def without_downloads(html: bytes) -> bytes:
    """A page as it stands in the site's zip, which does not hold what is made for a whole book."""
    return _AWAY.sub(b"", html)


class _Shelf:
    """What was built beside the site."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.config = facts.config
        self.built = facts.config.build_folder
        self.sizes = {name: size for folder in LOOKED_THROUGH for name, size in _sizes(self.built, folder)}
        """Bytes by path below the build folder."""
        self.offered = {service: _offered(self.built / service / "offers.json") for service in ("colab", "sagemaker")}
        """The notebooks that run on a service, by their paths in its folder."""
        self.repositories = {service: repositories(facts.config, service) for service in ("colab", "sagemaker")}
        self.carried: dict[str, Path] = {}
        """What was offered of it so far, by path in the site."""

    def offers_of(self, page: Page) -> tuple[Offers, ...]:
        frameworks = self.facts.frameworks_of(page) or ("python",)
        found = (Offers(name, self.facts.label(name), tuple(self._offers(page, name))) for name in frameworks)
        return tuple(one for one in found if one.offers)

    def _offers(self, page: Page, framework: str) -> Iterator[Offer]:
        up = "../" * page_address(self.config, page.language, page.path).count("/")
        program = self.facts.outputs.program(page.language, page.path, framework)
        notebook = f"notebooks/{page.language}/{framework}/{page.path}.ipynb"
        if program and program.cells and notebook in self.sizes:
            name = f"{page.path.rpartition('/')[2]}-{framework}.ipynb"
            self.carried[notebook] = self.built / notebook
            yield Offer("notebook", up + quote(notebook), name, _size(self.sizes[notebook]))
        if program and program.cells and program.was_run:
            yield from self._services(page, framework)
        slides = f"slides/{page.language}/{framework}/{page.path}.html"
        if slides in self.sizes:
            yield Offer("slides", up + quote(slides), is_away=True)
        for kind, pattern in DOWNLOADS.items():
            file = pattern.format(f"{self.config.project.name}-{page.language}-{framework}")
            if file in self.sizes:
                name = file.partition("/")[2]
                self.carried[f"downloads/{name}"] = self.built / file
                yield Offer(kind, f"{up}downloads/{quote(name)}", name, _size(self.sizes[file]), is_away=True)

    def _services(self, page: Page, framework: str) -> Iterator[Offer]:
        """Where the notebook runs without an installation: only if it ran here, and was written for that service."""
        file = f"{page.language}/{framework}/{page.path}.ipynb"
        is_excluded = any(fnmatch(f"{page.path}.html", pattern) for pattern in self.config.colab.exclusions.split())
        for service, kind, pattern in SERVICES:
            at = self.repositories[service].get(framework)
            if not at or (service == "colab" and is_excluded) or (kind == "binder" and at.folder):
                continue
            if file in self.offered[service] or (kind == "binder" and f"colab/{file}" in self.sizes):
                path = at.file_of(self.config, page.language, page.path)
                path = quote(path, safe="" if kind == "binder" else "/")
                yield Offer(kind, pattern.format(name=quote(at.name), branch=quote(at.branch, safe=""), file=path))


def _sizes(built: Path, folder: str) -> Iterator[tuple[str, int]]:
    """Every file below a folder of the build by its path, but for those with a dot in front."""
    try:
        entries = list(os.scandir(built / folder))
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from _sizes(built, f"{folder}/{entry.name}")
        else:
            yield f"{folder}/{entry.name}", entry.stat().st_size


def _offered(file: Path) -> frozenset[str]:
    try:
        return frozenset(map(str, json.loads(file.read_bytes())))
    except (OSError, ValueError, TypeError):  # Not there; or damaged, until it is written again.
        return frozenset()


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(size / 1e3, 1):.0f} kB"
