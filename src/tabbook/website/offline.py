"""Every file of a site goes in; what keeps the site for readers without a network comes out: a service worker."""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote

WORKER = "worker.js"
"""At the site's root, for a worker serves the folder it lies in."""
_SHOWN = re.compile(r'\s(?:src|data-[a-z-]+)="([^"#?]+)"')
"""What a page loads at once, and what its scripts load when they need it."""
_SHARED = re.compile(r"[^/]+\.html | assets/[^/]+ | assets/fonts/.+", re.VERBOSE)


@dataclass(frozen=True, slots=True)
class Sign:
    """What a file of the site is known by."""

    digest: str
    targets: frozenset[str]
    """Of a page: what it shows, by paths in the site."""

    @classmethod
    def of(cls, digest: str, targets: frozenset[str] = frozenset()) -> Sign:
        """The sign of a file with this digest."""
        return cls(digest[:16], targets)


def sign_of(name: str, content: bytes | Path) -> Sign:
    """The sign of the file at `name`."""
    content = _content(content)
    targets = _targets(name, content) if name.endswith(".html") else frozenset[str]()
    return Sign.of(hashlib.sha256(content).hexdigest(), targets)


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
        posixpath.normpath(posixpath.join(folder, unquote(path))) for path in set(_SHOWN.findall(html.decode()))
    )


def _content(content: bytes | Path) -> bytes:
    return content.read_bytes() if isinstance(content, Path) else content
