"""Pages as the search knows them go in; a folder that Pagefind made of them comes out.

A section of a page is a record: a heading, the text below it, then the hidden words by which its parts are found.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote

from tabbook.website.search_words import hidden_words

SEAL = "seal.json"
"""In the folder of an index, and not on the site."""
ENTRY = "pagefind-entry.json"
"""What tells where the rest of an index is."""
_DIVIDED = frozenset({"ja", "th", "zh"})
"""Languages that Pagefind would divide into words by a dictionary, and browsers by others."""
_TOP = "-"
"""File name of what stands above a page's first heading."""
_LONGEST = 20
"""Letters of an anchor in one file's name, where a Japanese one takes nine."""


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


def make(folder: Path, pages: Sequence[Found], language: str) -> None:
    """Write the index of `pages` to `folder`, whole or not at all; nothing is done where it is there and whole.

    Raises `OSError` where Pagefind makes none.
    """
    if is_whole(folder):
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    # A place of its own: what a killed build began may still be at work.
    aside = Path(tempfile.mkdtemp(prefix=".", dir=folder.parent))
    try:
        _write_records(aside / "records", pages, language)
        _run_pagefind(aside / "records", aside)
        shutil.rmtree(aside / "records")
        _require_whole(aside)
        _drop_unused(aside)
        (aside / SEAL).write_bytes(_seal_of(aside))
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
    files = sorted(os.path.join(at, name) for at, _, names in os.walk(folder) for name in names if name != SEAL)
    digests = {file[len(f"{folder}/") :].replace(os.sep, "/"): _digest(file) for file in files}
    return json.dumps(digests).encode()


def _digest(file: str) -> str:
    with open(file, "rb", buffering=0) as opened:
        return hashlib.sha256(opened.read()).hexdigest()


def _write_records(site: Path, pages: Sequence[Found], language: str) -> None:
    records = {os.path.join(site, name): text for page in pages for name, text in _records(page, language)}
    for parent in {os.path.dirname(name) for name in records}:
        os.makedirs(parent, exist_ok=True)
    for name, record in records.items():
        with open(name, "w", encoding="utf-8") as file:
            file.write(record)


def _records(page: Found, language: str) -> Iterator[tuple[str, str]]:
    """File name and text of a little page for each section; its name says the address."""
    for address, title, runs in json.loads(f"[{page.sections}]"):
        name = _name(address.partition("#")[2])
        yield f"{page.address.removesuffix('.html')}/{name}.html", _record(title, runs, language)


def _name(anchor: str) -> str:
    """A path for an anchor, which may be longer than a file's name: search.js puts its parts together."""
    parts = (anchor[at : at + _LONGEST] for at in range(0, len(anchor), _LONGEST))
    return "=/".join(quote(part, safe="") for part in parts) or _TOP


def _record(title: str, runs: Sequence[tuple[str, str]], language: str) -> str:
    """What the dialog shows, each run under its framework's sign, then the words that are only searched."""
    shown = " ".join(f"⟦{framework}⟧ {escape(text)}" for framework, text in runs)
    hidden = " ".join(hidden_words(" ".join(text for _, text in runs)))
    return (
        f'<html lang="{"unknown" if language.partition("-")[0] in _DIVIDED else language}"><body>'
        f'<h1 data-pagefind-meta="title">{escape(title)}</h1><p>{shown} ␟ {escape(hidden)}</p>'
        f'<p data-pagefind-weight="7">{escape(" ".join(hidden_words(title)))}</p></body></html>'
    )


def _run_pagefind(site: Path, folder: Path) -> None:
    # Here and not above: most builds index nothing.
    from pagefind_bin import get_executable

    command = [str(get_executable()), "--site", str(site), "--output-path", str(folder), "--keep-index-url", "--silent"]
    done = subprocess.run(command, cwd=site, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(0, f"Pagefind made no index: {done.stderr.strip() or done.stdout.strip()}", str(folder))


def _require_whole(folder: Path) -> None:
    """Raises `OSError` where a file is cut off: on a full disk Pagefind writes what it can, and says nothing."""
    for file in folder.rglob("*"):
        try:
            if file.name == ENTRY:
                json.loads(file.read_bytes())
            elif file.suffix.startswith((".pf_", ".pagefind")) and not gzip.decompress(file.read_bytes()):
                raise EOFError
        except (ValueError, EOFError, gzip.BadGzipFile, zlib.error):
            raise OSError(0, "Pagefind left a file cut off, as on a full disk", str(file)) from None


def _drop_unused(folder: Path) -> None:
    """Keep what our dialog loads: Pagefind brings interfaces of its own, and a second engine."""
    entry = json.loads((folder / ENTRY).read_text(encoding="utf-8"))
    engines = {language["wasm"] or "unknown" for language in entry["languages"].values()}
    used = {"pagefind.js", ENTRY, *(f"wasm.{engine}.pagefind" for engine in engines)}
    for file in folder.iterdir():
        if file.is_file() and file.name not in used and file.suffix != ".pf_meta":
            file.unlink()
