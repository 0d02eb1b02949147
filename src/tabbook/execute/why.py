"""What a page's outputs were made from and what they would be made from now, in; the first cause to run it, out."""

from __future__ import annotations

import difflib
import tokenize
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tabbook.execute.key import meaning
from tabbook.execute.records import Record
from tabbook.library import tokens


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a page runs, in an author's words."""

    what: str
    old: str = ""
    """The line as it was, where one changed."""
    new: str = ""

    def __str__(self) -> str:
        lines = [f"    {sign} {line}" for sign, line in (("-", self.old), ("+", self.new)) if line]
        return "\n".join([self.what, *lines])


def find_cause(old: Record | None, new: Record) -> Cause:
    """The first cause to run what `new` names, when the last good outputs were made from `old`."""
    if old is None:
        return Cause("never run")
    if old.key == new.key:
        return Cause("its stored outputs are gone")
    return next(_causes(old, new), Cause("tabbook itself changed"))


def _causes(old: Record, new: Record) -> Iterator[Cause]:
    """What differs in its meaning, then what differs in its text only: that counts where code shows text."""
    yield from _changed_cells(old.cells, new.cells, meaning)
    yield from _changed_saved(old.saved, new.saved)
    yield from _changed_files(old.declared, new.declared, "data file")
    yield from _changed_versions(old.versions, new.versions, new.pins)
    yield from _changed_files(old.shared, new.shared, "file")
    yield from _changed_cells(old.cells, new.cells, lambda source: (source,))
    yield from _changed_files(old.whole, new.whole, "library")


Cells = Sequence[tuple[int, str]]
_Read = Callable[[str], tuple[str, ...]]


def _changed_cells(old: Cells, new: Cells, read: _Read) -> Iterator[Cause]:
    before, after = ([read(source) for _, source in cells] for cells in (old, new))
    for deed, first, last, at, end in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if deed == "insert":
            yield Cause(f"cell at line {new[at][0]} is new", new=_first_line(new[at][1]))
        elif deed == "delete":
            yield Cause(f"the cell that stood at line {old[first][0]} is gone", old=_first_line(old[first][1]))
        elif deed == "replace" and first < last and at < end:
            yield Cause(f"cell at line {new[at][0]} changed", *_changed_line(old[first][1], new[at][1]))


def _changed_line(old: str, new: str) -> tuple[str, str]:
    """The first line that differs, comments aside where it can be; empty on the side that lacks it."""
    for read in (_without_comments, str.splitlines):
        before, after = read(old), read(new)
        for deed, first, last, at, end in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            if deed != "equal":
                return _at(before, first, last), _at(after, at, end)
    return "", ""


def _at(lines: Sequence[str], first: int, last: int) -> str:
    return lines[first].strip() if first < last else ""


def _without_comments(source: str) -> list[str]:
    """The lines of a cell that have code, their comments cut."""
    lines = source.splitlines()
    for token in tokens(source):
        if token.type == tokenize.COMMENT:
            line, column = token.start
            lines[line - 1] = lines[line - 1][:column].rstrip()
    return [line for line in lines if line.strip()]


def _first_line(source: str) -> str:
    return next(iter(_without_comments(source)), "")


def _changed_saved(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> Iterator[Cause]:
    before, after = _by_name(old), _by_name(new)
    for name in (*after, *(name for name in before if name not in after)):
        if before.get(name) == after.get(name):
            continue
        deed = "changed" if name in before and name in after else "is used now" if name in after else "is used no more"
        if not name:
            yield Cause("a statement of the library changed")
        else:
            yield Cause(f"library {name} {deed}" if name.endswith(".py") else f"`#@save` {name} {deed}")


def _by_name(saved: Sequence[tuple[str, str]]) -> dict[str, list[tuple[str, ...]]]:
    named: dict[str, list[tuple[str, ...]]] = {}
    for name, source in saved:
        named.setdefault(name, []).append(meaning(source))
    return named


def _changed_versions(old: Mapping[str, str], new: Mapping[str, str], pins: str) -> Iterator[Cause]:
    for name in sorted({*old, *new}):
        if name not in old:
            yield Cause(f"{name} {new[name]} is new in {pins}")
        elif name not in new:
            yield Cause(f"{name} {old[name]} is gone from {pins}")
        elif old[name] != new[name]:
            yield Cause(f"{name} {old[name]} -> {new[name]} in {pins}")


def _changed_files(old: Mapping[str, str], new: Mapping[str, str], noun: str) -> Iterator[Cause]:
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            deed = "changed" if name in old and name in new else "is new" if name in new else "is gone"
            yield Cause(f"{noun} {name} {deed}")
