"""The tables of contents of a book in, its reading order out."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tabbook.document import Toc, TocEntry
from tabbook.errors import Place, Problem


@dataclass(frozen=True, slots=True)
class Turn:
    """A page's turn in the reading order."""

    path: str
    parent: str | None = None
    number: tuple[int, ...] = ()
    listed: Place | None = None
    """Where a table of contents lists it."""


@dataclass(slots=True)
class Order:
    """The reading order."""

    turns: dict[str, Turn] = field(default_factory=dict)
    """By path, in order; only pages that the index leads to."""
    problems: list[Problem] = field(default_factory=list)


def read(tables: Mapping[str, Sequence[Toc]], index: str, is_left_out: Callable[[str], bool]) -> Order:
    """The order of the pages whose tables of contents are given by path: depth first, from the page `index`.

    Pages in a `:numbered:` list are numbered, and so are all pages below them. `is_left_out` says of the path of a
    page without tables whether it lies in the book's folder all the same.
    """
    order = Order()
    if index not in tables:
        return order
    waiting = [Turn(index)]
    chapters = 0
    while waiting:
        turn = waiting.pop()
        if turn.path in order.turns:
            order.problems.append(_listed_twice(order, turn))
            continue
        order.turns[turn.path] = turn
        children, chapters = _children(tables, turn, chapters, order.problems, is_left_out)
        waiting += reversed(children)
    return order


def _children(
    tables: Mapping[str, Sequence[Toc]],
    turn: Turn,
    chapters: int,
    problems: list[Problem],
    is_left_out: Callable[[str], bool],
) -> tuple[list[Turn], int]:
    """The turns below `turn`, and how many chapters there are now."""
    children: list[Turn] = []
    count = 0
    for toc in tables[turn.path]:
        for entry in toc.entries:
            path = _path(turn.path, entry)
            if path not in tables:
                problems.append(_missing(path, entry, is_left_out(path)))
                continue
            number: tuple[int, ...] = ()
            if turn.number:
                count += 1
                number = (*turn.number, count)
            elif toc.is_numbered:
                chapters += 1
                number = (chapters,)
            children.append(Turn(path, turn.path, number, entry.place))
    return children, chapters


def _path(page: str, entry: TocEntry) -> str:
    folder = "" if entry.path.startswith("/") else posixpath.dirname(page)
    return posixpath.normpath(posixpath.join(folder, entry.path.lstrip("/")))


def _missing(path: str, entry: TocEntry, is_left_out: bool) -> Problem:
    if is_left_out:
        what = f"the book has the page `{path}`, but config.ini leaves it out"
        cure = "name it in `notebooks` of [build] and not in `exclusions`, or delete the line"
        return Problem("S32", entry.place, what, cure, "warning")
    cure = "leave out the file's ending" if path.endswith(".md") else f"write the page {path}.md, or delete the line"
    return Problem("S32", entry.place, f"there is no page `{entry.path[:200]}`", cure, "warning")


def _listed_twice(order: Order, turn: Turn) -> Problem:
    first = order.turns[turn.path].listed
    where = f"is listed at {first} already" if first else "is the page that the book begins with"
    assert turn.listed  # only the index is in no list, and it comes first
    return Problem("S33", turn.listed, f"`{turn.path}` {where}", "delete one of the lines", "warning")
