"""A page and what was built beside the site go in; what its readers can take with them, and from where, comes out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from tabbook.config import repositories
from tabbook.document import Page
from tabbook.website.addresses import page_address, relative
from tabbook.website.facts import Facts

COLAB = "https://colab.research.google.com/github/{name}/blob/{branch}/{file}"
SAGEMAKER = "https://studiolab.sagemaker.aws/import/github/{name}/blob/{branch}/{file}"
BINDER = "https://mybinder.org/v2/gh/{name}/{branch}?labpath={file}"
DOWNLOADS = {"pdf": "pdf/{}.pdf", "epub": "epub/{}.epub", "package": "package/{}.zip"}
"""Where the build leaves what is made once for a language and framework; {} for name, language and framework."""
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


def offers_of(page: Page, facts: Facts) -> tuple[Offers, ...]:
    """What readers of `page` can take, for each framework it has, in the order of the config."""
    found = (
        Offers(framework, facts.label(framework), tuple(_offers(page, framework, facts)))
        for framework in _frameworks(page, facts)
    )
    return tuple(one for one in found if one.offers)


def files_of(facts: Facts) -> dict[str, Path]:
    """What the site carries for them, by path in the site: notebooks, downloads and slides."""
    built = facts.config.build_folder
    pages = (page for book in facts.books.values() for page in book.pages)
    notebooks = (_notebook(page, framework, facts) for page in pages for framework in _frameworks(page, facts))
    downloads = (
        (f"downloads/{file.name}", file)
        for language in facts.books
        for framework in facts.config.frameworks or ("python",)
        for _, file in _downloads(language, framework, facts)
    )
    slides = (file for file in sorted((built / "slides").rglob("*")) if file.is_file())
    return {
        **dict(found for found in notebooks if found),
        **dict(downloads),
        **{file.relative_to(built).as_posix(): file for file in slides if not file.name.startswith(".")},
    }


def without_downloads(html: bytes) -> bytes:
    """A page as it stands in the site's zip, which does not hold what is made for a whole book."""
    return _AWAY.sub(b"", html)


def _frameworks(page: Page, facts: Facts) -> tuple[str, ...]:
    return facts.frameworks_of(page) or ("python",)


def _offers(page: Page, framework: str, facts: Facts) -> Iterator[Offer]:
    start = page_address(facts.config, page.language, page.path)
    if found := _notebook(page, framework, facts):
        name = f"{page.path.rpartition('/')[2]}-{framework}.ipynb"
        yield Offer("notebook", relative(found[0], start), name, _size(found[1]))
        yield from _services(page, framework, facts)
    slides = f"slides/{page.language}/{framework}/{page.path}.html"
    if (facts.config.build_folder / slides).is_file():
        yield Offer("slides", relative(slides, start), is_away=True)
    for kind, file in _downloads(page.language, framework, facts):
        yield Offer(kind, relative(f"downloads/{file.name}", start), file.name, _size(file), is_away=True)


def _notebook(page: Page, framework: str, facts: Facts) -> tuple[str, Path] | None:
    """Path in the site and file of the page's notebook; `None` where none was built, or it has no code."""
    program = facts.outputs.program(page.language, page.path, framework)
    name = f"notebooks/{page.language}/{framework}/{page.path}.ipynb"
    file = facts.config.build_folder / name
    return (name, file) if program and program.cells and file.is_file() else None


def _downloads(language: str, framework: str, facts: Facts) -> Iterator[tuple[str, Path]]:
    for kind, pattern in DOWNLOADS.items():
        file = facts.config.build_folder / pattern.format(f"{facts.config.project.name}-{language}-{framework}")
        if file.is_file():
            yield kind, file


def _services(page: Page, framework: str, facts: Facts) -> Iterator[Offer]:
    """Where the notebook runs without an installation: only if it ran here, and was written for that service."""
    program = facts.outputs.program(page.language, page.path, framework)
    if not (program and program.was_run):
        return
    config, file = facts.config, f"{page.language}/{framework}/{page.path}.ipynb"
    colab = repositories(config, "colab").get(framework)
    is_excluded = any(fnmatch(f"{page.path}.html", pattern) for pattern in config.colab.exclusions.split())
    if colab and not is_excluded:
        names = {"name": quote(colab.name), "branch": quote(colab.branch, safe="")}
        path = colab.file_of(config, page.language, page.path)
        if file in _offered(facts, "colab"):
            yield Offer("colab", COLAB.format(**names, file=quote(path)))
        if not colab.folder and (config.build_folder / "colab" / file).is_file():
            yield Offer("binder", BINDER.format(**names, file=quote(path, safe="")))
    sagemaker = repositories(config, "sagemaker").get(framework)
    if sagemaker and file in _offered(facts, "sagemaker"):
        names = {"name": quote(sagemaker.name), "branch": quote(sagemaker.branch, safe="")}
        path = sagemaker.file_of(config, page.language, page.path)
        yield Offer("sagemaker", SAGEMAKER.format(**names, file=quote(path)))


def _offered(facts: Facts, service: str) -> frozenset[str]:
    """The notebooks that run on a service, by their files there."""
    file = facts.config.build_folder / service / "offers.json"
    return _read_offers(file, file.stat().st_mtime_ns) if file.is_file() else frozenset()


@lru_cache(maxsize=8)
def _read_offers(file: Path, _: int) -> frozenset[str]:
    return frozenset(json.loads(file.read_bytes()))


def _size(file: Path) -> str:
    size = file.stat().st_size
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(size / 1e3, 1):.0f} kB"
