"""What a check found on a page, and the ways over a page that checks share: its rows, each with a line to name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tabbook.errors import Severity
from tabbook.translation.align import Row
from tabbook.translation.pages import Compared
from tabbook.translation.units import Unit


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of a translated page."""

    code: str
    line: int
    """In the translation, its lost fences put back."""
    what: str
    cure: str
    severity: Severity = "error"
    made: Unit | None = None
    """Where it stands; empty for what is missing."""
    english: Unit | None = None
    """What it should say."""

    @property
    def key(self) -> tuple[str, str, str]:
        """What is equal where an unchanged block has the same fault."""
        return self.code, self.made.text if self.made else "", self.english.key if self.english else self.what


Check = Callable[[Compared], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Spot:
    """A row of a page."""

    row: Row
    line: int
    """Where its translation stands, or should."""
    near: tuple[Unit, ...]
    """Its translation and those of the rows around it."""
    english: tuple[Unit, ...]
    """Its English: of each entry today's version, then the one that was translated."""

    @property
    def is_due(self) -> bool:
        """Whether a translation must have it: it was in the English that was translated, and still is."""
        return bool(self.row.entries) and all(entry.is_in_both for entry in self.row.entries)

    @property
    def is_missing(self) -> bool:
        return self.is_due and not self.row.made


class _Latest:
    """The page that was asked for last, and its rows: each of twenty checks asks for the same ones."""

    known: tuple[Compared | None, tuple[Spot, ...]] = (None, ())


def spots(page: Compared) -> tuple[Spot, ...]:
    """The rows of a page, in the order of its English."""
    last, found = _Latest.known
    if last is not page:
        found = tuple(_spots(page))
        _Latest.known = (page, found)
    return found


def _spots(page: Compared) -> Iterator[Spot]:
    line = 1
    for index, row in enumerate(page.rows):
        line = row.made[0].line if row.made else line
        around = page.rows[max(0, index - 2) : index + 3]
        english = tuple(unit for entry in row.entries for unit in entry.versions)
        yield Spot(row, line, tuple(unit for other in around for unit in other.made), english)
        line = row.made[-1].last_line if row.made else line


def alternatives(spot: Spot) -> tuple[tuple[Unit, ...], ...]:
    """The English of a row, as it was translated and as it is today."""
    old = tuple(entry.old for entry in spot.row.entries if entry.old)
    new = tuple(entry.new for entry in spot.row.entries if entry.new)
    return tuple(dict.fromkeys(group for group in (new, old) if group))


def lacking(spot: Spot, read: Callable[[Unit], Iterable[str]], kept: Iterable[str]) -> list[str]:
    """What `read` finds in the English, in either version, and is not among `kept`; in order, each once."""
    here = set(kept)
    lists = [
        [item for item in dict.fromkeys(found for unit in group for found in read(unit)) if item not in here]
        for group in alternatives(spot)
    ]
    return min(lists, key=len, default=[])


def everywhere(page: Compared, read: Callable[[Unit], Iterable[str]]) -> set[str]:
    """What `read` finds anywhere in the English of a page."""
    return {item for entry in page.entries for unit in entry.versions for item in read(unit)}


def clipped(text: str, most: int = 60) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"
