"""A framework's environment in; the kernelspec that Jupyter finds it by out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from tabbook.files import write_whole

SETTINGS = {
    # Quiet: what a framework or debugger says about itself at its start.
    "TF_CPP_MIN_LOG_LEVEL": "2",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    # Repeatable: the same sums on every processor, the same order of sets, no time in a picture.
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "CUBLAS_WORKSPACE_CONFIG": ":4096:8",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "SOURCE_DATE_EPOCH": "315532800",
    # Once: what XLA compiled for one page serves the next, however small it is.
    "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
    "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
    # Alone: nothing from the user's own packages.
    "PYTHONNOUSERSITE": "1",
}
"""The same for every framework, so that a new one needs no code; they count in a page's key."""

SPEED = {"PYTHONDONTWRITEBYTECODE": ""}
"""Images of containers often forbid bytecode: then each kernel would compile all of its framework, for seconds."""

LAUNCH = """\
import sys
del sys.path[0]
from ipykernel.kernelapp import IPKernelApp
class App(IPKernelApp):
    def init_iopub(self, context):
        context.sndhwm = 0
        super().init_iopub(context)
App.launch_instance()
"""
"""Starts a kernel that keeps every output until it is read; ipykernel's own drops some, in silence, beyond 1000."""

PROVISIONER = "tabbook-warm"
"""How Jupyter finds what starts our kernels; see `warm/`."""

MATPLOTLIB = "# Written by tabbook: SVG pictures repeat.\nsvg.hashsalt: tabbook\n"


def share(build_folder: Path) -> Path:
    """The folder that Jupyter takes as part of its path."""
    return build_folder / "kernels" / "share" / "jupyter"


def spec_name(framework: str) -> str:
    """What Jupyter calls the kernel of `framework`."""
    return f"tabbook-{framework}"


def spec_file(build_folder: Path, framework: str) -> Path:
    return share(build_folder) / "kernels" / spec_name(framework) / "kernel.json"


def spec_text(folder: Path, python: Path, label: str, warm: Sequence[str]) -> str:
    """The kernelspec of the environment in `folder`; a user's own profiles and styles cannot reach its runs."""
    folders = {
        "IPYTHONDIR": folder / "ipython",
        "JAX_COMPILATION_CACHE_DIR": folder / "compiled",
        "KERAS_HOME": folder / "keras",
        "MPLCONFIGDIR": folder / "matplotlib",
        "MATPLOTLIBRC": folder / "matplotlib" / "matplotlibrc",
    }
    # The code has no name in braces, which Jupyter would fill in.
    spec = {
        "argv": [str(python), "-c", LAUNCH, "-f", "{connection_file}"],
        "display_name": f"{label} (tabbook)",
        "language": "python",
        "metadata": {
            "debugger": True,
            "kernel_provisioner": {"provisioner_name": PROVISIONER, "config": {"modules": list(warm)}},
        },
        # Jupyter takes $ in a value for the start of a variable's name.
        "env": SETTINGS | SPEED | {name: str(path).replace("$", "$$") for name, path in folders.items()},
    }
    return json.dumps(spec, indent=1, ensure_ascii=False) + "\n"


def write(build_folder: Path, framework: str, folder: Path, text: str) -> None:
    """Put the kernelspec and what it names in place; does nothing where they are there already."""
    (folder / "ipython").mkdir(exist_ok=True)
    (folder / "matplotlib").mkdir(exist_ok=True)
    write_whole(folder / "matplotlib" / "matplotlibrc", MATPLOTLIB.encode())
    write_whole(spec_file(build_folder, framework), text.encode())
