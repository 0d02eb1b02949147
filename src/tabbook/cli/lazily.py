"""A room's name in, the room out, which is imported when it is first used: no command needs all of them."""

from __future__ import annotations

import sys
from importlib.util import LazyLoader, find_spec, module_from_spec
from typing import Any


def lazily(name: str) -> Any:
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
