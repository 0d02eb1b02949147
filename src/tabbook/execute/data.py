"""The comments `#@depends path` of a program in; the files that they name, out, and laid where the page runs."""

from __future__ import annotations

import errno
import functools
import hashlib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tabbook.config import Config
from tabbook.document import Program
from tabbook.errors import Problem
from tabbook.execute.marks import find_marks


@dataclass(frozen=True, slots=True)
class Declared:
    """A file or folder that a page says it reads."""

    path: str
    """As the page writes it, and as the running page finds it from its working folder."""
    files: Mapping[str, Path]
    """What lies there: each file by its place below `path`; of a file itself the empty place."""
    digests: Mapping[str, str]
    """The content of each of them, named."""


def find_declared(program: Program, config: Config) -> tuple[tuple[Declared, ...], tuple[Problem, ...]]:
    """The data files that `program` declares, each once, and a Problem for each that is not there."""
    found: dict[str, Declared] = {}
    problems: list[Problem] = []
    for cell in program.cells:
        for place, path in find_marks(cell, "depends"):
            spot = _find(path, program, config) if path else None
            if spot:
                files = _files_at(spot)
                found[path] = Declared(path, files, {name: digest_of(file) for name, file in files.items()})
                continue
            what = f"`#@depends {path}` names no file or folder of the book" if path else "`#@depends` names no file"
            cure = "write its path from the page's folder, or from the book's root"
            problems.append(Problem("X08", place, what, cure))
    return tuple(found.values()), tuple(problems)


def _find(path: str, program: Program, config: Config) -> Path | None:
    """Where `path` lies: below the page's folder, the same folder of the book's own language, or the root."""
    if Path(path).is_absolute():
        return None
    own = config.pages_folder(config.source_language) / program.path
    for folder in ((config.root / program.file).parent, own.parent, config.root):
        spot = (folder / path).resolve()
        if spot.exists() and spot != config.root.resolve() and spot.is_relative_to(config.root.resolve()):
            return spot
    return None


def _files_at(spot: Path) -> dict[str, Path]:
    if spot.is_file():
        return {"": spot}
    files = (file for file in sorted(spot.rglob("*")) if file.is_file())
    return {file.relative_to(spot).as_posix(): file for file in files}


def digest_of(file: Path) -> str:
    """Names the content of a file."""
    status = file.stat()
    return _digest(file, status.st_mtime_ns, status.st_size, status.st_ino)


@functools.cache
def _digest(file: Path, *status: int) -> str:
    """Read once in a build, though many pages may declare it."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def working_folder(declared: Sequence[Declared], folder: Path) -> Path:
    """Where below `folder` a page runs: as deep as the paths that it declares go up."""
    height = max([1, *(PurePosixPath(one.path).parts.count("..") for one in declared)])
    return folder.joinpath(*["book"] * height, "page")


def lay_out(declared: Sequence[Declared], folder: Path) -> Path:
    """Make the folder that a page runs in, below `folder`, with copies of what it declares; a page may change them.

    A page may write beside its folder (`../data`), so that is its own too. Raises `OSError` where a file is not what
    it was.
    """
    working = working_folder(declared, folder)
    working.mkdir(parents=True)
    for one in declared:
        for place, file in one.files.items():
            copy = working / one.path / place if place else working / one.path
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
            if digest_of(copy) != one.digests[place]:
                raise OSError(errno.EIO, f"{one.path} changed while the build ran")
    return working
