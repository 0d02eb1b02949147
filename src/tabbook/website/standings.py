"""All books and their runs in; a page of each translation, an overview of all, both as data, and badges, out.

Their data is that of the pages themselves: `Page.standing` and the outputs of the programs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from tabbook.document import Behind, Book, Page, Program, Standing
from tabbook.website import badges, behind
from tabbook.website.addresses import page_address, relative
from tabbook.website.facts import Facts
from tabbook.website.heads import book_title, numbered_title
from tabbook.website.words import words_of

FEW = 3
"""A page with at most so many blocks behind is soon done."""


@dataclass(frozen=True, slots=True)
class Row:
    """A page in one language, and how it stands."""

    page: str
    title: str
    """With its number, in the language that readers see."""
    title_language: str
    address: str
    """In the site."""
    language: str
    standing: Standing | None
    """`None` for an original."""
    runs: tuple[tuple[str, str], ...]
    """Frameworks, and `executed`, `waiting`, `failing` or nothing."""

    @property
    def state(self) -> str:
        """The word that says it."""
        if self.standing is None:
            return "original"
        if not self.standing.is_there:
            return "missing"
        if self.standing.base != "known":
            return "unknown"
        return _state(self.behind)

    @property
    def behind(self) -> int:
        """How many blocks are."""
        return len(self.standing.behind) if self.standing else 0

    @property
    def turn(self) -> tuple[int, int]:
        """What is soon done comes first, then what is further behind, what nobody can tell, what nobody began."""
        if self.state in ("missing", "unknown"):
            return (3 if self.state == "missing" else 2, self.behind)
        return (4, 0) if not self.behind else (int(self.behind > FEW), self.behind)


def _state(behind: int) -> str:
    return "many" if behind > 1 else "one" if behind else "fresh"


def rows(language: str, facts: Facts) -> tuple[Row, ...]:
    """The pages of a language in the order of the book; those without an original are its own."""
    return tuple(
        Row(
            page.path,
            numbered_title(page),
            page.text_language,
            page_address(facts.config, language, page.path),
            language,
            page.standing,
            tuple((name, _run(page, name, facts)) for name in facts.config.frameworks),
        )
        for page in facts.books[language].pages
    )


def _run(page: Page, framework: str, facts: Facts) -> str:
    program = facts.outputs.program(page.language, page.path, framework)
    if program is None or not program.cells:
        return ""
    if program.was_run:
        return "executed"
    return "failing" if _has_failed(program, facts) else "waiting"


def _has_failed(program: Program, facts: Facts) -> bool:
    return any(problem.is_error and problem.place.file == program.file for problem in facts.outputs.problems)


# ---------------------------------------------------------------------------------------------------------------------


def files(found: Mapping[str, Sequence[Row]], source: str) -> Iterator[tuple[str, bytes]]:
    """What machines and other sites are told: path in the site and content."""
    yield "overview.json", _json({"pages": _overview(found)})
    for language, listed in found.items():
        standing = [row for row in listed if row.standing]
        if language == source:
            continue
        yield f"{language}/translations.json", _json(_translation(language, standing))
        state, count = summary(standing)
        yield f"badges/{language}.svg", badges.badge(language, state, said(state, count, language))
        for row in standing:
            words = said(row.state, row.behind, language)
            yield f"badges/{language}/{row.page}.svg", badges.badge(language, row.state, words)


def summary(listed: Sequence[Row]) -> tuple[str, int]:
    """The state of a whole translation, and of how much: never fresh where one page is not."""
    standings = [row.standing for row in listed if row.standing]
    total = sum(row.behind for row in listed)
    if total or (standings and all(standing.is_fresh for standing in standings)):
        return _state(total), total
    lacking = sum(not standing.is_there for standing in standings)
    return ("pages" if lacking > 1 else "page" if lacking else "unknown"), lacking


def said(state: str, count: int, language: str = "en") -> str:
    """A state in three words of `language`; machines are told in English."""
    return words_of(language)[f"badge_{state}"].format(count=count)


def per_cent(listed: Sequence[Row]) -> int:
    """How much of a translation is done, page by page."""
    values = [row.standing.per_cent for row in listed if row.standing]
    return sum(values) // len(values) if values else 100


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _overview(found: Mapping[str, Sequence[Row]]) -> list[dict[str, Any]]:
    paths = dict.fromkeys(row.page for listed in found.values() for row in listed)
    by_page = {(language, row.page): row for language, listed in found.items() for row in listed}
    return [
        {"page": path, "languages": {name: _told(row) for name in found if (row := by_page.get((name, path)))}}
        for path in paths
    ]


def _told(row: Row) -> dict[str, Any]:
    told: dict[str, Any] = {"state": said(row.state, row.behind)}
    if row.standing:
        told |= {"per_cent": row.standing.per_cent, "behind": row.behind}
        told |= {"errors": len(row.standing.errors), "shown": row.title_language}
    return told | {"frameworks": {name: run for name, run in row.runs if run}}


def _translation(language: str, listed: Sequence[Row]) -> dict[str, Any]:
    return {
        "language": language,
        "state": said(*summary(listed)),
        "per_cent": per_cent(listed),
        "pages": [
            {"page": row.page, "file": row.standing.file, "original": row.standing.original_file}
            | _told(row)
            | {"errors": [_problem(asdict(problem)) for problem in row.standing.errors]}
            | {"blocks": [_block(block) for block in row.standing.behind]}
            for row in listed
            if row.standing
        ],
    }


def _problem(data: dict[str, Any]) -> dict[str, Any]:
    return {"code": data["code"], **data["place"], "what": data["what"], "cure": data["cure"]}


def _block(block: Behind) -> dict[str, Any]:
    names = ("state", "kind", "why", "old", "new", "line", "original_line")
    return {name: getattr(block, name) for name in names}


# ---------------------------------------------------------------------------------------------------------------------


def shown_translation(language: str, listed: Sequence[Row], facts: Facts) -> dict[str, Any]:
    """What the page of a translation says."""
    standing = sorted((row for row in listed if row.standing), key=lambda row: row.turn)
    done = sum(row.turn[0] == 4 for row in standing)
    return {
        "rows": [(row, anchor_of(row), edit_address(row.standing, 1, facts)) for row in standing],
        "opened": [
            (row, anchor_of(row), [_shown_block(row, block, facts) for block in row.standing.behind])
            for row in standing
            if row.standing and row.standing.is_there and (row.standing.behind or row.standing.errors)
        ],
        "has_edits": any(edit_address(row.standing, 1, facts) for row in standing),
        "done": (done, len(standing), per_cent(standing)),
        "badge": f"badges/{language}.svg",
        "summary": said(*summary(standing), language),
        "source": facts.config.source_language,
    }


def anchor_of(row: Row) -> str:
    return "page-" + row.page.replace("/", "-")


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A block that is behind, as a translator reads it."""

    reason: str
    """The word that says what is to be done."""
    place: str
    edit: str
    """Where its line is edited; empty where the book names no repository."""
    old: Markup
    new: Markup


