"""A page's tree in, the parts of one notebook out: runs of prose, and code cells by the index of their block."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tabbook.document import Node, Page
from tabbook.document.tree import attributes_of, has_class, text

CELL_HEADING = 2
"""Headings down to this level begin a cell of their own."""


@dataclass(frozen=True, slots=True)
class ProseRun:
    """Prose between two code cells, or from one section to the next."""

    blocks: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class CodeAt:
    """A place where code stands."""

    block: int
    """Index of the `Code` in `Page.blocks`."""


Part = ProseRun | CodeAt


def parts_for(page: Page, framework: str, shown: frozenset[int]) -> tuple[Part, ...]:
    """The parts of `page` that a reader of `framework` sees; `shown` are the blocks of its cells."""

    def own(node: Node) -> list[Node]:
        return list(node["c"][1]) if _is_for(node, framework) else []

    return tuple(_parts(page, own, shown))


def parts_for_all(page: Page, labels: dict[str, str], shown: frozenset[int]) -> tuple[Part, ...]:
    """All parts of `page`; text for some of its frameworks is quoted under their names, which `labels` gives."""

    def quoted(node: Node) -> list[Node]:
        named = [label for name, label in labels.items() if _is_for(node, name)]
        if not named or len(named) == len(labels):
            return list(node["c"][1]) if named else []
        name: Node = {"t": "Para", "c": [{"t": "Strong", "c": text(", ".join(named))}]}
        return [{"t": "BlockQuote", "c": [name, *node["c"][1]]}]

    return tuple(_parts(page, quoted, shown))


def _is_for(tab: Node, framework: str) -> bool:
    """Whether a tab block is for `framework`; one that names none is for all."""
    names = attributes_of(tab)[2].get("frameworks", "").split()
    return not names or framework in names


def _parts(page: Page, opened: Callable[[Node], list[Node]], shown: frozenset[int]) -> Iterator[Part]:
    """The page's blocks cut at its code cells and its headings; `opened` gives what is shown of a tab block."""
    run: list[Node] = []
    for node in _flat(page.tree.blocks if page.tree else (), opened):
        is_cell = node["t"] == "Div" and has_class(node, "cell")
        if is_cell and int(attributes_of(node)[2]["block"]) not in shown:
            continue
        if run and (is_cell or (node["t"] == "Header" and node["c"][0] <= CELL_HEADING)):
            yield ProseRun(tuple(run))
            run = []
        if is_cell:
            yield CodeAt(int(attributes_of(node)[2]["block"]))
        else:
            run.append(node)
    if run:
        yield ProseRun(tuple(run))


def _flat(nodes: Sequence[Node], opened: Callable[[Node], list[Node]]) -> Iterator[Node]:
    for node in nodes:
        if node["t"] == "Div" and has_class(node, "tab"):
            yield from opened(node)
        else:
            yield node
