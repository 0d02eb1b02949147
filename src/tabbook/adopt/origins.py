"""Translated folders and their original in; the original's text that each translated page was made from out."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tabbook.adopt.folders import Folder
from tabbook.errors import BookError, Place, Problem
from tabbook.translation import git

How = Literal["copy", "commit"]


@dataclass(frozen=True, slots=True)
class Origin:
    """What a translated page was made from."""

    content: bytes
    """The original's text, its line ends as git stores them."""
    how: How
    """Whether a copy beside the page says so, or the commit that was named."""

    @property
    def blob(self) -> str:
        return git.hash_of(self.content)


def find(original: Folder, folder: Folder) -> Mapping[str, Origin]:
    """The origin of each page of a translated `folder` whose origin is known, by path.

    Raises `BookError` where the folder's commit is not one of the original's.
    """
    found = {path: Origin(_stored(file.read_bytes()), "copy") for path, file in folder.origins.items()}
    if folder.commit:
        clone = git.find(original.root)
        contents = {path: _at(clone, original, folder.commit, path) for path in folder.pages if path not in found}
        if contents and not any(contents.values()):
            holds = f"commit `{folder.commit}` holds none of its pages"
            what = holds if clone else f"`{original.name}` is no clone, so nobody knows commit `{folder.commit}`"
            cure = "name a commit of the original, in a clone that has its history"
            raise BookError([Problem("M13", Place(f"{original.name}/config.ini", 1), what, cure)])
        found |= {path: Origin(_stored(content), "commit") for path, content in contents.items() if content}
    return found


def _at(clone: git.Repository | None, original: Folder, commit: str, path: str) -> bytes | None:
    pages = original.settings.pages_folder(original.language)
    file = Path(os.path.relpath(pages, original.root), f"{path}.md").as_posix()
    return clone.read_file(commit, file) if clone else None


def _stored(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n")
