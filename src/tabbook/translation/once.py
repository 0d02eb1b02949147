"""A method in, a property out that is reckoned where it is first asked for, and remembered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")


class once(Generic[Value]):
    """What `functools.cached_property` is, without the lock that Python 3.11 takes for each value of each block."""

    def __init__(self, read: Callable[[Any], Value]) -> None:
        self._read, self.__doc__ = read, read.__doc__

    def __get__(self, owner: Any, kind: type | None = None) -> Value:
        # What stands in `__dict__` under the same name is found before this is asked again.
        value = owner.__dict__[self._read.__name__] = self._read(owner)
        return value
