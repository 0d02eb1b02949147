"""The pages' HTML goes in; the files that the search of each language loads come out, made by Pagefind once a text.

A section of a page is a record: a heading, the text below it, then the hidden words by which its parts are found.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from html import escape
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

from tabbook.config import Config
from tabbook.website.search_words import hidden_words
from tabbook.website.sections import Section, sections_of

_DIVIDED = frozenset({"ja", "th", "zh"})
"""Languages that Pagefind would divide into words by a dictionary, and browsers by others."""
_SEAL = "seal.json"
"""In the folder of an index, and not on the site."""
_TOP = "-"
"""File name of what stands above a page's first heading."""
_LONGEST = 20
"""Letters of an anchor in one file's name, where a Japanese one takes nine."""


_OURS = ("search.py", "search_words.py", "sections.py")
"""What decides what is found: another version of it makes another index."""


@dataclass(frozen=True, slots=True)
class Source:
    """A page to be found."""

    address: str
    """Below its language's folder."""
    title: str
    text_language: str
    html: str


@dataclass(frozen=True, slots=True)
class Found:
    """A page as the search knows it."""

    address: str
    title: str
    sections: tuple[Section, ...]
    records: Mapping[str, str]
    """What Pagefind reads, by file name."""


def find(page: Source, language: str) -> Found:
    """What of `page`, which is one of a site in `language`, is found."""
    found = Found(page.address, page.title, _sections_of(page), {})
    return replace(found, records=dict(_records(found, language)))


@dataclass(frozen=True, slots=True)
class Plan:
    """What the search of a site is made of."""

    pages: Mapping[str, Sequence[Found]]
    """By language."""
    labels: Mapping[str, str]
    """What readers see of each framework."""
    keys: Mapping[str, str]
    """What the index of each language is called; another text gives another name."""


def plan(pages: Mapping[str, Sequence[Found]], config: Config) -> Plan:
    """The search of a site with these pages."""
    labels = {framework: config.framework(framework).label for framework in config.frameworks}
    return Plan(pages, labels, {language: f"{language}-{_key(found, labels)}" for language, found in pages.items()})


def scripts(plan: Plan) -> dict[str, bytes | Path]:
    """What the dialog loads first, by path in the site."""
    files: dict[str, bytes | Path] = {}
    for language, pages in plan.pages.items():
        files |= _scripts(language, pages, plan.keys[language], plan.labels)
    return files


def folder_of(config: Config) -> Path:
    """Where indexes are kept for the next build."""
    return config.build_folder / "search"


def write(plan: Plan, config: Config) -> dict[str, bytes | Path]:
    """The indexes of every language, by path in the site; those made of the same pages are taken as they are."""
    cache = folder_of(config)
    made = {language: cache / key for language, key in plan.keys.items()}
    for old in cache.glob("*"):
        if old not in made.values():
            shutil.rmtree(old, ignore_errors=True)
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda language: _make(made[language], plan.pages[language]), made))
    return {
        f"assets/search/{folder.name}/{file.relative_to(folder)}": file
        for folder in made.values()
        for file in _index_of(folder)
    }


def _index_of(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file() and file.name != _SEAL)


def _seal_of(folder: Path) -> bytes:
    """What tells damage of an index."""
    digests = {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in _index_of(folder)
    }
    return json.dumps(digests).encode()


def _is_whole(folder: Path) -> bool:
    try:
        return (folder / _SEAL).read_bytes() == _seal_of(folder)
    except OSError:
        return False


def _key(pages: Sequence[Found], labels: Mapping[str, str]) -> str:
    """Other pages, another way to find in them, or another Pagefind give another key."""
    told = [version("pagefind"), labels, [(page.address, page.title, page.records) for page in pages]]
    key = hashlib.sha256(json.dumps(told).encode())
    for name in _OURS:
        key.update(resources.files("tabbook.website").joinpath(name).read_bytes())
    return key.hexdigest()[:12]


def _make(folder: Path, pages: Sequence[Found]) -> None:
    """Write the index of a language to `folder`, whole or not at all."""
    if _is_whole(folder):
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    # A place of its own: what a killed build began may still be at work.
    aside = Path(tempfile.mkdtemp(prefix=".", dir=folder.parent))
    try:
        _index(aside, pages)
        (aside / _SEAL).write_bytes(_seal_of(aside))
        aside.chmod(0o755)
        aside.rename(folder)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def without_index(sources: Sequence[Source], labels: Mapping[str, str]) -> bytes:
    """What the dialog loads where nothing was indexed: the sections, in one script."""
    pages = [Found(page.address, page.title, _sections_of(page), {}) for page in sources]
    facts = {"bundle": "", "sections": "", "labels": labels, "pages": {page.address: page.title for page in pages}}
    return f"tabbook.index = {_written(facts)};\ntabbook.sections = {_written(_plainly(pages))};\n".encode()


