"""A new book in; a repository in its folder out, in whose history the old texts of the original are.

A translated page names the text it was made from by git's hash of it, and git must have that text to tell what changed.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

_WHO = "tabbook <tabbook@localhost>"
_QUIET = ("-c", "core.hooksPath=/dev/null", "-c", "commit.gpgSign=false", "-c", "core.safecrlf=false")


class NoGit(Exception):
    """Raised where git is not there, or refuses; its message says why."""


def begin(folder: Path, old: Mapping[str, Sequence[bytes]], branch: str = "main") -> None:
    """Make `folder` a repository whose first commits hold the `old` texts by file, and whose last one holds all of it.

    Raises `NoGit` where that cannot be done.
    """
    _git(folder, "init", "-q", "-b", branch)
    _git(folder, "config", "core.autocrlf", "input")
    layers = max((len(texts) for texts in old.values()), default=0)
    stream = b"".join(_commit(old, layer, branch) for layer in range(layers))
    if stream:
        _git(folder, "fast-import", "--quiet", feed=stream)
        _git(folder, "reset", "-q")
    _git(folder, "add", "-A")
    _git(folder, *_QUIET, "commit", "-q", "-m", "Adopt the book from d2lbook")


def _commit(old: Mapping[str, Sequence[bytes]], layer: int, branch: str) -> bytes:
    """A commit with the `layer`th old text of each file, as git's fast-import reads it."""
    message = b"Keep the original as translations were made from it"
    lines = [f"commit refs/heads/{branch}\ncommitter {_WHO} {int(time.time())} +0000\n".encode()]
    lines.append(b"data %d\n%b\n" % (len(message), message))
    for file, texts in sorted(old.items()):
        if layer < len(texts):
            lines.append(b'M 100644 inline "%b"\n' % _quoted(file))
            lines.append(b"data %d\n%b\n" % (len(texts[layer]), texts[layer]))
    return b"".join(lines)


def _quoted(file: str) -> bytes:
    return file.replace("\\", "\\\\").replace('"', '\\"').encode()


def _git(folder: Path, *arguments: str, feed: bytes = b"") -> None:
    names = {f"GIT_{who}_{what}": name for who in ("AUTHOR", "COMMITTER") for what, name in _names().items()}
    try:
        subprocess.run(
            ["git", *arguments],
            cwd=folder,
            env=names | os.environ | {"GIT_TERMINAL_PROMPT": "0"},
            input=feed,
            capture_output=True,
            check=True,
        )
    except FileNotFoundError:
        raise NoGit("git is not installed here")
    except OSError as error:
        raise NoGit(str(error))
    except subprocess.CalledProcessError as error:
        raise NoGit(error.stderr.decode(errors="replace").strip() or f"git ended with {error.returncode}")


def _names() -> dict[str, str]:
    name, _, address = _WHO.partition(" ")
    return {"NAME": name, "EMAIL": address.strip("<>")}
