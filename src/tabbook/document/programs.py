"""What a page runs in one framework, and what it printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tabbook.errors import Place, Problem

Address = tuple[str, str, str]
"""A program's language, page path and framework."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A code cell as one framework's reader sees it: markers gone, branches resolved, aliases rewritten."""

    place: Place
    """Where the cell's fence opens in the page."""
    source: str
    """The code, LF line ends, no blank lines around."""
    block: int
    """Index of the cell's `Code` in `Page.blocks`."""
    lines: tuple[int, ...] = ()
    """For each line of `source` its line number in the file."""
    outputs: tuple[Mapping[str, Any], ...] = ()
    """nbformat 4 outputs, cleaned, in order; filled in by the run."""
    execution_count: int | None = None

    def place_of(self, line: int) -> Place:
        """Where a line of `source`, counted from 1, stands in the page."""
        return Place(self.place.file, self.lines[line - 1] if line <= len(self.lines) else self.place.line + line)


@dataclass(frozen=True, slots=True)
class Program:
    """All cells of one page for one framework, in order; run in one kernel."""

    path: str
    """The page's path, as in `Page.path`."""
    file: str
    """The page's file, as in `Page.file`."""
    language: str
    framework: str
    cells: tuple[Cell, ...]
    required_libs: tuple[str, ...] = ()
    """Packages the page asks for in its tab-selector cell."""
    library: Mapping[str, str] = field(default_factory=dict)
    """The code it takes from the helper library: by the module's file, such as `d2l/torch.py`, the text."""
    was_run: bool = False
    """Whether every cell has the outputs of a complete run without error."""
    ran_on: str = ""
    """The day of that run, such as 2026-11-20; empty where it is not known."""
    versions: Mapping[str, str] = field(default_factory=dict)
    """The exact packages of that run, and `python`."""

    @property
    def address(self) -> Address:
        return self.language, self.path, self.framework


@dataclass(frozen=True, slots=True)
class Outputs:
    """The programs of all languages after their run, and what went wrong."""

    programs: Mapping[Address, Program] = field(default_factory=dict)
    """A page has an entry for each framework it exists for."""
    problems: tuple[Problem, ...] = ()

    def program(self, language: str, path: str, framework: str) -> Program | None:
        """The program of a page for a framework; `None` where the page does not exist for it."""
        return self.programs.get((language, path, framework))

    def frameworks_of(self, language: str, path: str) -> tuple[str, ...]:
        """The frameworks a page exists for, in the order of the config."""
        return tuple(key[2] for key in self.programs if key[1] == path and key[0] == language)
