"""A numbered book and the runs of its cells in; what pandoc binds for one framework out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tabbook.config import Config
from tabbook.document import Book, Node, Outputs, Page
from tabbook.document.formulas import Key
from tabbook.document.tree import div
from tabbook.edition import Section, Shown, sections_of
from tabbook.edition.links import goals_in
from tabbook.epub import cells
from tabbook.epub.prose import Facts, Writing
from tabbook.errors import Problem


@dataclass(frozen=True, slots=True)
class Manuscript:
    """An EPUB before it is bound."""

    book: Book
    framework: str
    blocks: tuple[Node, ...]
    """Every page begins with a heading of the first level, which is named by the page's number: `p3`."""
    files: Mapping[str, bytes]
    problems: tuple[Problem, ...]


def manuscript(
    book: Book, runs: Outputs, config: Config, framework: str, formulas: Mapping[Key, str | None], tables: cells.Tables
) -> Manuscript:
    """The book as readers of `framework` see it."""
    sections = sections_of(book, runs, config, framework)
    titles = {page.path: title for page in book.pages if (title := _title(page))}
    facts = Facts(book, config, formulas, goals_in(sections), titles)
    blocks = [block for section in sections for block in _blocks(section, facts, tables)]
    return Manuscript(book, framework, tuple(blocks), facts.files, tuple(facts.problems))


def _title(page: Page) -> str:
    """The anchor of the page's first heading, where that is a title."""
    first = page.headings[0] if page.headings else None
    return first.anchor if first and first.level == 1 else ""


def _blocks(section: Section, facts: Facts, tables: cells.Tables) -> list[Node]:
    """A page: its title, a word to readers whose framework does not have it, and the rest."""
    writing = Writing(section.page, facts)
    blocks: list[Node] = []
    for part in section.parts:
        blocks += [cells.to_blocks(part, writing, tables)] if isinstance(part, Shown) else writing.written(part)
    top = next((index for index, block in enumerate(blocks) if block["t"] == "Header" and block["c"][0] == 1), None)
    if section.note:
        blocks.insert(0 if top is None else top + 1, cells.said(section.note))
    if top is None:
        blocks.insert(0, div([], writing.facts.identifier(section.page.path, "")))
    return blocks
