"""Sheets and states in, what the desk's templates show of them out; and these as HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from tabbook.config import Config
from tabbook.desk.difference import difference
from tabbook.desk.places import Map, Ways
from tabbook.desk.rendering import Renderer
from tabbook.desk.sheet import Line, Sheet
from tabbook.desk.words import words_of
from tabbook.errors import Problem
from tabbook.translation import PageState, Task
from tabbook.translation.finding import Finding, clipped
from tabbook.translation.state import PROSE_KINDS, BlockState
from tabbook.translation.units import Unit
from tabbook.website.addresses import page_address

FOLDER = "/-/desk/"
_WHY = ("added", "removed", "moved", "changed", "missing")


@dataclass(frozen=True, slots=True)
class Looked:
    """What is known of a page before it is opened."""

    state: PageState
    errors: int
    warnings: int


@dataclass(frozen=True, slots=True)
class Setting:
    """What all pages of the desk have in common."""

    config: Config
    made: str
    """The language of the translation."""
    language: str
    """The language of the desk's own words."""
    version: str
    """Another one where the page that is open has changed."""
    problems: Sequence[Problem] = ()

    @property
    def words(self) -> Mapping[str, str]:
        return words_of(self.language)


def address_of(language: str, path: str = "") -> str:
    """Where the desk shows a page, or the list of all."""
    return f"{FOLDER}{language}/{quote(path)}"


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("tabbook.desk", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _render(template: str, setting: Setting, title: str, **shown: Any) -> str:
    frame = {
        "title": title,
        "words": setting.words,
        "language": setting.language,
        "version": setting.version,
        "problems": setting.problems,
        "home": address_of(setting.made),
        "made": setting.made,
        "made_label": setting.config.language(setting.made).label,
        "source": setting.config.source_language,
        "source_label": setting.config.language(setting.config.source_language).label,
    }
    return _environment().get_template(template).render({**frame, **shown})


def badge(state: PageState, words: Mapping[str, str]) -> tuple[str, str]:
    """A page in a few words, and their tone."""
    if not state.is_there:
        return words["not_begun"], "absent"
    if state.origin != "known":
        return words["unknown_base"], "behind"
    count = len(state.behind)
    if not count:
        return words["fresh"], "done"
    return (words["behind_one"] if count == 1 else words["behind_many"].format(count)), "behind"


def write_list(looked: Sequence[Looked], task: Task | None, total: int, setting: Setting) -> str:
    """The list of all pages, the one most worth doing first."""
    entries = [_entry(one, setting) for one in looked]
    first = None
    if task:
        block = task.block
        first = next(entry for entry in entries if entry["path"] == task.page.path) | {
            "english": clipped(block.new or block.old, 240) if block else "",
            "command": "" if task.page.is_there else f"tabbook translate start {setting.made} {task.page.path}",
        }
    return _render(
        "pages.html", setting, setting.words["all_pages"], pages=entries, next=first, done=len(looked), total=total
    )


def _entry(looked: Looked, setting: Setting) -> dict[str, Any]:
    state = looked.state
    said, tone = badge(state, setting.words)
    return {
        "path": state.path,
        "address": address_of(setting.made, state.path),
        "badge": said,
        "tone": tone,
        "syncs": state.is_to_sync,
        "is_there": state.is_there,
        "per_cent": state.per_cent,
        "errors": looked.errors,
        "warnings": looked.warnings,
    }


def write_lost(path: str, setting: Setting) -> str:
    """What stands where the book has no page, or none that can be read."""
    return _render("lost.html", setting, path)


def write_page(sheet: Sheet, renderer: Renderer, ways: Map, setting: Setting) -> str:
    """A page of the book, source and translation side by side."""
    state, findings = sheet.state, sheet.findings
    errors = sum(finding.severity == "error" for finding in findings)
    return _render(
        "page.html",
        setting,
        state.path,
        **_entry(Looked(state, errors, len(findings) - errors), setting),
        book_page=f"/{page_address(setting.config, setting.made, state.path)}",
        silenced=sheet.silenced,
        todo=[entry for line in sheet.lines for entry in _todo(line, setting)],
        commands=_commands(state),
        rows=_Rows(sheet, renderer, ways, setting).all(),
    )


def _commands(state: PageState) -> Iterator[tuple[str, str]]:
    if not state.is_there:
        yield "command_start", f"tabbook translate start {state.language} {state.path}"
        return
    yield "command_check", f"tabbook translate check {state.file}"
    if state.is_to_sync:
        yield "command_sync", f"tabbook translate sync --write {state.file}"
    if state.blob != state.newest:
        yield "command_bump", f"tabbook translate bump {state.language}/{state.path}"


def _todo(line: Line, setting: Setting) -> Iterator[dict[str, str]]:
    """What is to be done at a row: its blocks that are behind, then its findings."""
    words = setting.words
    for block in line.states:
        if block.is_behind:
            text, language = clipped(block.new or block.old, 80), setting.config.source_language
            yield {"tone": "behind", "label": words[block.state], "text": text, "language": language, "name": line.name}
    for finding in line.findings:
        label, text = words[finding.severity], clipped(finding.what, 120)
        yield {"tone": finding.severity, "label": label, "text": text, "language": "en", "name": line.name}


class _Rows:
    """The rows of a page, all their units rendered together."""

    def __init__(self, sheet: Sheet, renderer: Renderer, ways: Map, setting: Setting) -> None:
        self.sheet, self.ways, self.setting = sheet, ways, setting
        page, config = sheet.page, setting.config
        english = [unit for line in sheet.lines for unit in line.english]
        made = [unit for line in sheet.lines for unit in line.made]
        self.english = iter(renderer.render(english, page.english.file, config.source_language, config))
        self.made = iter(renderer.render(made, page.made.file, setting.made, config))

    def all(self) -> list[dict[str, Any]]:
        return [self.row(line) for line in self.sheet.lines]

    def row(self, line: Line) -> dict[str, Any]:
        page = self.sheet.page
        said = list(_said(line, self.setting))
        return {
            "name": line.name,
            "english": [self.unit(unit, page.english.file, unit.line, next(self.english)) for unit in line.english],
            "made": [self.unit(unit, page.made.file, page.line(unit.line), next(self.made)) for unit in line.made],
            "source": "\n\n".join(unit.text for unit in line.english),
            "ways": self.ways.ways(page.made.file, line.line),
            "line": line.line,
            "said": said,
            "tone": said[0]["tone"] if said else "",
            "label": said[0]["label"] if said else "",
        }

    def unit(self, unit: Unit, file: str, line: int, html: str) -> dict[str, Any]:
        ways: Ways = self.ways.ways(file, line)
        return {"kind": unit.kind, "line": line, "ways": ways, "html": Markup(html)}


def _said(line: Line, setting: Setting) -> Iterator[dict[str, Any]]:
    """What stands below a row: errors first, then what is behind, then warnings, then what needs nothing."""
    findings = [(0 if one.severity == "error" else 2, _of_finding(one, setting)) for one in line.findings]
    blocks = [(1 if block.is_behind else 3, _of_block(block, setting)) for block in line.states]
    yield from (said for _, said in sorted([*findings, *blocks], key=lambda pair: pair[0]))


def _of_finding(finding: Finding, setting: Setting) -> dict[str, Any]:
    what = f"{finding.what}; {finding.cure}"
    return {
        "tone": finding.severity,
        "label": setting.words[finding.severity],
        "what": what,
        "code": finding.code,
        "old": "",
        "new": "",
        "is_code": False,
        "declared": "",
    }


def _of_block(block: BlockState, setting: Setting) -> dict[str, Any]:
    words = setting.words
    is_code = block.kind not in PROSE_KINDS
    # Where a line of prose ends says nothing.
    old, new = (text if is_code else " ".join(text.split()) for text in (block.old, block.new))
    # Only a change is shown twice: what is new stands in its column, and what is gone here.
    old, new = difference(old, new) if block.why == "changed" else difference(old, "")
    what = words[block.why] if block.why in _WHY else words["left"] if block.state == "untranslated" else ""
    can_declare = block.state == "stale" and block.why != "removed"
    return {
        "tone": "behind" if block.is_behind else "quiet",
        "label": words["sync"] if block.why == "sync" else words[block.state],
        "what": "" if block.state == "minor" else what,
        "code": "",
        "old": Markup(old) if block.why in ("changed", "removed") else "",
        "new": Markup(new) if block.why == "changed" else "",
        "is_code": is_code,
        "declared": f"<!-- en: {block.fingerprint} -->" if can_declare else "",
    }
