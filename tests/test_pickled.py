"""What goes from one process to another is there what it was here."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field
from pathlib import Path

from tabbook.document import Book
from tabbook.errors import BookError, Place, Problem
from tabbook.pickled import pickled


@dataclass(frozen=True, slots=True)
class One:
    """A field alone."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """A field that is not given, and one that is given by name."""

    names: tuple[str, ...]
    count: int = field(init=False)
    last: str = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        object.__setattr__(self, "count", len(self.names))


def test_a_value_comes_back_as_it_was() -> None:
    """Dataclasses of every kind, and what is none."""
    place = Place("a.md", 3)
    for value in (
        One(("a", "b")),
        Counted(("a",), last="b"),
        Problem("S01", place, "what", "cure"),
        Book("en", ()),
        {"files": [Path("a"), frozenset({place})], "none": None},
    ):
        assert pickle.loads(pickled(value)) == value


def test_what_is_in_two_places_stays_one() -> None:
    """As a page's place, which all its blocks know."""
    place = Place("a.md", 3)
    first, second = pickle.loads(pickled((One((str(place),)), place, place)))[1:]
    assert first is second


def test_an_error_comes_back() -> None:
    """With its Problems."""
    error = pickle.loads(pickled(BookError([Problem("S01", Place("a.md", 3), "what", "cure")])))
    assert isinstance(error, BookError)
    assert error.problems[0].code == "S01"
