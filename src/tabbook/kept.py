"""What a stage is asked, in; its answer out: the one of the last build, where it is asked the same again.

A build that is made again and again in one process, as the preview's is, keeps a `Kept` from one to the next; a stage
asks it for each page's share of the work. Equal questions have equal answers, for a stage looks at nothing but what it
is given. With `None` in place of a `Kept` nothing is kept: a build made once needs no memory.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

Answer = TypeVar("Answer")
_MISSING = object()


class Kept:
    """The last answer to each question, by the name of the question: a stage and a page."""

    def __init__(self) -> None:
        self._last: dict[Hashable, tuple[tuple[Any, ...], Any]] = {}
        """Name; what was given, a table as the one that noted what was read of it; the answer."""
        self._asked: set[Hashable] = set()
        self.hurries = False
        """Whether this build gives an old answer where `ask` allows it."""
        self.owes = False
        """Whether it did: a build that does not hurry says more."""
        self.guesses = False
        """Whether an answer may be made of the last one, where that is nearly surely the same; it is not kept."""

    def find_old(self, name: Hashable, given: Sequence[Any], counting: int) -> Any:
        """In a hurry the answer to a question whose first `counting` parts were the same; else `_MISSING`."""
        before, answer = self._last.get(name, ((), _MISSING))
        if not self.hurries or not before or not all(map(_is_same, before[:counting], given)):
            return _MISSING
        self.owes = True
        return answer

    def last(self, name: Hashable) -> tuple[Any, Any] | None:
        """What one thing was given last under `name`, and the answer: something to make a new one of."""
        self._asked.add(name)
        given, answer = self._last.get(name, ((), _MISSING))
        return (given[0], answer) if len(given) == 1 else None

    def find(self, name: Hashable, given: Sequence[Any]) -> Any:
        """The answer kept under `name`, if it was asked the same; else `_MISSING`."""
        self._asked.add(name)
        before, answer = self._last.get(name, ((), _MISSING))
        return answer if len(before) == len(given) and all(map(_is_same, before, given)) else _MISSING

    def keep(self, name: Hashable, given: Sequence[Any], answer: Any) -> None:
        self._last[name] = (tuple(given), answer)

    def end_build(self) -> None:
        """A build is whole: what it did not ask for, such as a page that is gone, is forgotten."""
        self._last = {name: kept for name, kept in self._last.items() if name in self._asked}
        self._asked = set()


def ask(
    kept: Kept | None,
    name: Hashable,
    make: Callable[..., Answer],
    *given: Any,
    keeps: Callable[[Answer], bool] = lambda answer: True,
    counting: int | None = None,
) -> Answer:
    """What `make` makes of `given`; of a mapping among them counts only what it reads, of anything else all.

    Only an answer that `keeps` allows is kept: one that depends on nothing else. In a hurry only the first `counting`
    of `given` count.
    """
    if kept is None:
        return make(*given)
    found = kept.find(name, given)
    if found is _MISSING and counting is not None:
        found = kept.find_old(name, given, counting)
    if found is not _MISSING:
        answer: Answer = found
        return answer
    noted = [Noted(value) if isinstance(value, Mapping) else value for value in given]
    answer = make(*noted)
    if keeps(answer):
        kept.keep(name, [value.closed() if isinstance(value, Noted) else value for value in noted], answer)
    return answer


def ask_all(
    kept: Kept | None,
    stage: str,
    make: Callable[[list[Any]], Sequence[Answer]],
    questions: Mapping[Hashable, Any],
) -> list[Answer]:
    """The answer to each question, in order; those that are new are made together, for pandoc takes many at a time."""
    found: dict[Hashable, Any] = {
        name: kept.find((stage, name), (given,)) if kept else _MISSING for name, given in questions.items()
    }
    new = [name for name, answer in found.items() if answer is _MISSING]
    for name, answer in zip(new, make([questions[name] for name in new]) if new else (), strict=True):
        found[name] = answer
        if kept:
            kept.keep((stage, name), (questions[name],), answer)
    return list(found.values())


class Noted(Mapping[Any, Any]):
    """A table that notes what is read of it."""

    def __init__(self, table: Mapping[Any, Any]) -> None:
        self._table = table
        self._reads: dict[Any, Any] = {}
        self._keys: tuple[Any, ...] | None = None

    def __getitem__(self, key: Any) -> Any:
        value = self._reads[key] = self._table.get(key, _MISSING)
        if value is _MISSING:
            raise KeyError(key)
        return value

    def __iter__(self) -> Iterator[Any]:
        self._keys = tuple(self._table)
        return iter(self._keys)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def is_same_in(self, table: Mapping[Any, Any]) -> bool:
        """Whether `table` says the same wherever this one was read."""
        if self._keys is not None and self._keys != tuple(table):
            return False
        return all(_is_equal(table.get(key, _MISSING), value) for key, value in self._reads.items())

    def closed(self) -> Noted:
        """The notes without the table, whose rest nobody has to remember."""
        self._table = {}
        return self


def _is_same(before: Any, now: Any) -> bool:
    return before.is_same_in(now) if isinstance(before, Noted) else _is_equal(before, now)


def _is_equal(one: Any, other: Any) -> bool:
    return one is other or bool(one == other)


class Stamps(Mapping[Path, Any]):
    """Of each file when it was changed and how large it is; `None` for one that is not there."""

    def __getitem__(self, file: Path) -> tuple[int, int] | None:
        try:
            status = os.stat(file)
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size

    def __iter__(self) -> Iterator[Path]:
        raise TypeError("nobody lists all files")

    def __len__(self) -> int:
        raise TypeError("nobody counts all files")
