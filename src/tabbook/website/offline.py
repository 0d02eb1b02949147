"""Every file of a site goes in; what keeps the site for readers without a network comes out: a worker and a zip."""

from __future__ import annotations

import hashlib
import io
import json
import posixpath
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote

from tabbook.config import Config
from tabbook.website.to_take import NOT_IN_ZIP, without_downloads

WORKER = "worker.js"
"""At the site's root, for a worker serves the folder it lies in."""
_SHOWN = re.compile(r'\s(?:src|data-[a-z-]+)="([^"#?]+)"')
"""What a page loads at once, and what its scripts load when they need it."""
_DIGITS = 64
"""Of a digest in a zip's comment."""
_SHARED = re.compile(r"[^/]+\.html | assets/[^/]+ | assets/fonts/.+", re.VERBOSE)

Files = Mapping[str, bytes | Path]


def zip_name(config: Config) -> str:
    """Where the zip lies in the site."""
    return f"{config.project.name}.zip"


@dataclass(frozen=True, slots=True)
class Sign:
    """What a file of the site is known by."""

    digest: str
    targets: frozenset[str]
    """Of a page: what it shows, by paths in the site."""


def sign_of(name: str, content: bytes | Path) -> Sign:
    """The sign of the file at `name`."""
    content = _content(content)
    targets = _targets(name, content) if name.endswith(".html") else frozenset[str]()
    return Sign(hashlib.sha256(content).hexdigest()[:16], targets)


def worker(site: Mapping[str, Sign], languages: Iterable[str]) -> bytes:
    """The service worker, with the list of what it keeps: for all readers, and for those of each language."""
    names = {"": [name for name in site if _SHARED.fullmatch(name)]}
    names |= {language: _files_of(language, site) for language in languages}
    kept = {language: {name: site[name].digest for name in found} for language, found in names.items()}
    version = hashlib.sha256(json.dumps(kept).encode()).hexdigest()[:16]
    told = json.dumps({"version": version, "files": kept}, ensure_ascii=False, separators=(",", ":"))
    code = files("tabbook.website").joinpath("assets", "worker.js").read_bytes()
    return f"const SITE = {told};\n".encode() + code


def _files_of(language: str, site: Mapping[str, Sign]) -> list[str]:
    """The pages of a language, what they show, and its search."""
    pages = [name for name in site if name.startswith(f"{language}/")]
    shown = {target for page in pages for target in site[page].targets}
    search = [name for name in site if re.match(rf"assets/search/{re.escape(language)}-[^/]+/", name)]
    return [*pages, *search, *sorted(name for name in shown if name in site and not _SHARED.fullmatch(name))]


def _targets(page: str, html: bytes) -> frozenset[str]:
    folder = posixpath.dirname(page)
    return frozenset(
        posixpath.normpath(posixpath.join(folder, unquote(path))) for path in _SHOWN.findall(html.decode())
    )


def zipped(site: Files, config: Config, last_good: Path) -> bytes | Path:
    """The whole site in one file, to be read from a folder; the last good one where nothing changed."""
    left_out = re.compile(rf"assets/search/[^/]+/ | {' | '.join(NOT_IN_ZIP)}", re.VERBOSE)
    inside = {name: _for_zip(name, site[name]) for name in sorted(site) if not left_out.match(name)}
    told = json.dumps({name: _digest(content) for name, content in inside.items()})
    comment = hashlib.sha256(told.encode()).hexdigest().encode()
    last = last_good / zip_name(config)
    if last.is_file() and _is_whole(last.read_bytes(), comment):
        return last
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = comment + b"0" * _DIGITS
        for name, content in inside.items():
            # A fixed time: the same site gives the same bytes.
            entry = zipfile.ZipInfo(f"{config.project.name}/{name}", (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, _content(content))
    return _sealed(result.getvalue())


def _sealed(archive: bytes) -> bytes:
    """A zip with what tells damage as the last part of its comment."""
    content = archive[:-_DIGITS]
    return content + hashlib.sha256(content).hexdigest().encode()


def _is_whole(archive: bytes, comment: bytes) -> bool:
    return archive[:-_DIGITS].endswith(comment) and archive == _sealed(archive)


def _for_zip(name: str, content: bytes | Path) -> bytes | Path:
    """A page offers in the zip only what is there with it."""
    return without_downloads(_content(content)) if name.endswith(".html") else content


def _content(content: bytes | Path) -> bytes:
    return content.read_bytes() if isinstance(content, Path) else content


def _digest(content: bytes | Path) -> str:
    return hashlib.sha256(_content(content)).hexdigest()
