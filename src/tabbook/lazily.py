"""A name in, what it names out, imported when it is first used: no command needs all rooms, nor all of a room."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import LazyLoader, find_spec, module_from_spec
from typing import Any


def room(name: str) -> Any:
    """The module `tabbook.<name>`, which Python reads when something in it is asked for."""
    full = f"tabbook.{name}"
    if full in sys.modules:
        return sys.modules[full]
    spec = find_spec(full)
    assert spec
    assert spec.loader
    spec.loader = LazyLoader(spec.loader)
    sys.modules[full] = module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def parts(room: str, **names: str) -> Callable[[str], Any]:
    """The `__getattr__` of `room`: by each module of it, the names that are taken from there when one is asked for."""
    modules = {name: module for module, found in names.items() for name in found.split()}

    def find(name: str) -> Any:
        if name not in modules:
            raise AttributeError(f"module {room!r} has no attribute {name!r}")
        return getattr(import_module(f"{room}.{modules[name]}"), name)

    return find
