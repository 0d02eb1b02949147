"""The pages' HTML goes in; the files that the search of each language loads come out, made by Pagefind once a text.

A section of a page is a record: a heading, the text below it, then the hidden words by which its parts are found.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html import escape
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

from tabbook.config import Config
from tabbook.website import swap
from tabbook.website.search_words import hidden_words
from tabbook.website.sections import Section, sections_of

_DIVIDED = frozenset({"ja", "th", "zh"})
"""Languages that Pagefind would divide into words by a dictionary, and browsers by others."""
_TOP = "-"
"""File name of what stands above a page's first heading."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page as the search knows it."""

    address: str
    """Below its language's folder."""
    title: str
    sections: tuple[Section, ...]


def found_in(html: str, language: str, address: str, title: str) -> Found:
    """What can be found on a page whose body is `html`."""
    return Found(address, title, sections_of(html, language) or (Section("", title, ()),))


def write(pages: Mapping[str, Sequence[Found]], config: Config) -> dict[str, bytes | Path]:
    """The search files of every language, by their path in the site; an index made before is taken as it is."""
    cache = config.build_folder / "search"
    bundles = {language: cache / f"{language}-{_key(language, found)}" for language, found in pages.items()}
    for old in cache.glob("*"):
        if old not in bundles.values():
            shutil.rmtree(old, ignore_errors=True)
    with ThreadPoolExecutor() as pool:
        list(pool.map(_index, bundles.values(), pages, pages.values()))
    files: dict[str, bytes | Path] = {}
    for language, bundle in bundles.items():
        files |= {f"assets/search/{bundle.name}/{file.relative_to(bundle)}": file for file in _files_of(bundle)}
        files |= _scripts(language, pages[language], bundle.name, config)
    return files


def _files_of(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


def _scripts(language: str, pages: Sequence[Found], bundle: str, config: Config) -> dict[str, bytes | Path]:
    """What the dialog loads first, and the sections themselves for where a browser lets no page read a file."""
    sections = json.dumps(_plainly(pages), ensure_ascii=False, separators=(",", ":"))
    text = f"tabbook.sections = {sections};\n".encode()
    name = f"assets/search/{language}-{hashlib.sha256(text).hexdigest()[:10]}.js"
    facts = {
        "bundle": f"../assets/search/{bundle}/",
        "sections": f"../{name}",
        "labels": {framework: config.framework(framework).label for framework in config.frameworks},
        "pages": {page.address: page.title for page in pages},
    }
    first = f"tabbook.index = {json.dumps(facts, ensure_ascii=False, separators=(',', ':'))};\n"
    return {name: text, f"{language}/search.js": first.encode()}


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


def _records(language: str, pages: Iterable[Found]) -> dict[str, str]:
    """By file name one little page for each section; its name says the address."""
    return {
        f"{page.address.removesuffix('.html')}/{quote(section.anchor, safe='') or _TOP}.html": _record(
            section, language
        )
        for page in pages
        for section in page.sections
    }


def _record(section: Section, language: str) -> str:
    """What the dialog shows, each run under its framework's sign, then the words that are only searched."""
    shown = " ".join(f"⟦{run.framework}⟧ {escape(run.text)}" for run in section.runs)
    hidden = " ".join(hidden_words(" ".join(run.text for run in section.runs)))
    return (
        f'<html lang="{"unknown" if language.partition("-")[0] in _DIVIDED else language}"><body>'
        f'<h1 data-pagefind-meta="title">{escape(section.title)}</h1><p>{shown} ␟ {escape(hidden)}</p>'
        f'<p data-pagefind-weight="7">{escape(" ".join(hidden_words(section.title)))}</p></body></html>'
    )


def _key(language: str, pages: Sequence[Found]) -> str:
    """Another text, another way to record it, or another Pagefind gives another key."""
    told = json.dumps([version("pagefind"), _records(language, pages)])
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def _index(folder: Path, language: str, pages: Sequence[Found]) -> None:
    """Let Pagefind write its index to `folder`, whole or not at all; one that is there is right."""
    swap.recover(folder)
    if folder.exists():
        return
    aside = swap.open_aside(folder)
    with tempfile.TemporaryDirectory() as site:
        for name, record in _records(language, pages).items():
            file = Path(site, name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(record, encoding="utf-8")
        _run_pagefind(Path(site), aside)
    _drop_unused(aside)
    swap.swap_in(folder)


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
