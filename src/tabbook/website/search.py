"""The pages' HTML goes in; the files that the search of each language loads come out.

The pages of a language are indexed in shares, which the search asks side by side. After an edit one share is made anew,
and readers who keep the site for times without a network load that one again.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.metadata import version
from pathlib import Path

from tabbook import forks
from tabbook.config import Config
from tabbook.website import index
from tabbook.website.index import Found
from tabbook.website.pagefind import Pagefind
from tabbook.website.sections import Section, sections_of

SHARE = 12
"""So many pages or more a share has: with many an edit takes longer."""
MOST = 16
"""So many shares a language has at most: a reader's browser asks each."""
_INDEXES = "assets/search/"
"""Where in the site each index has a folder."""
_OPENING, _BETWEEN = "tabbook.sections = [", ","
"""Of the script of all sections."""
_OURS = ("index.py", "pagefind.py", "search_words.py", "sections.py")
"""What decides what is found: another version of it makes another index."""


@dataclass(frozen=True, slots=True)
class Source:
    """A page to be found."""

    address: str
    """Below its language's folder, as a link has it."""
    title: str
    text_language: str
    html: str


def find(page: Source) -> Found:
    """What of `page` is found; one without words by its title."""
    sections = sections_of(page.html, page.text_language) or (Section("", page.title, ()),)
    told = [
        (_address(page, section), section.title, [(run.framework, run.text) for run in section.runs])
        for section in sections
    ]
    return Found(page.address, page.title, _written(told)[1:-1])


@dataclass(frozen=True, slots=True)
class Plan:
    """What the search of a site is made of."""

    pages: Mapping[str, Sequence[Found]]
    """By language."""
    labels: Mapping[str, str]
    """What readers see of each framework."""
    shares: Mapping[str, Mapping[str, Sequence[Found]]]
    """By language, the pages that are indexed together, by what their index is called: another text, another name."""

    @property
    def keys(self) -> list[str]:
        """What all indexes are called."""
        return [key for shares in self.shares.values() for key in shares]


def plan(pages: Mapping[str, Sequence[Found]], config: Config) -> Plan:
    """The search of a site with these pages."""
    labels = {framework: config.framework(framework).label for framework in config.frameworks}
    shares = {
        language: {f"{language}-{_key(share)}": share for share in _shares(found)} for language, found in pages.items()
    }
    return Plan(pages, labels, shares)


@dataclass(frozen=True, slots=True)
class Script:
    """The sections of all pages of a language as they lie in the site, from where the next build takes them."""

    name: str
    """Its path in the site: another text, another path."""
    pages: tuple[tuple[str, str, int], ...]
    """In their order address and title of each, and how many letters its sections take."""


def scripts(plan: Plan) -> tuple[dict[str, bytes | Path], dict[str, Script]]:
    """What the dialog loads first, by path in the site; and by language which of it has the sections."""
    files: dict[str, bytes | Path] = {}
    found: dict[str, Script] = {}
    for language, pages in plan.pages.items():
        text = _sections(pages).encode()
        name = _script_name(language, text)
        found[language] = Script(name, tuple((page.address, page.title, len(page.sections)) for page in pages))
        first = _first(name, pages, list(plan.shares[language]), plan.labels)
        files |= {name: text, f"{language}/search.js": first}
    return files, found


def found_in(site: Path, scripts: Mapping[str, Script]) -> dict[str, dict[str, Found]] | None:
    """By language and address the pages whose sections lie in these scripts of a site; `None` where one is damaged."""
    found: dict[str, dict[str, Found]] = {}
    for language, script in scripts.items():
        try:
            content = (site / script.name).read_bytes()
        except OSError:
            return None
        if _script_name(language, content) != script.name:
            return None
        text, at, found[language] = content.decode(), len(_OPENING), {}
        for address, title, letters in script.pages:
            found[language][address] = Found(address, title, text[at : at + letters])
            at += letters + len(_BETWEEN)
    return found


def folder_of(config: Config) -> Path:
    """Where indexes are kept for the next build."""
    return config.build_folder / "search"


