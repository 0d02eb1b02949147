"""Pages as the search knows them go in; a folder that Pagefind made of them comes out.

A section of a page is a record: a heading, the text below it, then the hidden words by which its parts are found.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import chain
from pathlib import Path

from tabbook.website.pagefind import Pagefind
from tabbook.website.search_words import hidden_words

SEAL = "seal.json"
"""In the folder of an index, and not on the site."""
_ENTRY = "pagefind-entry.json"
"""What tells where the rest of an index is."""
_OF_INDEX = (".pf_meta", ".pf_index", ".pf_fragment")
"""Endings of the rest."""
_DIVIDED = frozenset({"ja", "th", "zh"})
"""Languages that Pagefind would divide into words by a dictionary, and browsers by others."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page as the search knows it."""

    address: str
    """Below its language's folder."""
    title: str
    sections: str
    """Those of the page as JSON, without the brackets around them: address and title of each, and its runs of text,
    each below the name of the framework whose readers see it, or below none."""


def is_engine(file: str) -> bool:
    """Whether it is a part of Pagefind itself, of which a reader needs one, and not of an index."""
    return file == "pagefind.js" or file.startswith("wasm.")


def make(folder: Path, pages: Sequence[Found], language: str, pagefind: Pagefind) -> None:
    """Write the index of `pages` to `folder`, whole or not at all; nothing is done where it is there and whole.

    Raises `OSError` where Pagefind makes none, or it cannot be written.
    """
    if is_whole(folder):
        return
    shutil.rmtree(folder, ignore_errors=True)
    files = _used(pagefind.index(chain.from_iterable(_records(page, language) for page in pages)))
    folder.parent.mkdir(parents=True, exist_ok=True)
    # A place of its own: what a killed build began may still be at work.
    aside = Path(tempfile.mkdtemp(prefix=".", dir=folder.parent))
    try:
        for parent in {os.path.dirname(name) for name in files} - {""}:
            (aside / parent).mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (aside / name).write_bytes(content)
        (aside / SEAL).write_bytes(_sealed({name: _digest(content) for name, content in files.items()}))
        aside.chmod(0o755)
        aside.rename(folder)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def is_whole(folder: Path) -> bool:
    """Whether the index is there, as it was made."""
    try:
        return (folder / SEAL).read_bytes() == _seal_of(folder)
    except OSError:
        return False


def _seal_of(folder: Path) -> bytes:
    """What tells damage of an index."""
    files = [os.path.join(at, name) for at, _, names in os.walk(folder) for name in names if name != SEAL]
    return _sealed({file[len(f"{folder}/") :].replace(os.sep, "/"): _digest_of(file) for file in files})


def _sealed(digests: Mapping[str, str]) -> bytes:
    return json.dumps(digests, sort_keys=True).encode()


def _digest_of(file: str) -> str:
    with open(file, "rb", buffering=0) as opened:
        return _digest(opened.read())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _records(page: Found, language: str) -> Iterator[tuple[str, str]]:
    """Address and HTML of a little page for each section."""
    for address, title, runs in json.loads(f"[{page.sections}]"):
        yield address, _record(title, runs, language)


def _record(title: str, runs: Sequence[tuple[str, str]], language: str) -> str:
    """What the dialog shows, each run under its framework's sign, then the words that are only searched."""
    shown = " ".join(f"⟦{framework}⟧ {escape(text)}" for framework, text in runs)
    hidden = " ".join(hidden_words(" ".join(text for _, text in runs)))
    return (
        f'<html lang="{"unknown" if language.partition("-")[0] in _DIVIDED else language}"><body>'
        f'<h1 data-pagefind-meta="title">{escape(title)}</h1><p>{shown} ␟ {escape(hidden)}</p>'
        f'<p data-pagefind-weight="7">{escape(" ".join(hidden_words(title)))}</p></body></html>'
    )


def _used(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """What our dialog loads: Pagefind brings interfaces of its own, and a second engine."""
    engines = {language["wasm"] or "unknown" for language in json.loads(files[_ENTRY])["languages"].values()}
    used = {"pagefind.js", _ENTRY, *(f"wasm.{engine}.pagefind" for engine in engines)}
    return {name: content for name, content in files.items() if name in used or name.endswith(_OF_INDEX)}
