"""A folder to keep them in goes in; what reads the site's templates comes out, compiled once for all builds."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket

from tabbook.files import read_sealed, write_sealed


@cache
def environment(folder: Path) -> Environment:
    """What reads templates; it reads one anew when its file has changed."""
    return Environment(
        loader=PackageLoader("tabbook.website", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_Compiled(folder),
    )


class _Compiled(BytecodeCache):
    """Templates as they were compiled, each with the digest of its text; Jinja's own cache does not see damage."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        if content := read_sealed(self._file(bucket)):
            bucket.bytecode_from_string(content)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):  # Then it is compiled again.
            write_sealed(self._file(bucket), bucket.bytecode_to_string())

    def _file(self, bucket: Bucket) -> Path:
        """Another Jinja may compile otherwise."""
        return self.folder / f"{bucket.key}-{_version()}"


@cache
def _version() -> str:
    return version("jinja2")