def clear(plan: Plan, config: Config) -> list[str]:
    """Remove the indexes of what is no share any more; gives what those are called that are not there."""
    there = {folder.name: folder for folder in folder_of(config).glob("*")}
    for name in there.keys() - set(plan.keys):
        shutil.rmtree(there[name], ignore_errors=True)
    return [key for key in plan.keys if key not in there]


def write(plan: Plan, config: Config, keys: Collection[str]) -> dict[str, dict[str, str]]:
    """The indexes called `keys`: of each the digests of its files, by their paths in the site; those that are there,
    and whole, are taken as they are.

    Raises `OSError` where Pagefind makes none.
    """
    cache = folder_of(config)
    made = {
        cache / key: (pages, language)
        for language, found in plan.shares.items()
        for key, pages in found.items()
        if key in keys
    }
    count = max(1, min(forks.cores(), len(made)))
    with ExitStack() as until_made, ThreadPoolExecutor(count) as pool:
        idle = deque(until_made.enter_context(Pagefind()) for _ in range(count))

        def make(folder: Path) -> None:
            pagefind = idle.pop()
            index.make(folder, *made[folder], pagefind)
            idle.append(pagefind)

        list(pool.map(make, made))
    first = {next(iter(found)) for found in plan.shares.values() if found}
    return {folder.name: _digests(folder, folder.name in first) for folder in made}


def _digests(folder: Path, has_engine: bool) -> dict[str, str]:
    """Of the files in the folder of an index: its seal tells them."""
    return {
        f"{_INDEXES}{folder.name}/{name}": digest
        for name, digest in json.loads((folder / index.SEAL).read_bytes()).items()
        if has_engine or not index.is_engine(name)
    }


def files_of(indexes: Mapping[str, Iterable[str]], config: Config) -> dict[str, bytes | Path]:
    """Where the files lie that `write` gave, by path in the site."""
    cache = folder_of(config)
    return {name: cache / name.removeprefix(_INDEXES) for names in indexes.values() for name in names}


def _shares(pages: Sequence[Found]) -> list[list[Found]]:
    """Each page by its address: one that is added or moved leaves the others where they are."""
    shares: list[list[Found]] = [[] for _ in range(max(1, min(MOST, len(pages) // SHARE)))]
    for page in pages:
        turn = int.from_bytes(hashlib.sha256(page.address.encode()).digest()[:8])
        shares[turn % len(shares)].append(page)
    return [share for share in shares if share]


def _key(pages: Sequence[Found]) -> str:
    """Other pages, another way to find in them, or another Pagefind give another key."""
    pagefind, ours = _made_by()
    text = "\n".join([pagefind, *(page.sections for page in pages)])
    return hashlib.sha256(text.encode() + ours).hexdigest()[:12]


@cache
def _made_by() -> tuple[str, bytes]:
    """The version of Pagefind, and what decides here what is found."""
    ours = resources.files("tabbook.website")
    return version("pagefind-bin"), b"".join(ours.joinpath(name).read_bytes() for name in _OURS)


def without_index(sources: Sequence[Source], labels: Mapping[str, str]) -> bytes:
    """What the dialog loads where nothing was indexed: the sections, in one script."""
    pages = [find(page) for page in sources]
    facts = {"bundles": [], "sections": "", "labels": labels, "pages": {page.address: page.title for page in pages}}
    return f"tabbook.index = {_written(facts)};\n{_sections(pages)}".encode()


def _first(script: str, pages: Sequence[Found], keys: Sequence[str], labels: Mapping[str, str]) -> bytes:
    """What a page loads; the sections themselves are at `script` for where a browser lets no page read a file."""
    facts = {
        "bundles": [f"../assets/search/{key}/" for key in keys],
        "sections": f"../{script}",
        "labels": labels,
        "pages": {page.address: page.title for page in pages},
    }
    return f"tabbook.index = {_written(facts)};\n".encode()


def _script_name(language: str, text: bytes) -> str:
    return f"assets/search/{language}-{hashlib.sha256(text).hexdigest()[:10]}.js"


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _sections(pages: Sequence[Found]) -> str:
    return f"{_OPENING}{_BETWEEN.join(page.sections for page in pages)}];\n"


def _address(page: Source, section: Section) -> str:
    return f"{page.address}#{section.anchor}" if section.anchor else page.address
