"""Pages and files of the site: paths of the book go in, relative addresses come out."""

from __future__ import annotations

import posixpath
from urllib.parse import quote

from tabbook.config import Config


def page_address(config: Config, language: str, path: str) -> str:
    """Where the page at `path` lies in the site: `ja/builders-guide/parameters.html`."""
    name = "index" if path == config.build.index else path
    return f"{language}/{name}.html"


def relative(target: str, start: str) -> str:
    """The address of file `target` as a link in the file at `start`, both counted from the site's root."""
    return quote(posixpath.relpath(target, posixpath.dirname(start) or "."), safe="/.-_~")
