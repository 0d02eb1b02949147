"""Everything a label can name, and the table of them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from tabbook.document import Node
from tabbook.document.tree import has_class, rewrite, span
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
    language: str
    """The language of its words."""


class Labels:
    """Finds what a label names; equations by their exact letters, everything else without regard to case."""

    def __init__(self, targets: Mapping[tuple[bool, str], Target]) -> None:
        self.targets = targets

    def find(self, label: str, is_equation: bool) -> Target | None:
        """The thing that `label` names; an equation first if the reference asks for one."""
        keys = (_key(label, is_equation), _key(label, not is_equation))
        return next(filter(None, map(self.targets.get, keys)), None)

    def known(self) -> list[str]:
        return [target.label for target in self.targets.values()]


def _key(label: str, is_equation: bool) -> tuple[bool, str]:
    return is_equation, label if is_equation else label.lower()


def collect_labels(targets: Sequence[Target]) -> tuple[Labels, tuple[Problem, ...]]:
    """The table of all labels, the first definition of each, and a Problem for each further one."""
    found: dict[tuple[bool, str], Target] = {}
    problems = []
    for target in targets:
        first = found.setdefault(_key(target.label, target.kind == "equation"), target)
        if first is not target:
            what = f"label `{target.label}` is defined a second time; {first.place} defines it first"
            problems.append(
                Problem("N02", target.place, what, "rename one of the two and the references to it", "warning")
            )
    return Labels(found), tuple(problems)


def in_language(inlines: Sequence[Node], language: str, around: str) -> list[Node]:
    """`inlines` to be shown in a text that is in the language `around`; marked where theirs is another one."""
    return list(inlines) if language == around else [span(inlines, lang=language)]


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