def _sections_of(page: Source) -> tuple[Section, ...]:
    """A page without words is found by its title."""
    return sections_of(page.html, page.text_language) or (Section("", page.title, ()),)


def _scripts(language: str, pages: Sequence[Found], key: str, labels: Mapping[str, str]) -> dict[str, bytes]:
    """What a page of `language` loads, and the sections themselves for where a browser lets no page read a file."""
    text = f"tabbook.sections = {_written(_plainly(pages))};\n".encode()
    name = f"assets/search/{language}-{hashlib.sha256(text).hexdigest()[:10]}.js"
    facts = {
        "bundle": f"../assets/search/{key}/",
        "sections": f"../{name}",
        "labels": labels,
        "pages": {page.address: page.title for page in pages},
    }
    return {name: text, f"{language}/search.js": f"tabbook.index = {_written(facts)};\n".encode()}


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _plainly(pages: Iterable[Found]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Address, title and runs of every section."""
    return [
        (_address(page, section), section.title, [(run.framework, run.text) for run in section.runs])
        for page in pages
        for section in page.sections
    ]


def _address(page: Found, section: Section) -> str:
    return f"{page.address}#{section.anchor}" if section.anchor else page.address


# ---------------------------------------------------------------------------------------------------------------------


def _records(page: Found, language: str) -> Iterator[tuple[str, str]]:
    """File name and text of a little page for each section; its name says the address."""
    for section in page.sections:
        yield f"{page.address.removesuffix('.html')}/{_name(section.anchor)}.html", _record(section, language)


def _name(anchor: str) -> str:
    """A path for an anchor, which may be longer than a file's name: search.js puts its parts together."""
    parts = (anchor[at : at + _LONGEST] for at in range(0, len(anchor), _LONGEST))
    return "=/".join(quote(part, safe="") for part in parts) or _TOP


def _record(section: Section, language: str) -> str:
    """What the dialog shows, each run under its framework's sign, then the words that are only searched."""
    shown = " ".join(f"⟦{run.framework}⟧ {escape(run.text)}" for run in section.runs)
    hidden = " ".join(hidden_words(" ".join(run.text for run in section.runs)))
    return (
        f'<html lang="{"unknown" if language.partition("-")[0] in _DIVIDED else language}"><body>'
        f'<h1 data-pagefind-meta="title">{escape(section.title)}</h1><p>{shown} ␟ {escape(hidden)}</p>'
        f'<p data-pagefind-weight="7">{escape(" ".join(hidden_words(section.title)))}</p></body></html>'
    )


def _index(folder: Path, pages: Sequence[Found]) -> None:
    """Let Pagefind write its index to `folder`."""
    site = folder / "records"
    records = {os.path.join(site, name): record for page in pages for name, record in page.records.items()}
    for parent in {os.path.dirname(name) for name in records}:
        os.makedirs(parent, exist_ok=True)
    for name, record in records.items():
        with open(name, "w", encoding="utf-8") as file:
            file.write(record)
    _run_pagefind(site, folder)
    shutil.rmtree(site)
    _drop_unused(folder)


def _run_pagefind(site: Path, folder: Path) -> None:
    # Here and not above: its client starts an event loop's modules, and most builds index nothing.
    from pagefind.service import get_executable

    command = [str(get_executable()), "--site", str(site), "--output-path", str(folder), "--keep-index-url", "--silent"]
    done = subprocess.run(command, cwd=site, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(0, f"Pagefind made no index: {done.stderr.strip() or done.stdout.strip()}", str(folder))


def _drop_unused(folder: Path) -> None:
    """Keep what our dialog loads: Pagefind brings interfaces of its own, and a second engine."""
    entry = json.loads((folder / "pagefind-entry.json").read_text(encoding="utf-8"))
    engines = {language["wasm"] or "unknown" for language in entry["languages"].values()}
    used = {"pagefind.js", "pagefind-entry.json", *(f"wasm.{engine}.pagefind" for engine in engines)}
    for file in folder.iterdir():
        if file.is_file() and file.name not in used and file.suffix != ".pf_meta":
            file.unlink()
