"""A value in, the bytes that `pickle.loads` makes it of again out."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import Any


def pickled(value: object) -> bytes:
    """`value` as bytes, its dataclasses as calls with their fields.

    Left alone, pickle looks up the fields of a frozen dataclass each time it writes or reads one: it takes twice as
    long over a book.
    """
    written = io.BytesIO()
    _Pickler(written, pickle.HIGHEST_PROTOCOL).dump(value)
    return written.getvalue()


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        kind: Any = type(value)
        read = _fields_of(kind)
        return (kind, read(value)) if read else NotImplemented


@cache
def _fields_of(kind: Any) -> Callable[[Any], tuple[Any, ...]] | None:
    """What gives all that a dataclass is called with; `None` for one that is not made of just that."""
    if not is_dataclass(kind) or hasattr(kind, "__post_init__"):
        return None
    if any(not field.init or field.kw_only for field in fields(kind)):
        return None
    names = [field.name for field in fields(kind)]
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)
