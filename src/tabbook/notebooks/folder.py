"""Files and their texts in; a folder that holds these notebooks and no others out."""

from __future__ import annotations

import posixpath
import shutil
from collections.abc import Collection, Iterable
from pathlib import Path


def fill(folder: Path, notebooks: Iterable[tuple[str, str]]) -> None:
    """Write the notebooks to `folder`.

    All are made before the first is put in place; those that are right already are left alone; others there go.
    """
    aside = folder / ".aside"
    written: dict[str, bool] = {}
    """Each notebook's file, and whether it changed."""
    try:
        for file, text in notebooks:
            written[file] = not _holds(folder / file, text)
            if written[file]:
                (aside / file).parent.mkdir(parents=True, exist_ok=True)
                (aside / file).write_text(text, encoding="utf-8")
        for file in (file for file, is_changed in written.items() if is_changed):
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (aside / file).replace(folder / file)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    _remove_others(folder, written)


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()


def _remove_others(folder: Path, written: Collection[str]) -> None:
    """Remove the notebooks of pages that are gone, and the folders this leaves empty."""
    for path in sorted(folder.rglob("*.ipynb"), reverse=True):
        if posixpath.join(*path.relative_to(folder).parts) not in written:
            path.unlink()
            for parent in path.relative_to(folder).parents:
                if parent.parts and not any((folder / parent).iterdir()):
                    (folder / parent).rmdir()
