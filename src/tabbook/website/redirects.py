"""The lines of `[website] redirects` go in; where each old address leads, and what is wrong with a line, comes out."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tabbook.config import place_of
from tabbook.website.addresses import page_address
from tabbook.website.facts import Facts, Needs

_LINE = re.compile(
    r"""
    (?P<old> [^\s?\#]+ )      # an address below the site, without what a browser adds
    \s* -> \s*
    (?P<new> [^\s\#]+ )
    (?: \# (?P<anchor> \S* ) )?
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Redirect:
    """An address that the site had once."""

    old: str
    """Path in the site of the file that leads on."""
    new: str
    """Path in the site of the page it leads to."""
    anchor: str
    language: str
    path: str
    """Language and path in the book of the page it leads to."""


def read(facts: Facts, needs: Needs) -> Iterator[Redirect]:
    """Every redirect that can be written; `needs.files` holds all pages of the site, and takes the Problems."""
    pages = {
        page_address(facts.config, page.language, page.path): page
        for book in facts.books.values()
        for page in book.pages
    }
    taken: Mapping[str, object] = dict(needs.files)
    seen: set[str] = set()
    for line in facts.config.website.redirects:
        match = _LINE.fullmatch(line)
        if match is None:
            _report(facts, needs, line, "this redirect is not in its form", "write old.html -> en/new.html")
            continue
        old, new, anchor = _file(match["old"]), _file(match["new"]), match["anchor"] or ""
        page = pages.get(new)
        if old.startswith("../") or not old.endswith(".html"):
            what, cure = f"`{match['old']}` is no page below the site", "write its path as old/page.html, or as old/"
            _report(facts, needs, line, what, cure)
        elif old in taken or old in seen:
            what = "is a page of the site" if old in taken else "leads on already"
            _report(facts, needs, line, f"the old address `{match['old']}` {what}", "delete the line")
        elif page is None:
            _report(facts, needs, line, f"the site has no page `{match['new']}`", "name one, such as en/index.html")
        elif anchor and anchor not in facts.anchors[page.language, page.path]:
            _report(facts, needs, line, f"page `{new}` has no anchor `{anchor}`", "mend the part after the #")
        else:
            seen.add(old)
            yield Redirect(old, new, anchor, page.language, page.path)


def _file(address: str) -> str:
    """The file in the site that a host shows at `address`."""
    path = posixpath.normpath(address.lstrip("/") or ".")
    return posixpath.join(path, "index.html") if address.endswith("/") or not Path(path).suffix else path


def _report(facts: Facts, needs: Needs, line: str, what: str, cure: str) -> None:
    needs.report("W08", place_of(facts.config, "website", "redirects", line), what, cure)
