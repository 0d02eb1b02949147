"""Nothing in; which pandoc there is, and its version, out."""

from __future__ import annotations

import functools
import os
import subprocess
from importlib.util import find_spec
from pathlib import Path


@functools.cache
def path() -> str:
    """The pandoc that pypandoc brings, or the one that `PYPANDOC_PANDOC` names. Raises `OSError` where there is none.

    Pypandoc itself is asked only where it brings none: it is slow to import, and starts every pandoc it can think of.
    """
    found = find_spec("pypandoc")
    brought = Path(found.origin or "").parent / "files" / "pandoc" if found else Path()
    if brought.is_file() and not os.environ.get("PYPANDOC_PANDOC"):
        return str(brought)
    import pypandoc

    return str(pypandoc.get_pandoc_path())


@functools.cache
def version() -> str:
    """Its version. Raises `OSError` where it does not start."""
    done = subprocess.run([path(), "--version"], capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(0, f"pandoc tells no version: {done.stderr.strip()}", path())
    return done.stdout.split()[1]
