"""Everything a label can name, and the table of them all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from tabbook.document import Node
from tabbook.document.tree import has_class, rewrite
from tabbook.errors import Place, Problem

Kind = Literal["chapter", "section", "figure", "table", "equation", "place"]


@dataclass(frozen=True, slots=True)
class Target:
    """A labelled thing."""

    label: str
    kind: Kind
    """`place` is a label below an ordinary paragraph."""
    path: str
    """Path of the page it stands on."""
    anchor: str
    number: str
    """Empty where the book does not number it."""
    words: tuple[Node, ...]
    """Its title or caption."""
    place: Place
    """Where the label, or the thing, stands."""


class Labels:
    """Finds what a label names; equations by their exact letters, everything else without regard to case."""

    def __init__(self, targets: Iterable[Target]) -> None:
        self._exact: dict[str, Target] = {}
        self._folded: dict[str, Target] = {}
        for target in targets:
            table = self._exact if target.kind == "equation" else self._folded
            table.setdefault(target.label if target.kind == "equation" else target.label.lower(), target)

    def find(self, label: str, is_equation: bool) -> Target | None:
        """The thing that `label` names; an equation first if the reference asks for one."""
        tables = [self._exact.get(label), self._folded.get(label.lower())]
        return next(filter(None, tables if is_equation else reversed(tables)), None)

    def known(self) -> list[str]:
        return [target.label for target in (*self._folded.values(), *self._exact.values())]


def collect_labels(targets: Sequence[Target]) -> tuple[Labels, tuple[Problem, ...]]:
    """The table of all labels, the first definition of each, and a Problem for each further one."""
    first: dict[tuple[bool, str], Target] = {}
    problems = []
    for target in targets:
        is_equation = target.kind == "equation"
        other = first.setdefault((is_equation, target.label if is_equation else target.label.lower()), target)
        if other is not target:
            what = f"label `{target.label}` is defined a second time; {other.place} defines it first"
            problems.append(Problem("N02", target.place, what, "rename one of the two and the references to it"))
    return Labels(first.values()), tuple(problems)


def unlinked(inlines: Sequence[Node]) -> list[Node]:
    """`inlines` to be shown elsewhere: their links opened, their roles, anchors and notes gone."""

    def change(node: Node) -> Node | list[Node]:
        if node["t"] == "Link":
            return list(node["c"][1])
        if node["t"] == "Note" or has_class(node, "role") or has_class(node, "anchor"):
            return []
        return node

    changed: list[Node] = rewrite(inlines, change, ("Link", "Note", "Span"))
    return changed
