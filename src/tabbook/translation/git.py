"""Hashes and revisions in, files as they were out: the one door to git.

Nothing here writes to a branch, the index or a file. What a clone lacks is asked of its remote, once.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_HASH = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_SECONDS = 60
"""After so many of them a remote is taken to be out of reach."""


_ABSENT: set[tuple[Path, str]] = set()
"""What the remote of a clone does not have either; a desk that is open for days asks for it once."""


class Refused(Exception):
    """Raised where git cannot do what was asked; its message says why."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A clone that a book lies in."""

    folder: Path
    """The book's folder, in which git is started."""
    prefix: str
    """Where in the clone that is; empty, or ending in a slash."""
    algorithm: str
    """`sha1` or `sha256`."""

    def read_blobs(self, hashes: Iterable[str], fetches: bool = True) -> dict[str, bytes]:
        """The files with these hashes; left out are those that the clone lacks and, with `fetches`, its remote too."""
        wanted = sorted({name for name in hashes if _HASH.fullmatch(name)})
        found = self._cat(wanted, asks=False)
        missing = [name for name in wanted if name not in found and (self.folder, name) not in _ABSENT]
        if missing and fetches:
            if self._fetch(missing):
                found |= self._cat(missing, asks=True)
            _ABSENT.update((self.folder, name) for name in missing if name not in found)
        return found

    def _cat(self, names: list[str], asks: bool) -> dict[str, bytes]:
        """The objects of the clone among `names`; a partial clone would ask its remote for each alone."""
        if not names:
            return {}
        try:
            printed = self._run("cat-file", "--batch", feed="\n".join(names) + "\n", lazy=asks)
        except Refused:
            # In a partial clone the first one that cannot be had ends it.
            alone = (self._cat([name], asks) for name in names) if len(names) > 1 else ()
            return {name: content for found in alone for name, content in found.items()}
        found: dict[str, bytes] = {}
        at = 0
        while at < len(printed):
            end = printed.index(b"\n", at)
            name, kind, *size = printed[at:end].decode().split(" ")
            at = end + 1
            if size:
                if kind == "blob":
                    found[name] = printed[at : at + int(size[0])]
                at += int(size[0]) + 1
        return found

    def _fetch(self, names: list[str]) -> bool:
        """Ask the remote for objects; whether it sent any."""
        remotes = self._run("remote").decode().split()
        if not remotes:
            return False
        remote = "origin" if "origin" in remotes else remotes[0]
        options = ("--no-tags", "--no-write-fetch-head", "--recurse-submodules=no", "--quiet")
        sent = False
        # One that the remote does not know refuses them all.
        for group in [names] if len(names) == 1 else [names, *([name] for name in names)]:
            try:
                self._run("fetch", *options, remote, *group)
            except Refused:
                continue
            sent = True
            if group is names:
                break
        return sent

    def read_file(self, revision: str, file: str) -> bytes | None:
        """A file of the book, its path relative to the book, as it was; `None` where there was none."""
        try:
            return self._run("cat-file", "blob", f"{revision}:{self.prefix}{file}")
        except Refused:
            return None

    def read_first(self, text: str, file: str) -> bytes | None:
        """A file of the book as it was when `text` came into it; `None` where the history of the clone does not say."""
        try:
            commits = self._run("log", "--format=%H", f"-S{text}", "--", file).decode().split()
        except Refused:
            return None
        found = (self.read_file(commit, file) for commit in reversed(commits))
        return next((content for content in found if content and text.encode() in content), None)

    def find_base(self, revision: str) -> str:
        """The commit at which this branch left `revision`, or `revision` itself where the clone is too shallow to say.

        Raises `Refused` where there is no such revision.
        """
        commit = self._run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        try:
            return self._run("merge-base", "HEAD", commit.decode().strip()).decode().strip()
        except Refused:
            return commit.decode().strip()

    def list_changes(self, commit: str, folder: str) -> dict[str, str | None]:
        """Each file below `folder` that differs from `commit`, and its path then: `None` where it is new."""
        arguments = (
            "diff",
            "--name-status",
            "-z",
            "--find-renames",
            "--relative",
            "--no-ext-diff",
            commit,
            "--",
            folder,
        )
        parts = iter(self._run(*arguments).decode(errors="replace").split("\0"))
        changes: dict[str, str | None] = {}
        for status in parts:
            if status[:1] in ("R", "C"):
                before, after = next(parts), next(parts)
                changes[after] = before
            elif status[:1] in ("A", "M", "T"):
                file = next(parts)
                changes[file] = None if status == "A" else file
            elif status:
                next(parts)
        unknown = self._run("ls-files", "-z", "--others", "--exclude-standard", "--", folder)
        return changes | {file: None for file in unknown.decode(errors="replace").split("\0") if file}

    def _run(self, *arguments: str, feed: str | None = None, lazy: bool = True) -> bytes:
        return _run(self.folder, *arguments, feed=feed, lazy=lazy)


def find(folder: Path) -> Repository | None:
    """The clone that `folder` lies in; `None` where there is none, or no git."""
    try:
        printed = _run(folder, "rev-parse", "--show-object-format", "--show-prefix").decode()
    except Refused:
        return None
    algorithm, _, prefix = printed.partition("\n")
    return Repository(folder, prefix.strip("\n"), algorithm)


def hash_of(content: bytes, algorithm: str = "sha1") -> str:
    """The hash git gives a text, whose line ends it stores as LF."""
    content = content.replace(b"\r\n", b"\n")
    return hashlib.new(algorithm, b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _run(folder: Path, *arguments: str, feed: str | None = None, lazy: bool = True) -> bytes:
    settings = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "0" if lazy else "1"}
    try:
        done = subprocess.run(
            ["git", "-c", "core.quotePath=false", *arguments],
            cwd=folder,
            env=os.environ | settings | {"LC_ALL": "C"},
            input=(feed or "").encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Refused(str(error))
    if done.returncode:
        raise Refused(done.stderr.decode(errors="replace").strip())
    return done.stdout
