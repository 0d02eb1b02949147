"""The pages of a book in; what d2lbook's checks find in them, as Problems, out: tabs, stored outputs, links."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from tabbook import build, prose, source
from tabbook.build import Scope
from tabbook.config import Config
from tabbook.document import Page, StoredOutput
from tabbook.document.tree import walk
from tabbook.errors import Place, Problem
from tabbook.kept import Kept

_OF_TABS = ("S01", "S10")
_SECONDS = 15
_AT_ONCE = 8
_REFUSALS = (401, 403, 405, 406, 429)
"""A host that answers so is there; it does not like to be asked by a program."""


def check_tabs(settings: Config) -> tuple[Problem, ...]:
    """Every marker and tab line that names no framework of the book; each is an error here."""
    book = source.read(settings, settings.source_language)
    return tuple(replace(problem, severity="error") for problem in book.problems if problem.code in _OF_TABS)


def check_outputs(settings: Config) -> tuple[Problem, ...]:
    """Every page that holds outputs in its source; and a warning for each that was not run as it stands."""
    book = source.read(settings, settings.source_language)
    stored = [
        Problem("M02", block.place, "the page holds stored outputs", "delete the fence: outputs are kept elsewhere")
        for page in book.pages
        for block in page.blocks
        if isinstance(block, StoredOutput)
    ]
    causes, _ = build.explain(settings, Scope()) if settings.build.eval_notebook else ((), ())
    unrun = [
        Problem(
            "M03",
            Place(program.file, 1),
            f"the {program.framework} cells were not run as they stand: {cause}",
            f"`d2lbook build eval --tab {program.framework}`",
            "warning",
        )
        for program, cause in causes
    ]
    return (*stored, *unrun)


def check_links(settings: Config, goes_outside: bool) -> tuple[Problem, ...]:
    """Everything wrong with the book's links; addresses of other hosts are asked only if `goes_outside`."""
    problems = build.make_site(settings, Kept()).problems
    return (*problems, *_outside(settings)) if goes_outside else problems


def _outside(settings: Config) -> Iterator[Problem]:
    """Each address of another host that does not answer, where it first stands."""
    book = prose.parse(source.read(settings, settings.source_language), settings.build_folder / "pandoc")
    places: dict[str, Place] = {}
    for page in book.pages:
        for address in _addresses(page):
            places.setdefault(address, page.place_of(address))
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for (address, place), fault in zip(places.items(), pool.map(_ask, places), strict=True):
            if fault:
                yield Problem(
                    "M04", place, f"`{address}` does not answer: {fault}", "mend the link, or look again later"
                )


def _addresses(page: Page) -> Iterator[str]:
    for node in walk(page.tree.blocks if page.tree else (), "Link", "Image"):
        target = node["c"][2][0]
        if target.startswith(("http://", "https://")):
            yield target.partition("#")[0]


def _ask(address: str) -> str:
    """What is wrong with an address, in a few words; empty where something is there."""
    request = urllib.request.Request(address, headers={"User-Agent": "Mozilla/5.0 (tabbook linkcheck)"})
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS):
            return ""
    except urllib.error.HTTPError as error:
        return "" if error.code in _REFUSALS else f"{error.code} {error.reason}"
    except (OSError, ValueError) as error:
        return str(getattr(error, "reason", error))
