"""`kernel = jupyter:NAME` of a framework in; the environment of that Jupyter kernel, as it is on this machine, out.

It is used as it stands: nothing is installed into it. Its exact versions count in every key as those of our own do.
"""

from __future__ import annotations

import functools
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tabbook.config import Config, place_of
from tabbook.errors import BookError, Place, Problem
from tabbook.kernels import kernelspec
from tabbook.kernels.environment import Environment

PREFIX = "jupyter:"
_VERSIONS = """\
import importlib.metadata, json, platform
found = {one.name.lower().replace("_", "-"): one.version for one in importlib.metadata.distributions() if one.name}
print(json.dumps({"python": platform.python_version()} | dict(sorted(found.items()))))
"""


def is_borrowed(config: Config, framework: str) -> bool:
    """Whether the config names a kernel of Jupyter for `framework`."""
    return config.framework(framework).kernel.startswith(PREFIX)


def find(config: Config, framework: str) -> Environment:
    """The environment of the kernel that the config names, its kernelspec of ours written beside the others.

    Raises `BookError` with one Problem where Jupyter has no such kernel, or it is no Python's.
    """
    section = config.framework(framework)
    name = section.kernel.removeprefix(PREFIX)
    place = place_of(config, f"framework-{framework}", "kernel")
    python = _python_of(name, framework, place)
    versions = _versions(python)
    if "ipykernel" not in versions:
        raise BookError([_problem(place, f"ipykernel is not in {python}", "install it there: `pip install ipykernel`")])
    folder = config.build_folder / "kernels" / framework
    folder.mkdir(parents=True, exist_ok=True)
    text = kernelspec.spec_text(folder, python, section.label, section.warm)
    kernelspec.write(config.build_folder, framework, folder, text)
    return Environment(framework, python, kernelspec.spec_name(framework), versions, place)


def _python_of(name: str, framework: str, place: Place) -> Path:
    # Here and not above: most books have kernels of their own.
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        spec = KernelSpecManager().get_kernel_spec(name)
    except NoSuchKernel:
        cure = f"`pip install ipykernel` where {framework} is installed, or pin packages in kernels/{framework}.txt"
        raise BookError([_problem(place, f"Jupyter has no kernel `{name}` here, which {framework} is to run in", cure)])
    first = spec.argv[0] if spec.argv else ""
    # As in Jupyter, a Python without a folder is the one that runs this.
    program = sys.executable if re.fullmatch(r"python[\d.]*", first) else shutil.which(first)
    if spec.language != "python" or program is None:
        cure = "name a Python kernel; `jupyter kernelspec list` tells them"
        raise BookError([_problem(place, f"the kernel `{name}` of Jupyter is none of Python, or is gone", cure)])
    return Path(os.path.abspath(program))


@functools.cache
def _versions(python: Path) -> Mapping[str, str]:
    """The version of each package that a kernel of `python` sees; empty where it does not start."""
    command = [str(python), "-s", "-c", _VERSIONS]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=os.sep)
    versions: dict[str, str] = json.loads(done.stdout) if done.returncode == 0 else {}
    return versions


def _problem(place: Place, what: str, cure: str) -> Problem:
    return Problem("K07", place, what, cure)
