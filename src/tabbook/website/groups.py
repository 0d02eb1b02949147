"""Prose and cells of a page in reading order go in; what every reader shares and what lies in panels comes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from tabbook.document import Node


@dataclass(frozen=True, slots=True)
class Prose:
    """Blocks of prose that stand together."""

    blocks: tuple[Node, ...]
    frameworks: tuple[str, ...] = ()
    """Frameworks of the tab block around; empty for shared prose."""


@dataclass(frozen=True, slots=True)
class View:
    """A code cell as the readers of one framework see it."""

    block: int
    """Index of the cell's `Code` in `Page.blocks`."""
    source: str
    outputs: tuple[Mapping[str, Any], ...] = ()
    language: str = "python"
    is_code_shown: bool = True
    """Whether the code itself is shown; hiding marks may leave the outputs only."""
    is_first_bare: bool = False
    """Whether it is the first of a program that was not run, and says so to the reader."""
    alt: str = ""
    """The author's own words for the pictures it draws."""


@dataclass(frozen=True, slots=True)
class CodeCell:
    """A code cell of the page: its view in each framework that has it."""

    views: Mapping[str, View]


Item = Prose | CodeCell
Part = Prose | View
"""What a reader of one framework sees."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Parts that every reader of the page sees."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """What the readers of one framework see of a group."""

    framework: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring cells and tab blocks on which the frameworks do not agree: one panel for each that has any."""

    panels: tuple[Panel, ...]

    @property
    def frameworks(self) -> tuple[str, ...]:
        return tuple(panel.framework for panel in self.panels)


def gather(items: Iterable[Item], frameworks: Sequence[str]) -> tuple[Shared | Group, ...]:
    """Split `items` into shared parts and groups of panels.

    `frameworks` are those the page exists for, in the order of the config. Shared prose ends a group.
    A page for one framework has no groups.
    """
    result: list[Shared | Group] = []
    for is_shared, run in groupby(items, key=_is_shared):
        members = list(run)
        if is_shared:
            result.append(Shared(tuple(member for member in members if isinstance(member, Prose))))
        elif len(frameworks) == 1 or _do_all_agree(members, frameworks):
            if parts := _parts_for(frameworks[0], members):
                result.append(Shared(parts))
        elif panels := tuple(_panels(members, frameworks)):
            result.append(Group(panels))
    return tuple(result)


def _is_shared(item: Item) -> bool:
    return isinstance(item, Prose) and not item.frameworks


def _do_all_agree(items: Iterable[Item], frameworks: Sequence[str]) -> bool:
    """Whether every item belongs to all `frameworks` and looks the same in each."""
    for item in items:
        if not set(frameworks) <= set(_frameworks_of(item)):
            return False
        if isinstance(item, CodeCell):
            first, *others = (item.views[name] for name in frameworks)
            if any(other != first for other in others):
                return False
    return True


def _frameworks_of(item: Item) -> Iterable[str]:
    return item.frameworks if isinstance(item, Prose) else item.views


def _parts_for(framework: str, items: Iterable[Item]) -> tuple[Part, ...]:
    having = [item for item in items if framework in _frameworks_of(item)]
    return tuple(item if isinstance(item, Prose) else item.views[framework] for item in having)


def _panels(items: Sequence[Item], frameworks: Iterable[str]) -> Iterable[Panel]:
    for framework in frameworks:
        if parts := _parts_for(framework, items):
            yield Panel(framework, _join_code(parts))


def _join_code(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Two code cells in a row become one when the first printed nothing."""
    joined: list[Part] = []
    for part in parts:
        last = joined[-1] if joined else None
        if isinstance(part, View) and isinstance(last, View) and _can_join(last, part):
            source = f"{last.source}\n\n{part.source}"
            joined[-1] = replace(part, block=last.block, source=source, is_first_bare=last.is_first_bare)
        else:
            joined.append(part)
    return tuple(joined)


def _can_join(first: View, second: View) -> bool:
    return not first.outputs and first.is_code_shown and second.is_code_shown and first.language == second.language
