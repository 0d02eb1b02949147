"""A framework's name in; its environment and the exact versions in it out, or what is wrong with it."""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import json
import os
import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tabbook.config import Config
from tabbook.errors import BookError, Place, Problem
from tabbook.files import write_whole
from tabbook.kernels import kernelspec

FORMAT = "1"
"""Raised where environments made by an older tabbook must be made anew."""
CURE = "run `make kernels` (or `tabbook kernels`)"


@dataclass(frozen=True, slots=True)
class Environment:
    """The Python of one framework, ready to run."""

    framework: str
    python: Path
    """Its interpreter, absolute."""
    kernelspec: str
    """What Jupyter calls its kernel."""
    versions: Mapping[str, str]
    """The exact version of each installed package, and of `python`."""
    place: Place
    """The pin file it is made from."""

    @property
    def digest(self) -> str:
        """Names everything in the environment that can change what a page prints."""
        return _digest(tuple(self.versions.items()))


@functools.cache
def _digest(versions: tuple[tuple[str, str], ...]) -> str:
    told = json.dumps([dict(versions), kernelspec.SETTINGS], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Site:
    """Where the parts of one framework's environment lie; they need not exist."""

    framework: str
    label: str
    pins: Path
    """The pinned requirement file."""
    place: Place
    """The pin file as a person names it."""
    build_folder: Path
    folder: Path
    """`build/kernels/<framework>`."""
    warm: tuple[str, ...]
    """Modules that its kernels have imported when they start."""

    @property
    def env(self) -> Path:
        return self.folder / "env"

    @property
    def python(self) -> Path:
        return self.env / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def settings(self) -> Path:
        """uv's own settings for these pins; often not there."""
        return self.pins.with_name("uv.toml")

    @property
    def stamp(self) -> Path:
        """Written last: an environment without it was never finished."""
        return self.folder / "stamp"

    @property
    def note(self) -> Path:
        """The versions last found in the environment."""
        return self.folder / "versions.json"

    @property
    def spec_text(self) -> str:
        return kernelspec.spec_text(self.folder, self.python, self.label, self.warm)

    def problem(self, code: str, what: str, cure: str = CURE, detail: str = "") -> Problem:
        return Problem(code, self.place, what, cure, detail=detail)


def site_of(config: Config, framework: str) -> Site:
    """Where the environment of `framework` lies in the book of `config`."""
    section = config.framework(framework)
    return Site(
        framework=framework,
        label=section.label,
        pins=config.root / section.kernel,
        place=Place(Path(section.kernel).as_posix(), 1),
        build_folder=config.build_folder,
        # The folder itself where it is a link: clones may share one set of environments.
        folder=(config.build_folder / "kernels" / framework).resolve(),
        warm=section.warm,
    )


def jupyter_path(config: Config) -> Path:
    """The folder to add to `JUPYTER_PATH` so that Jupyter finds the kernels of the book."""
    return kernelspec.share(config.build_folder)


def find(config: Config, framework: str) -> Environment:
    """The environment of `framework`, without starting its Python.

    Raises `BookError` with one Problem where it is missing, broken or made from other pins.
    """
    site = site_of(config, framework)
    made_from = fingerprint(site)
    if not site.stamp.is_file():
        state = "was not finished" if site.env.exists() else "has not been made"
        raise BookError([site.problem("K02", f"the environment of {framework} {state}")])
    if site.stamp.read_bytes() != made_from.encode():
        raise BookError([site.problem("K03", f"the environment of {framework} was made from other pins")])
    versions = installed(site)
    if broken := _fault(site, versions):
        raise BookError([site.problem("K04", f"the environment of {framework} is broken: {broken}")])
    return Environment(framework, site.python, kernelspec.spec_name(framework), versions, site.place)


def recall(config: Config, framework: str) -> Environment | None:
    """The environment as it was last found, though it may be gone: enough to look outputs up, not to run.

    `None` where it was never made from the present pins.
    """
    site = site_of(config, framework)
    try:
        if site.stamp.read_bytes() != fingerprint(site).encode():
            return None
        versions = installed(site) or json.loads(site.note.read_text(encoding="utf-8"))["versions"]
    except (BookError, OSError, ValueError, KeyError, TypeError):
        return None
    return Environment(framework, site.python, kernelspec.spec_name(framework), versions, site.place)


def find_in(folder: Path, framework: str) -> Environment:
    """The environment of `framework` among those in `folder`, another clone's `build/kernels`, whatever its pins.

    Raises `BookError` with one Problem where it is missing or broken.
    """
    pins = folder.parent.parent / "kernels" / f"{framework}.txt"
    place = Place(f"kernels/{framework}.txt", 1)
    site = Site(framework, framework, pins, place, folder.parent, (folder / framework).resolve(), ())
    if not site.stamp.is_file():
        raise BookError([site.problem("K02", f"there is no environment of {framework} in {folder}")])
    versions = installed(site)
    spec = kernelspec.spec_file(site.build_folder, framework)
    if broken := _missing_part(site, versions):
        raise BookError([site.problem("K04", f"the environment of {framework} in {folder} is broken: {broken}")])
    if not spec.is_file() or not _starts(spec, site.python):
        what = f"the kernelspec of {framework} below {folder} is missing or of another place"
        raise BookError([site.problem("K04", what)])
    return Environment(framework, site.python, kernelspec.spec_name(framework), versions, place)


def _starts(spec: Path, python: Path) -> bool:
    """Whether the kernelspec, which another clone has written, starts this Python."""
    try:
        return bool(json.loads(spec.read_bytes())["argv"][0] == str(python))
    except (ValueError, KeyError, TypeError, IndexError):
        return False


def _fault(site: Site, versions: Mapping[str, str]) -> str:
    """What keeps the environment from running, in a few words; empty where nothing does."""
    if missing := _missing_part(site, versions):
        return missing
    spec = kernelspec.spec_file(site.build_folder, site.framework)
    if not spec.is_file() or spec.read_bytes() != site.spec_text.encode():
        return "its kernelspec is missing or of another place"
    return ""


def _missing_part(site: Site, versions: Mapping[str, str]) -> str:
    if not site.python.exists():
        return "its Python is gone"
    return "" if "ipykernel" in versions else "ipykernel is not in it"


def fingerprint(site: Site) -> str:
    """Names what the environment is made from: the pins, uv's settings for them, and the Python.

    Raises `BookError` where the pin file cannot be read.
    """
    try:
        pins = site.pins.read_bytes()
    except OSError as error:
        cure = f"write it, or name another file with `kernel =` in [framework-{site.framework}] of config.ini"
        what = f"the pinned requirements of {site.framework} cannot be read: {error.strerror}"
        raise BookError([site.problem("K01", what, cure)])
    settings = site.settings.read_bytes() if site.settings.is_file() else b""
    python = (
        f"{FORMAT} {platform.python_implementation()} {platform.python_version()} {platform.machine()} {sys.platform}"
    )
    parts = (hashlib.sha256(part).hexdigest() for part in (pins, settings, python.encode()))
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()


def installed(site: Site) -> Mapping[str, str]:
    """The version of each package in the environment; read again only where something was installed since."""
    packages = packages_folder(site)
    if not packages.is_dir():
        return {}
    time = packages.stat().st_mtime_ns
    try:
        known = json.loads(site.note.read_text(encoding="utf-8"))
        if known["time"] == time:
            return dict(known["versions"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    versions = {"python": platform.python_version()} | _read_versions(packages)
    write_whole(site.note, json.dumps({"time": time, "versions": versions}, indent=1).encode())
    return versions


def packages_folder(site: Site) -> Path:
    """Where the environment's packages lie."""
    if os.name == "nt":
        return site.env / "Lib" / "site-packages"
    return site.env / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"


def _read_versions(packages: Path) -> dict[str, str]:
    found = importlib.metadata.distributions(path=[str(packages)])
    versions = {package.name.lower().replace("_", "-"): package.version for package in found if package.name}
    return dict(sorted(versions.items()))
