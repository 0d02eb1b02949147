"""A framework's pins in, the requirements of its package out: what the book ran with, and JupyterLab."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from tabbook import kernels
from tabbook.config import Config
from tabbook.document import Program
from tabbook.notebooks.services.binder import UNWANTED

_NAME = re.compile(r"[\w.-]+")


def requirements_for(config: Config, framework: str, programs: Iterable[Program]) -> str:
    """A requirement file; where the book pins a package, the book's version counts."""
    pinned = {name: version for name, version in kernels.pins(config, framework).items() if name not in UNWANTED}
    pinned = dict(jupyterlab()) | pinned
    lines = [f"{name}=={version}" for name, version in sorted(pinned.items())]
    asked = dict.fromkeys(wanted for program in programs for wanted in program.required_libs)
    lines += [wanted for wanted in asked if _name(wanted) not in pinned]
    return "".join(f"{line}\n" for line in lines)


def _name(requirement: str) -> str:
    found = _NAME.match(requirement.strip())
    return re.sub(r"[-_.]+", "-", found[0]).lower() if found else ""


@cache
def jupyterlab() -> tuple[tuple[str, str], ...]:
    """Package and version of JupyterLab and of all it needs; `make pins` resolves them."""
    text = files("tabbook.notebooks.packages").joinpath("jupyterlab.txt").read_text(encoding="utf-8")
    return tuple((name, version) for name, _, version in (line.partition("==") for line in text.split()))
