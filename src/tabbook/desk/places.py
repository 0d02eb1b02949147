"""A file and a line of the book in; the ways there out: to copy, to a translator's editor, to GitHub's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tabbook.errors import BookError, Place, Problem

_EDITOR = re.compile(r"(?!javascript:|data:|vbscript:|blob:)[a-z][a-z0-9+.-]*:[^\s\"'<>]*\{path\}[^\s\"'<>]*")


@dataclass(frozen=True, slots=True)
class Ways:
    """How a translator gets to a line."""

    place: str
    """`chapters/ja/intro.md:22`, to copy."""
    editor: str = ""
    """An address that the translator's editor opens; empty where none is named."""
    web: str = ""
    """The line in GitHub's web editor; empty where the book names no repository."""


@dataclass(frozen=True, slots=True)
class Map:
    """Where the files of a book can be edited."""

    root: Path
    editor: str = ""
    """An address with `{path}` and `{line}` in it."""
    repository: str = ""
    """The address under which GitHub edits a file of the book, with a slash at its end."""

    def ways(self, file: str, line: int) -> Ways:
        path = (self.root / file).as_posix()
        whole = quote(path if path.startswith("/") else f"/{path}")
        editor = self.editor.replace("{path}", whole).replace("{line}", str(line))
        web = f"{self.repository}{quote(file)}#L{line}" if self.repository else ""
        return Ways(f"{file}:{line}", editor, web)


def require_editor(template: str) -> str:
    """`template` itself. Raises `BookError` where it is no address with a `{path}`."""
    if template and not _EDITOR.fullmatch(template):
        what = f"`{template}` is no address that opens an editor"
        cure = "write one such as vscode://file{path}:{line}"
        raise BookError([Problem("V03", Place("config.ini", 1), what, cure)])
    return template