def _shown_block(row: Row, block: Behind, facts: Facts) -> ShownBlock:
    assert row.standing
    reason = {"removed": "removed", "moved": "moved", "missing": "missing", "added": "added", "": "left"}
    old, new = (
        Markup(behind.side(block, version, facts.formulas)) if text else Markup()
        for version, text in (("old", block.old), ("new", block.new))
    )
    return ShownBlock(
        f"behind_{reason.get(block.why, 'changed')}",
        f"{row.standing.file}:{block.line}",
        edit_address(row.standing, block.line, facts),
        old if block.why != "" else Markup(),
        new,
    )


def edit_address(standing: Standing | None, line: int, facts: Facts) -> str:
    """Where GitHub edits a line of a translation, or begins it; empty where the book names no repository."""
    settings = facts.config.website
    address = settings.repository.rstrip("/")
    if standing is None or not address.startswith("https://"):
        return ""
    if not standing.is_there:
        folder, _, name = standing.file.rpartition("/")
        return f"{address}/new/{settings.branch}/{quote(folder)}?filename={quote(name)}"
    return f"{address}/edit/{settings.branch}/{quote(standing.file)}#L{line}"


def shown_overview(found: Mapping[str, Sequence[Row]], language: str, facts: Facts) -> dict[str, Any]:
    """What the overview says: page by page, each language, each framework."""
    by_page = {(name, row.page): row for name, listed in found.items() for row in listed}
    pages = [(row, [own for name in found if (own := by_page.get((name, row.page)))]) for row in found[language]]
    return {"pages": pages, "labels": {name: facts.config.language(name).label for name in found}}


def links(language: str, facts: Facts, start: str) -> list[tuple[str, str]]:
    """Words and address of each of these pages that the file at `start` links to."""
    if not facts.config.languages.translations:
        return []
    names = [*(["translations"] if language != facts.config.source_language else []), "overview"]
    return [(name, relative(f"{language}/{name}.html", start)) for name in names]


def frame(name: str, language: str, books: Mapping[str, Book], facts: Facts) -> dict[str, Any]:
    """What stands around either page."""
    start = f"{language}/{name}.html"
    others = [
        (other, facts.config.language(other).label, relative(f"{other}/{_name_in(name, other, facts)}.html", start))
        for other in books
    ]
    home = relative(page_address(facts.config, language, facts.config.build.index), start)
    return {
        "name": name,
        "language": language,
        "book_title": book_title(facts, language),
        "home": home,
        "languages": others,
        "links": [(word, address) for word, address in links(language, facts, start) if word != name],
    }


def _name_in(name: str, language: str, facts: Facts) -> str:
    return "overview" if language == facts.config.source_language else name
