"""A program and a service in; what must be installed there before it runs, or why it cannot run there, out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tabbook import kernels
from tabbook.config import Config, fields_of
from tabbook.document import Program
from tabbook.errors import Place, Problem
from tabbook.notebooks.services.imports import imported
from tabbook.notebooks.services.service import Service


@dataclass(frozen=True, slots=True)
class Needs:
    """What a page needs on a service."""

    versions: Mapping[str, str]
    """The packages it imports, in the versions it was tested with."""
    lines: tuple[str, ...]
    """What pip is told, a call each; none where the service has everything."""
    last_python: str = ""
    """The last Python that it runs on, where the service has a later one; else empty."""
    problems: tuple[Problem, ...] = ()


def needs_of(program: Program, service: Service, config: Config) -> Needs:
    """The needs of `program`; what the config's `libs` say of a module counts more than the pins."""
    libs, used = _libs(service, config, program.framework), imported(program)
    versions: dict[str, str] = {}
    problems: list[Problem] = []
    pinned = kernels.pins(config, program.framework)
    for module, place in used.items():
        if module in libs:
            continue
        if package := kernels.package_of(config, program.framework, module):
            versions[package] = pinned[package]
        else:
            problems.append(_unknown(module, place, service, config.framework(program.framework).kernel))
    lacking = [f"{name}=={version}" for name, version in versions.items() if not service.has(name, version)]
    lines = [" ".join(lacking)] if lacking else []
    lines += [libs[module] for module in used if module in libs] + list(program.required_libs)
    last = next((service.last_python[name] for name in versions if name in service.last_python), "")
    return Needs(versions, () if last else tuple(lines), last, tuple(problems))


def _libs(service: Service, config: Config, framework: str) -> dict[str, str]:
    """What `libs` of the service's section has pip install for a module."""
    section = config.colab if service.name == "colab" else config.sagemaker
    release = config.project.release if service.name == "colab" else config.library.version
    lines = (fields for name, fields in fields_of(section.libs, config) if name == framework and len(fields) > 1)
    return {
        module: ", ".join(arguments).replace("==RELEASE", f"=={release}" if release else "")
        for module, *arguments in lines
    }


def _unknown(module: str, place: Place, service: Service, file: str) -> Problem:
    what = f"the page imports `{module}`, which no pinned requirement brings, so its {service.label} notebook lacks it"
    cure = f"add it to {file}, or a line to `libs` in [{service.name}]"
    return Problem("B02", place, what, cure, severity="warning")
