"""The target of a link in; the place of the book, or the address of the network, that it leads to out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, urlsplit

from tabbook.document import Book, Page
from tabbook.document.page_links import is_page_link, path_and_anchor
from tabbook.document.tree import attributes_of, walk
from tabbook.edition.sections import Section
from tabbook.errors import Problem

Goal = tuple[str, str]
"""A page's path and an anchor of it; an empty anchor is the page itself."""
_HOST = re.compile(r"[\w.:-]+")
_SIGNS = "%:/?#[]@!$&'()*+,;=~-._"
"""What stays as it is in an address."""


def goal_of(target: str, page: Page) -> Goal | None:
    """Where a link on `page` leads to; `None` where that is not in the book."""
    if target.startswith("#"):
        return page.path, target.removeprefix("#")
    return path_and_anchor(target) if is_page_link(target) else None


def goals_in(sections: Iterable[Section]) -> frozenset[Goal]:
    """Everything that a link may point to."""
    found: set[Goal] = set()
    for section in sections:
        path = section.page.path
        found |= {(path, ""), *((path, name) for run in section.prose for node in walk(run) if (name := _name(node)))}
    return frozenset(found)


def _name(node: dict[str, object]) -> str:
    return attributes_of(node)[0]


def number_of(path: str, book: Book) -> int:
    """Which page of the book it is: what it is called by where its path cannot be."""
    return next((index for index, page in enumerate(book.pages) if page.path == path), 0)


def lacking(code: str, goal: Goal, page: Page, made: str) -> Problem:
    """A link on `page` to what the edition does not hold."""
    path, anchor = goal
    place = page.place_of(anchor.replace("-", "_") if anchor else path)
    what = f"a link to `{anchor or path}`, which this {made} lacks"
    return Problem(code, place, what, "link to what every framework has, or move one of the two", "warning")


def address_of(target: str) -> str:
    """An address of the network as the standard writes it; empty for anything else."""
    try:
        parts = urlsplit(target.strip())
        is_whole = bool(_HOST.fullmatch(parts.hostname or "")) or parts.scheme == "mailto"
    except ValueError:
        return ""
    return quote(parts.geturl(), safe=_SIGNS) if is_whole and parts.scheme in ("http", "https", "mailto") else ""
