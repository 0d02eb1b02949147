"""The first line of a page: that it names the English the page was made from."""

from __future__ import annotations

from collections.abc import Iterator

from tabbook.translation.finding import Finding
from tabbook.translation.pages import Compared

_KNOWN_AGAIN = 0.2
"""Of its blocks, what a version of a page shares at least with today's."""


def check(page: Compared) -> Iterator[Finding]:
    """A marker that is missing, unknown, or names another file."""
    if page.origin == "none" and not any(problem.code == "S21" for problem in page.cut.problems):
        what = "the page does not say which English it was made from"
        yield Finding("T01", 1, what, f"begin it with {page.marker}")
    elif page.origin == "unknown":
        what = f"nobody has the English version {(page.cut.origin or '')[:12]} that the marker names"
        cure = f"compare the page with {page.english.file}, then begin it with {page.marker}"
        yield Finding("T01", 1, what, cure, "warning")
    elif page.origin == "known" and _is_another(page):
        what = f"the marker names a file that is no version of {page.english.file}"
        yield Finding("T01", 1, what, f"begin the page with {page.marker}, or with the version it was made from")


def _is_another(page: Compared) -> bool:
    old = sum(entry.old is not None for entry in page.entries)
    new = sum(entry.new is not None for entry in page.entries)
    shared = [entry for entry in page.entries if entry.is_in_both]
    same = sum(entry.old.key == entry.new.key for entry in shared if entry.old and entry.new)
    return min(old, new) >= 4 and same / min(old, new) < _KNOWN_AGAIN and not _has_title(page)


def _has_title(page: Compared) -> bool:
    """Whether the title, or the label below it, is the same in both versions."""
    marks = [entry for entry in page.entries if entry.versions[0].kind in ("heading", "mark")]
    return any(e.old is not None and e.new is not None and e.old.key == e.new.key for e in marks)
