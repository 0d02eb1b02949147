"""Pages in; the same begun, synchronised or moved on to today's English, on the disk, out."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from tabbook.errors import BookError, Place, Problem
from tabbook.files import write_whole
from tabbook.translation import audit, checks, pages, sync
from tabbook.translation.finding import Finding
from tabbook.translation.pages import Compared, Shelf, Text

_MARKER = re.compile(r"\A\ufeff?<!--\s*translated-from:[^\n]*-->[ \t]*\r?\n?")


def start(shelf: Shelf, language: str, path: str) -> str:
    """Copy an English page to where its translation goes, and give that file.

    Raises `BookError` where there is something already, where the page had another path and its translation still has,
    or where the place lies outside of the book.
    """
    english = pages.read_text(shelf, shelf.files[shelf.config.source_language][path])
    target = shelf.config.pages_folder(language) / f"{path}.md"
    file = shelf.relative(target)
    if target.exists() or target.is_symlink():
        cure = f"see `tabbook translate status {language} {path}`"
        raise BookError([Problem("T30", Place(file, 1), "the page is there already", cure)])
    if left := _find_left(shelf, language, english):
        what = f"this is the translation of {english.file}, which had another path"
        raise BookError([Problem("T30", Place(left, 1), what, f"let it follow: `git mv {left} {file}`")])
    _write(shelf, target, pages.marker(english.blob) + "\n" + english.text.removeprefix("\ufeff"))
    return file


def _find_left(shelf: Shelf, language: str, english: Text) -> str | None:
    """The translation that has a label of `english`, at a path that no page of the original has."""
    labels = _labels(shelf, english)
    for path, where in shelf.files[language].items():
        if path not in shelf.files[shelf.config.source_language]:
            with suppress(BookError):  # It is not UTF-8.
                left = pages.read_text(shelf, where)
                if labels & _labels(shelf, left):
                    return left.file
    return None


def _labels(shelf: Shelf, text: Text) -> set[str]:
    return {unit.key for unit in pages.cut(shelf, text).units if unit.kind == "mark" and ":label:" in unit.text}


def _write(shelf: Shelf, target: Path, text: str) -> None:
    """Write a page. Raises `BookError` where a link leads out of the book."""
    root = os.path.realpath(shelf.config.root)
    if not Path(os.path.realpath(target)).is_relative_to(root):
        place = Place(shelf.relative(target), 1)
        raise BookError(
            [Problem("S36", place, "this page lies outside of the book", "put a folder in the link's place")]
        )
    write_whole(target, text.encode("utf-8"))


def synchronise(shelf: Shelf, wanted: Iterable[tuple[str, str]], writes: bool) -> tuple[list[str], list[Problem]]:
    """What changes in each page that needs it, as `diff -u` writes it; and the Problems of pages that cannot be."""
    found, problems = pages.read_pages(shelf, wanted)
    changes = []
    for page in found:
        problems += [_unmended(page, repair.line, repair.what, repair.cure) for repair in page.repairs[:1]]
        text = sync.synchronise(page)
        if text != page.made.text:
            changes.append(sync.show_difference(page, text))
            if writes:
                _write(shelf, shelf.files[page.language][page.path], text)
    return changes, problems


def _unmended(page: Compared, line: int, what: str, cure: str) -> Problem:
    return Problem("T03", Place(page.made.file, line), f"{what}, so the page is left alone", cure)


def bump(shelf: Shelf, language: str, path: str) -> tuple[str, list[Problem]]:
    """Let a page's marker name today's English; its file, and what forbids it."""
    found, problems = pages.read_pages(shelf, [(language, path)])
    if not found:
        return path, problems
    page = found[0]
    text = pages.marker(page.english.blob) + "\n" + _MARKER.sub("", page.made.text)
    moved = Text(page.made.file, text, "")
    after = pages.compare(
        shelf, language, path, moved, page.english, pages.cut(shelf, moved), {page.english.blob: page.english.text}
    )
    undone = [*_audited(shelf, page, after), *(f for f in checks.find(after)[0] if f.severity == "error")]
    if undone:
        return page.made.file, [_problem(after, finding) for finding in undone]
    _write(shelf, shelf.files[language][path], text)
    return page.made.file, []


def _audited(shelf: Shelf, page: Compared, after: Compared) -> list[Finding]:
    if page.old is None:
        what = "nobody knows from which English this page was made"
        cure = "compare it with the English, then write the first line that `tabbook translate check` prints"
        return [Finding("T02", 1, what, cure)]
    made = audit.first_version(shelf, page, page.cut.origin or "") or page.made
    old = Text(page.english.file, page.old, page.cut.origin or "")
    before, _ = audit.compare(shelf, page, old, page.english, made)
    return list(audit.check(before, after))


def _problem(page: Compared, finding: Finding) -> Problem:
    place = Place(page.made.file, page.line(finding.line))
    return Problem(finding.code, place, finding.what, finding.cure, finding.severity)
