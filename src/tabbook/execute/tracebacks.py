"""Outputs, cleaned, in; the same out with errors as readers see them: the page's calls, no path of this machine."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tabbook.execute.clean import name_cells, plain

Output = Mapping[str, Any]

_PACKAGE = re.compile(r".*[/\\](?:(?:site|dist)-packages|python\d[\d.]*)[/\\](?P<name>\w+)")
"""The package, or module of Python's own, that a file belongs to: what follows the last such folder."""
_INSTALLED = re.compile(r".*[/\\](?:(?:site|dist)-packages|lib[/\\]python\d[\d.]*)[/\\]")
_WORD = re.compile(r"[^\s'\"()<>,]+")
_HIDDEN = re.compile(r"\s*\[\.\.\. skipping hidden (\d+) frame\]\s*")
"""What IPython says in the place of calls that a package hides."""
_NAMED_LINE = re.compile(r" \(\d+\.py, line \d+\)$")
"""Where a syntax error is, in the file that ipykernel made for the cell."""


@dataclass(frozen=True, slots=True)
class _Call:
    """A part of a traceback that is a call in somebody else's code."""

    count: int
    package: str


def shortened(outputs: Sequence[Output], folders: Sequence[Path]) -> tuple[Output, ...]:
    """`outputs` of one cell. Files below `folders` are the page's own, and named from there."""
    starts = tuple(sorted({start for folder in folders for start in _written(folder)}, key=len, reverse=True))
    return tuple(_error(output, starts) if output["output_type"] == "error" else output for output in outputs)


def _written(folder: Path) -> Iterator[str]:
    """How a traceback may begin the names of files in `folder`; a reader's home is `~`."""
    for path in (folder, folder.resolve()):
        yield f"{path.as_posix()}/"
        if path.is_relative_to(Path.home()):
            yield f"~/{path.relative_to(Path.home()).as_posix()}/"


def _error(output: Output, starts: Sequence[str]) -> Output:
    """An error without the calls in installed packages, whose lines are others in the next version."""
    said = _NAMED_LINE.sub("", _nameless(plain(output["evalue"]), starts))
    return {**output, "evalue": said, "traceback": list(_parts(output["traceback"], starts))}


def _parts(traceback: Sequence[str], starts: Sequence[str]) -> Iterator[str]:
    calls: list[_Call] = []
    for part in traceback:
        if call := _call(part, starts):
            calls.append(call)
            continue
        yield from _told(calls)
        calls = []
        yield part if part.lstrip().startswith("Cell In[") else _nameless(part, starts)
    yield from _told(calls)


def _call(part: str, starts: Sequence[str]) -> _Call | None:
    if hidden := _HIDDEN.fullmatch(part):
        return _Call(int(hidden[1]), "")
    first = part.partition("\n")[0]
    if not first.startswith("File ") or first.removeprefix("File ").startswith(tuple(starts)):
        return None
    package = _PACKAGE.match(first)
    return _Call(1, package["name"] if package else "")


def _told(calls: Sequence[_Call]) -> Iterator[str]:
    """Calls in a row as one line, in the form that IPython has for those that a package hides."""
    if calls:
        count = sum(call.count for call in calls)
        packages = ", ".join(dict.fromkeys(call.package for call in calls if call.package))
        yield f"    [... {count} frame{'s' * (count > 1)}" + f" in {packages}" * bool(packages) + "]\n"


def _nameless(text: str, starts: Sequence[str]) -> str:
    """Text whose paths begin at the page's folder, the library or an installed package."""
    for start in starts:
        text = text.replace(start, "")
    return _WORD.sub(lambda word: _INSTALLED.sub("", word[0]), name_cells(text))
