"""What every page of the site may look up, and what the pages ask of the rest of the site while they are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tabbook.config import Config
from tabbook.document import Book, Outputs, Page
from tabbook.document.formulas import Key
from tabbook.errors import Place, Problem


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything known before the first page is made."""

    books: Mapping[str, Book]
    """By language, the source language first."""
    outputs: Outputs
    config: Config
    formulas: Mapping[Key, str | None]
    """MathML by TeX and whether it is displayed; `None` for a refused one."""
    anchors: Mapping[tuple[str, str], frozenset[str]]
    """By language and page path: what a link may point to."""
    formulas_on: Mapping[tuple[str, str], tuple[Key, ...]] = field(default_factory=dict)
    """By language and page path: the formulas of a page, where they were looked for already."""

    def frameworks_of(self, page: Page) -> tuple[str, ...]:
        """The frameworks `page` exists for, in the order of the config; all of them for a page nobody ran."""
        # Asked for by name: to look through the programs of all pages for each page takes as long as the book squared.
        names = self.config.frameworks
        return tuple(name for name in names if self.outputs.program(page.language, page.path, name)) or names

    def label(self, framework: str) -> str:
        return self.config.framework(framework).label


@dataclass(slots=True)
class Needs:
    """Gathered while the pages are made."""

    files: dict[str, bytes | Path] = field(default_factory=dict)
    """Files of the site by their path in it: their bytes, or the file to copy."""
    styles: dict[str, str] = field(default_factory=dict)
    """Declarations by the class that stands for them: inline styles are not allowed on the site."""
    problems: list[Problem] = field(default_factory=list)

    def take(self, other: Needs) -> None:
        """Take in what one page asks for."""
        self.files |= other.files
        self.styles |= other.styles
        self.problems += other.problems

    def report(self, code: str, place: Place, what: str, cure: str, is_error: bool = True) -> None:
        self.problems.append(Problem(code, place, what, cure, "error" if is_error else "warning"))
