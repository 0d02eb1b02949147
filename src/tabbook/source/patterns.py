"""Patterns of files such as `*.md */*.md` in, the files below a folder that match out."""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Patterns:
    """Some patterns, ready to be compared with paths."""

    expression: re.Pattern[str]
    depth: float
    """How many parts a path may have that matches."""

    def match(self, path: str) -> bool:
        """Whether `path` or a folder above it matches."""
        parts = path.split("/")
        return any(self.expression.fullmatch("/".join(parts[: end + 1])) for end in range(len(parts)))


@dataclass(slots=True)
class Found:
    """What a search came upon."""

    files: dict[str, Path] = field(default_factory=dict)
    """Matching files by their path relative to the folder."""
    outside: list[tuple[str, bool]] = field(default_factory=list)
    """Links that lead out of the book and would be read, and whether each is a folder."""


def read(patterns: Sequence[str]) -> Patterns:
    """`*` and `?` stay within a name and skip names with a dot in front, as in a shell; `**` crosses folders."""
    translated = [_expression(pattern) for pattern in patterns]
    depth = max((float("inf") if "**" in p else p.strip("/").count("/") + 1 for p in patterns), default=0)
    return Patterns(re.compile("|".join(translated) or r"(?!)"), depth)


def _expression(pattern: str) -> str:
    parts = [part for part in pattern.split("/") if part not in ("", ".")]
    expression = ""
    for index, part in enumerate(parts):
        is_last = index == len(parts) - 1
        if part == "**":
            expression += r"(?:[^/.][^/]*(?:/[^/.][^/]*)*)" if is_last else r"(?:[^/.][^/]*/)*"
            continue
        dot = "" if part.startswith(".") else r"(?!\.)"
        expression += f"{dot}(?:{_name(part)})" + ("" if is_last else "/")
    return f"(?:{expression})"


def _name(part: str) -> str:
    """What one name must be, without the anchor at its end, which Python 3.14 writes anew."""
    within = re.sub(r"\?(?![^[]*\])", "[!/]", part)
    return fnmatch.translate(within).removeprefix("(?s:").rpartition(")")[0].replace(".*", "[^/]*")


def find(folder: Path, root: Path, wanted: Patterns, unwanted: Patterns, skipped: Path) -> Found:
    """The wanted files below `folder`; links are followed within `root` only, and `skipped` is left out."""
    found = Found()
    seen = {os.path.realpath(skipped)}
    folders = [("", folder)]
    links: list[tuple[str, Path]] = []
    while folders or links:
        prefix, here = folders.pop() if folders else links.pop()
        real = os.path.realpath(here)
        if real in seen or not os.path.isdir(here):
            continue
        seen.add(real)
        for entry in sorted(os.scandir(here), key=lambda entry: entry.name, reverse=True):
            path = prefix + entry.name
            is_folder = entry.is_dir()
            if is_folder and (path.count("/") + 1 >= wanted.depth or entry.name.startswith(".")):
                continue
            if (not is_folder and not wanted.match(path)) or unwanted.match(path):
                continue
            if entry.is_symlink() and not Path(os.path.realpath(entry.path)).is_relative_to(os.path.realpath(root)):
                found.outside.append((path, is_folder))
            elif is_folder:
                (links if entry.is_symlink() else folders).append((path + "/", Path(entry.path)))
            elif entry.is_file():
                found.files[path] = Path(entry.path)
    return found
