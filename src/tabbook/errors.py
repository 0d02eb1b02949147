"""A place in a source file, a Problem found there, and the one exception that carries Problems."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a file that a person can open."""

    file: str
    """Path relative to the book's root, with forward slashes."""
    line: int
    """Line number, counted from 1."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a source, an environment or a run, said in an author's words."""

    code: str
    """Letter of the room and a number, e.g. `S03`; stable, so that it can be looked up."""
    place: Place
    """Where it was found."""
    what: str
    """What was found there."""
    cure: str
    """What to do about it."""
    severity: Severity = "error"
    """An error, which breaks a page, stops publishing and makes the build exit with 1; a warning is only told."""
    detail: str = ""
    """Further lines shown below the message, e.g. a failed cell and its traceback."""

    def __str__(self) -> str:
        message = f"{self.place}: {self.what}; {self.cure} [{self.code}]"
        return f"{message}\n{self.detail}" if self.detail else message

    @property
    def is_error(self) -> bool:
        return self.severity == "error"


class BookError(Exception):
    """Raised where nothing sensible can go on; carries every Problem found so far."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


AWAITED = frozenset({"S35", "T33", "X05", "X09", "X10"})
"""Codes of what is no fault of a source, but not there yet: a translation, outputs, a shared store, a GPU."""


def all_fatal(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """`problems`, each an error but for what is only awaited: what `--strict` makes of them."""
    return tuple(problem if problem.code in AWAITED else replace(problem, severity="error") for problem in problems)


def in_book_order(problems: Iterable[Problem], files: Sequence[str]) -> tuple[Problem, ...]:
    """Sort `problems` by the order of `files`, then by line; other files come first, equal Problems once."""
    order = {file: index for index, file in enumerate(files)}
    return tuple(
        sorted(
            dict.fromkeys(problems),
            key=lambda problem: (order.get(problem.place.file, -1), problem.place, problem.code),
        )
    )
