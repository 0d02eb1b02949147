"""A framework's name in; its pinned requirements out, and which of them brings a module that code imports."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tabbook.config import Config
from tabbook.kernels.environment import packages_folder, site_of

_PIN = re.compile(r"\s*(?P<name>[\w.-]+)\s*(?:\[[^\]]*\])?\s*==\s*(?P<version>[^\s;#\\]+)")


def pins(config: Config, framework: str) -> Mapping[str, str]:
    """Version by package of the framework's pinned requirements; none where they cannot be read."""
    try:
        text = site_of(config, framework).pins.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    found = (_PIN.match(line) for line in text.splitlines())
    return {normal(pin["name"]): pin["version"] for pin in found if pin}


def package_of(config: Config, framework: str, module: str) -> str:
    """The pinned package that `import module` takes its code from; empty where there is none."""
    pinned = pins(config, framework)
    if normal(module) in pinned:
        return normal(module)
    package = _providers(packages_folder(site_of(config, framework))).get(module, "")
    return package if package in pinned else ""


def normal(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def _providers(folder: Path) -> Mapping[str, str]:
    """By module at the top, the package in `folder` that it came with; where several share one, the first by name."""
    found: dict[str, str] = {}
    for package in importlib.metadata.distributions(path=[str(folder)]):
        for file in package.files or ():
            top = file.parts[0].partition(".")[0]
            if top.isidentifier() and (len(file.parts) > 1 or file.suffix in (".py", ".so", ".pyd")):
                found[top] = min(found.get(top, "~"), normal(package.name))
    return found
