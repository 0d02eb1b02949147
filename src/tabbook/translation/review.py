"""A book and the pages to look at in; what is wrong with them, and what of it a change did, out."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tabbook.errors import BookError, Place, Problem
from tabbook.translation import audit, checks, git, pages
from tabbook.translation.finding import Finding
from tabbook.translation.pages import Compared, Shelf, Text


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A page and what was found on it."""

    page: Compared
    findings: tuple[Finding, ...]
    silenced: int
    """How many findings comments on the page silence."""

    @property
    def problems(self) -> list[Problem]:
        return [_problem(self.page, finding) for finding in self.findings]


def review(
    shelf: Shelf, wanted: Iterable[tuple[str, str]], since: str | None = None
) -> tuple[list[Reviewed], list[Problem]]:
    """Check pages; with `since` a revision, only what changed after it can be an error.

    Raises `BookError` where there is no such revision.
    """
    found, problems = pages.read_pages(shelf, wanted)
    if since is None:
        return [_reviewed(page) for page in found], problems
    commit, changes = read_changes(shelf, since)
    touched = [page for page in found if page.made.file in changes]
    return [_since(shelf, page, commit, changes[page.made.file]) for page in touched], problems


def read_changes(shelf: Shelf, since: str) -> tuple[str, dict[str, str | None]]:
    """The commit at which this branch left `since`, and each translation that differs from it with its path then."""
    if shelf.repository is None:
        raise BookError([_refused("the book lies in no git repository", "leave out --since")])
    try:
        commit = shelf.repository.find_base(since)
        changes: dict[str, str | None] = {}
        for language in shelf.config.languages.translations:
            folder = shelf.config.pages_folder(language)
            if folder.is_dir():
                changes |= shelf.repository.list_changes(commit, shelf.relative(folder))
    except git.Refused as error:
        raise BookError([_refused(f"git knows no revision `{since}`", str(error) or "name a branch or commit")])
    return commit, changes


def _refused(what: str, cure: str) -> Problem:
    return Problem("T31", Place("config.ini", 1), what, cure)


def _reviewed(page: Compared) -> Reviewed:
    found, silenced = checks.find(page)
    return Reviewed(page, tuple(found), len(silenced))


def _since(shelf: Shelf, page: Compared, commit: str, file: str | None) -> Reviewed:
    """What is wrong with a page; faults that it had before are warnings."""
    reviewed = _reviewed(page)
    content = shelf.repository.read_file(commit, file) if shelf.repository and file else None
    if content is None:
        return reviewed
    before = Text(page.made.file, content.decode("utf-8", errors="replace"), git.hash_of(content, shelf.algorithm))
    old = _then(shelf, page, before)
    known = Counter(finding.key for finding in checks.find(old)[0])
    kept = tuple(_judged(finding, known) for finding in reviewed.findings)
    return dataclasses.replace(reviewed, findings=(*_audited(shelf, page, old), *kept))


def _then(shelf: Shelf, page: Compared, before: Text) -> Compared:
    """The page as it was."""
    cut = pages.cut(shelf, before)
    blobs = pages.read_blobs(shelf, [cut.origin], [page.english])
    return pages.compare(shelf, page.language, page.path, before, page.english, cut, blobs)


def _judged(finding: Finding, known: Counter[tuple[str, str, str]]) -> Finding:
    if known[finding.key] <= 0:
        return finding
    known[finding.key] -= 1
    return dataclasses.replace(finding, severity="warning")


def _audited(shelf: Shelf, page: Compared, old: Compared) -> Iterator[Finding]:
    """What the marker of a page claims and nobody did."""
    if page.cut.origin == old.cut.origin or page.old is None or old.old is None:
        return
    made = audit.first_version(shelf, old, old.cut.origin or "") or old.made
    first = Text(page.english.file, old.old, old.cut.origin or "")
    last = Text(page.english.file, page.old, page.cut.origin or "")
    yield from audit.check(*audit.compare(shelf, page, first, last, made))


def _problem(page: Compared, finding: Finding) -> Problem:
    place = Place(page.made.file, page.line(finding.line))
    return Problem(finding.code, place, finding.what, finding.cure, finding.severity)


def choose(shelf: Shelf, files: Sequence[str]) -> list[tuple[str, str]]:
    """The pages that files or paths such as `ja/intro` name, all translated ones where none is named.

    Raises `BookError` with a Problem for each name that is no translation of this book.
    """
    every = {
        (language, path): shelf.relative(where)
        for language in shelf.config.languages.translations
        for path, where in shelf.files[language].items()
    }
    if not files:
        return list(every)
    names = {name: page for page, file in every.items() for name in (file, "/".join(page), "/".join(page) + ".md")}
    found = [(written, names.get(_plain(shelf, written))) for written in files]
    unknown = [written for written, page in found if page is None]
    if unknown:
        raise BookError([_no_page(written) for written in unknown])
    return list(dict.fromkeys(page for _, page in found if page))


def _plain(shelf: Shelf, written: str) -> str:
    """A name as the book writes it: from its root, with forward slashes."""
    name = written.replace("\\", "/").removeprefix("./")
    root = shelf.config.root.as_posix().rstrip("/") + "/"
    return name.removeprefix(root)


def _no_page(written: str) -> Problem:
    cure = "name a file such as chapters/ja/PAGE.md that has an English page"
    return Problem("T30", Place(written, 1), "this is no translation of a page of the book", cure)
