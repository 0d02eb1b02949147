"""Pinned requirements in; environments on disk out, made by uv, and a Problem for each that could not be made."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO

import uv

from tabbook.config import Config
from tabbook.errors import BookError, Place, Problem
from tabbook.files import write_whole
from tabbook.kernels import borrowed, kernelspec
from tabbook.kernels.environment import Site, find, fingerprint, installed, site_of


def prepare(
    config: Config, frameworks: Sequence[str], say: Callable[[str], None], *, fresh: bool = False
) -> tuple[Problem, ...]:
    """Make or mend the environment of each framework; told to `say` where that takes time.

    Does nothing where an environment is whole and of the present pins, unless `fresh` asks for new ones.
    """
    problems: list[Problem] = []
    for framework in frameworks:
        try:
            _prepare_one(config, framework, say, fresh)
        except BookError as error:
            problems += error.problems
        except OSError as error:
            site = site_of(config, framework)
            what = f"the environment of {framework} cannot be written: {error.strerror}: {error.filename}"
            problems.append(site.problem("K06", what, "free some space or mend the folder's rights, then run again"))
    return tuple(problems)


def _prepare_one(config: Config, framework: str, say: Callable[[str], None], fresh: bool) -> None:
    if borrowed.is_borrowed(config, framework):
        borrowed.find(config, framework)
        return
    if not fresh and _is_ready(config, framework):
        return
    site = site_of(config, framework)
    made_from = fingerprint(site)
    site.folder.mkdir(parents=True, exist_ok=True)
    with _locked(site.folder / "lock"):
        # Another build may have made it while this one waited.
        if not fresh and _is_ready(config, framework):
            return
        if fresh or not _is_current(site, made_from):
            _install(site, say)
        kernelspec.write(site.build_folder, framework, site.folder, site.spec_text)
        write_whole(site.stamp, made_from.encode())


def _is_ready(config: Config, framework: str) -> bool:
    try:
        find(config, framework)
    except BookError:
        return False
    return True


def _is_current(site: Site, made_from: str) -> bool:
    """Whether the installed packages can stay and only the kernelspec is to be written."""
    stamped = site.stamp.is_file() and site.stamp.read_bytes() == made_from.encode()
    return stamped and site.python.exists() and "ipykernel" in installed(site)


def _install(site: Site, say: Callable[[str], None]) -> None:
    """A new environment with exactly the pinned packages.

    Made anew and not mended: what an interrupted install left, uv would take for installed.
    """
    begun = time.monotonic()
    say(f"kernels: installing {site.framework} from {site.place.file}")
    site.stamp.unlink(missing_ok=True)
    if site.env.exists():
        shutil.rmtree(site.env)
    _uv(site, "venv", "--no-project", "--python", _python(), str(site.env))
    _uv(site, "pip", "install", "--python", str(site.python), "-r", str(site.pins))
    if "ipykernel" not in installed(site):
        what = f"ipykernel is not among the pinned requirements of {site.framework}"
        raise BookError([site.problem("K05", what, "add it: a kernel cannot start without it")])
    say(f"kernels: installed {site.framework} in {time.monotonic() - begun:.0f} s")


def _python() -> str:
    """The interpreter that tabbook's own environment was made from."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def _uv(site: Site, *arguments: str) -> None:
    """Run uv.

    Raises `BookError` with uv's own last lines, at the requirement it names.
    """
    try:
        program = uv.find_uv_bin()
    except FileNotFoundError as error:
        raise BookError([site.problem("K05", f"uv cannot be found: {error}", "install tabbook's requirements again")])
    settings = ["--config-file", str(site.settings)] if site.settings.is_file() else []
    command = [program, *arguments, *settings, "--no-python-downloads", "--no-progress", "--color", "never"]
    done = subprocess.run(command, env=_uv_environment(), cwd=site.folder, text=True, capture_output=True)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()[-20:]
        place = Place(site.place.file, _line_named(site.pins, "\n".join(said)))
        what = f"uv could not install the requirements of {site.framework}"
        cure = "mend the requirement it names, or the network, and run `make kernels` again"
        raise BookError([Problem("K05", place, what, cure, detail="\n".join(said))])


def _uv_environment() -> dict[str, str]:
    """Our own environment, pip's folder of wheels offered to uv too."""
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    wheels = environment.get("PIP_FIND_LINKS", "").split()
    if wheels and "UV_FIND_LINKS" not in environment:
        environment["UV_FIND_LINKS"] = ",".join(wheels)
    return environment


def _line_named(pins: Path, said: str) -> int:
    """The line of the requirement that uv complains about; the first where it names none."""
    text = pins.read_text(encoding="utf-8", errors="replace")
    if position := re.search(r"\.txt`? at position (\d+)", said):
        return text.count("\n", 0, int(position[1])) + 1
    if line := re.search(r"\.txt:(\d+):\d+", said):
        return int(line[1])
    for number, requirement in enumerate(text.splitlines(), 1):
        pin = re.match(r"\s*[\w.-]+\s*==\s*[^\s;#\\]+", requirement)
        if pin and re.sub(r"\s", "", pin[0]).lower() in said.lower():
            return number
    return 1


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold `path` against a second build; where the system has no such lock, hope for the best."""
    with path.open("w") as file:
        _lock(file)
        yield


def _lock(file: IO[str]) -> None:
    try:
        import fcntl
    except ImportError:
        return
    fcntl.flock(file, fcntl.LOCK_EX)
