"""A job in; all that another machine needs to run it out, and there the job again."""

from __future__ import annotations

import errno
import functools
import hashlib
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tabbook.document import Program
from tabbook.execute.data import Declared, digest_of
from tabbook.execute.jobs import Job, Surroundings
from tabbook.execute.warmth import Start
from tabbook.kernels import Environment
from tabbook.store import Key, digest

Files = Mapping[str, bytes]
"""What files hold, by their places below a folder, with forward slashes."""
_writing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Parcel:
    """One job on its way; nothing in it depends on the machine that it comes from."""

    key: Key
    program: Program
    versions: Mapping[str, str]
    """The exact packages of the book's environment."""
    environment: str
    """Names all in that environment that can change what a page prints."""
    library: Files
    library_folder: str
    """Where the helper library lies at home; outputs may name it."""
    declared: Mapping[str, Files]
    """The data files, by the path that the page names; of one file alone the place is empty."""
    limit: int
    """Seconds a cell may take."""
    is_warm: bool
    start: Start
    """Whether kernels are forked, and how this one may begin."""


def pack(job: Job, around: Surroundings) -> Parcel:
    """All of `job` that must travel. Raises `OSError` where a file cannot be read or is not what it was."""
    return Parcel(
        key=job.key,
        program=job.program,
        versions=dict(job.environment.versions),
        environment=job.environment.digest,
        library=_read_library(around.library),
        library_folder=str(around.library),
        declared={one.path: _read_declared(one) for one in job.declared},
        limit=around.limit,
        is_warm=around.is_warm,
        start=job.start,
    )


def _read_library(folder: Path) -> Files:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*.py"))}


def _read_declared(declared: Declared) -> Files:
    contents = {place: file.read_bytes() for place, file in declared.files.items()}
    for place, content in contents.items():
        if hashlib.sha256(content).hexdigest() != declared.digests[place]:
            raise OSError(errno.EIO, f"{declared.path} changed while the build ran")
    return contents


def unpack(parcel: Parcel, environment: Environment, folder: Path) -> Job:
    """The job again, to be run in an `environment` of this machine; its data files are written below `folder`.

    Raises `OSError` where they cannot be written.
    """
    declared: list[Declared] = []
    for number, (path, contents) in enumerate(parcel.declared.items()):
        files = {place: folder / "declared" / str(number) / (place or "file") for place in contents}
        for place, content in contents.items():
            _write(files[place], content)
        declared.append(Declared(path, files, {place: digest_of(file) for place, file in files.items()}))
    return Job(parcel.key, parcel.program, (), environment, tuple(declared), parcel.start)


@functools.cache
def _library_folder(names: str) -> tempfile.TemporaryDirectory[str]:
    """A folder for one state of the library, as long as this process and the kernels forked for it live."""
    return tempfile.TemporaryDirectory(prefix="tabbook-", ignore_cleanup_errors=True)


def lay_out_library(files: Files) -> Path:
    """The folder with these modules; written where it is not there yet. Raises `OSError` where it cannot be."""
    names = digest(*(part for place, content in files.items() for part in (place.encode(), content))).hex()
    with _writing:
        folder = Path(_library_folder(names).name)
        for place, content in files.items():
            if not (folder / place).exists():
                _write(folder / place, content)
    return folder


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
