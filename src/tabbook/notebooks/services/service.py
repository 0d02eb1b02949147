"""A service's name in; what its notebooks find there, before they install anything, out."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tabbook.config import Config, fields_of


@dataclass(frozen=True, slots=True)
class Service:
    """A place where readers run notebooks without installing a thing of their own."""

    name: str
    """As in config.ini and on the command line: `colab`."""
    label: str
    """As readers know it: Colab."""
    read: datetime.date
    """When the following was read off it."""
    python: str
    kernel: str
    packages: Mapping[str, str]
    """The versions it brings."""
    last_python: Mapping[str, str]
    """By package, the last Python it runs on, where this service has a later one."""

    def has(self, package: str, version: str) -> bool:
        """Whether it brings the package in this version; what a build for a GPU adds to it does not count."""
        return self.packages.get(package, "").partition("+")[0] == version.partition("+")[0]


@cache
def service(name: str) -> Service:
    """The service of that name, from the file beside this one."""
    told = tomllib.loads(files("tabbook.notebooks.services").joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    return Service(name, **told)


def kernel_of(at: Service, config: Config, framework: str) -> str:
    """The kernel that `[sagemaker] kernel` names, one for all or a line for each framework; else the service's own."""
    named = dict(fields_of(config.sagemaker.kernel, config)) if at.name == "sagemaker" else {}
    return named[framework][0] if framework in named else at.kernel
