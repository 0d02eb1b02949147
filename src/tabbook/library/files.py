"""The modules on disk: the hand-written heads of the book's own, and ours written where kernels import them from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from tabbook.config import Config
from tabbook.files import write_whole
from tabbook.library.modules import Module, is_module_path


def read_heads(config: Config) -> dict[str, str]:
    """By framework, what stands above the WARNING line of hashes in the module that the book keeps."""
    heads: dict[str, str] = {}
    for section in config.library_sections:
        path = config.root / section.lib_file
        if is_module_path(section.lib_file) and path.is_file():
            heads[section.name] = _head(path.read_text(encoding="utf-8"))
    return heads


def _head(text: str) -> str:
    """Everything above the line of hashes; all of it where nothing was generated yet."""
    lines = text.splitlines(keepends=True)
    for index, line in enumerate(lines):
        if line.startswith("####") and "WARNING" in line:
            return "".join(lines[:index])
    return text if text.endswith("\n") or not text else f"{text}\n"


def write(modules: Sequence[Module], folder: Path) -> None:
    """Write each module under `folder`, so that it can be imported with `folder` on the path; others there go.

    A file appears whole or not at all, and one that is already right is left alone.
    """
    contents: dict[PurePosixPath, str] = {}
    for module in modules:
        path = PurePosixPath(module.file)
        contents |= {parent / "__init__.py": "" for parent in path.parents if parent != PurePosixPath(".")}
        contents[path] = module.text
    for path, text in contents.items():
        write_whole(folder / path, text.encode())
    for old in sorted(folder.rglob("*.py")):
        if PurePosixPath(old.relative_to(folder).as_posix()) not in contents:
            old.unlink()
