"""The states of a language's pages in, the one thing most worth doing out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tabbook.errors import Problem
from tabbook.translation import pages, state
from tabbook.translation.pages import Shelf
from tabbook.translation.state import BlockState, PageState

_FEW = 3
"""A page with at most so many blocks behind is soon done."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do."""

    page: PageState
    what: str
    block: BlockState | None = None
    """The block to begin with; empty where it is the whole page."""


def read_states(shelf: Shelf, language: str, wanted: Sequence[str] = ()) -> tuple[list[PageState], list[Problem]]:
    """The states of a language's pages, in the order of their paths, also of those that are not there; and Problems."""
    sources = shelf.files[shelf.config.source_language]
    paths = [path for path in sources if not wanted or path in wanted]
    found, problems = pages.read_pages(shelf, [(language, path) for path in paths])
    states = {page.path: state.of_page(page) for page in found}
    broken = {problem.place.file for problem in problems}
    for path in paths:
        file = shelf.relative(shelf.config.pages_folder(language)) + f"/{path}.md"
        if path not in states and not broken & {file, shelf.relative(sources[path])}:
            english = pages.read_text(shelf, sources[path])
            states[path] = state.missing(language, path, file, english.file, english.blob, len(english.text))
    return [states[path] for path in paths if path in states], list(problems)


def in_order(states: Sequence[PageState]) -> list[PageState]:
    """Pages that are soon done first, then those further behind, then those nobody began; short ones first."""
    return sorted((page for page in states if _is_open(page)), key=_urgency)


def _is_open(page: PageState) -> bool:
    return not page.is_there or bool(page.behind) or page.origin != "known" or page.is_to_sync


def _urgency(page: PageState) -> tuple[int, int, int, str]:
    count = len(page.behind)
    if not page.is_there:
        return 3, page.length, 0, page.path
    if page.origin != "known":
        return 2, count, page.length, page.path
    return int(count > _FEW), count, page.length, page.path


def choose(states: Sequence[PageState]) -> Task | None:
    """The one thing most worth doing now; nothing where all is done."""
    ordered = in_order(states)
    if not ordered:
        return None
    page = ordered[0]
    if not page.is_there:
        return Task(page, f"translate this page: tabbook translate start {page.language} {page.path}")
    if page.origin != "known":
        said = "names an English version that nobody has" if page.origin == "unknown" else "names no English version"
        return Task(page, f"compare the page with {page.english_file}, for its first line {said}")
    if page.behind:
        return Task(page, _deed(page.behind[0]), page.behind[0])
    return Task(page, "only code, labels or formulas changed: tabbook translate sync --write")


def _deed(block: BlockState) -> str:
    if block.state == "untranslated":
        return "translate this"
    if block.why == "removed":
        return "delete this: the English has it no more"
    return "bring this up to date"
