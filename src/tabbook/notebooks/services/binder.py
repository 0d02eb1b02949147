"""A framework's pins in; the files out by which Binder makes the very environment that its notebooks ran in."""

from __future__ import annotations

from tabbook import kernels
from tabbook.config import Config
from tabbook.errors import BookError

POST_BUILD = """\
#!/bin/bash
# The notebooks get an environment of their own, so that Binder's tools and they do not share a version.
set -e
python -m venv "$HOME/.book"
"$HOME/.book/bin/python" -m pip install --quiet --no-cache-dir --no-deps -r binder/book.txt
"$HOME/.book/bin/python" -m ipykernel install --user --name python3 --display-name "Python 3"
"""
UNWANTED = ("d2lbook",)
"""Serves the notebooks of all frameworks, which are not among these."""


def files_for(config: Config, framework: str) -> dict[str, str]:
    """Texts of the files of a repository of notebooks, by path; none where there are no pins."""
    pinned = {name: version for name, version in kernels.pins(config, framework).items() if name not in UNWANTED}
    if not pinned:
        return {}
    return {
        "binder/runtime.txt": f"python-{python_of(config, framework)}\n",
        "binder/book.txt": "".join(f"{name}=={version}\n" for name, version in pinned.items()),
        "binder/postBuild": POST_BUILD,
    }


def python_of(config: Config, framework: str) -> str:
    """Its Python without the last number, which Binder chooses."""
    try:
        version = kernels.find(config, framework).versions["python"]
    except BookError:
        recalled = kernels.recall(config, framework)
        version = recalled.versions["python"] if recalled else "3.11"
    return ".".join(version.split(".")[:2])
