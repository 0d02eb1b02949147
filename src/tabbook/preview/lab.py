"""A book's folder in; the address at which a JupyterLab on this machine shows one of its notebooks out."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from tabbook import config, kernels
from tabbook.config import Config
from tabbook.files import file_in

LISTENS = re.compile(r"http://127\.0\.0\.1:(\d+)/lab")
"""What JupyterLab says when it answers."""
SETTINGS = Path(__file__).with_name("assets") / "jupyterlab"
"""What it finds set when it is first opened: it does not ask whether to show news."""
WITH_US = """\
import os, signal, sys, threading
from jupyterlab.labapp import main

def end():
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)

threading.Thread(target=end, daemon=True).start()
try:
    main()
finally:
    os._exit(0)
"""
"""JupyterLab until its standard input ends, as it does with the preview, however that ends.

It leaves at once then: Python would wait for a thread of anyio that nobody ends.
"""


class NoLab(Exception):
    """Raised where there is no JupyterLab to open; its message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Running:
    """A JupyterLab that answers."""

    process: subprocess.Popen[str]
    port: str
    token: str
    """Without it nobody is answered."""


def options(settings: Config) -> tuple[str, ...]:
    """What JupyterLab is told: the built notebooks, this machine only, the book's kernels and no other, no news."""
    told = [f"--ServerApp.root_dir={settings.build_folder / 'notebooks'}", "--ServerApp.ip=127.0.0.1"]
    told += ["--KernelSpecManager.ensure_native_kernel=False", "--LabApp.news_url=None"]
    told += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", f"--LabApp.app_settings_dir={SETTINGS}"]
    # JupyterLab drops a run that is asked for before the kernel is there, so the first of a framework starts cold.
    told.append("--WarmProvisioner.waits=False")
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # in a container; it listens on this machine only
        told.append("--ServerApp.allow_root=True")
    recalled = (kernels.recall(settings, framework) for framework in settings.frameworks)
    environments = [environment for environment in recalled if environment]
    # Without a name of ours every kernel is shown, and so is that of our own environment, which has no framework.
    told += [f"--KernelSpecManager.allowed_kernelspecs={environment.kernelspec}" for environment in environments]
    told += [f"--MultiKernelManager.default_kernel_name={environment.kernelspec}" for environment in environments[:1]]
    # What shows the widgets of a kernel comes with the kernel's packages: the selector of a notebook of all frameworks.
    shares = (environment.python.parent.parent / "share" / "jupyter" for environment in environments)
    widgets = [str(share / "labextensions") for share in shares if (share / "labextensions").is_dir()]
    return (*told, *(f"--LabApp.extra_labextensions_path={folder}" for folder in widgets[:1]))


class Lab:
    """Starts JupyterLab when it is first asked for, and again where it has ended since."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._guard = threading.Lock()
        self._running: Running | None = None

    def address(self, notebook: str) -> str:
        """Where a notebook, by its path below the built ones, is opened; waits until JupyterLab answers.

        Raises `NoLab` where it was not built, or JupyterLab cannot be started.
        """
        settings = config.read(self.root)
        folder = (settings.build_folder / "notebooks").resolve()
        file = file_in(folder, notebook)
        if not file or file.suffix != ".ipynb":
            raise NoLab("There is no such notebook: run `tabbook build notebooks`.")
        with self._guard:
            if self._running is None or self._running.process.poll() is not None:
                self._running = _start(settings)
            running = self._running
        path = quote(file.relative_to(folder).as_posix())
        return f"http://127.0.0.1:{running.port}/lab/tree/{path}?token={running.token}"


def _start(settings: Config) -> Running:
    if find_spec("jupyterlab") is None:
        raise NoLab("JupyterLab is not installed: run `make lab` once, or install tabbook[lab].")
    token = secrets.token_urlsafe(32)
    # Where every user of the machine could read it, as among the arguments, a token would be none.
    environment = os.environ | {"JUPYTER_PATH": str(kernels.jupyter_path(settings)), "JUPYTER_TOKEN": token}
    process = _popen([sys.executable, "-c", WITH_US, "--no-browser", *options(settings)], environment)
    said: list[str] = []
    for line in process.stderr or ():
        said.append(line)
        if found := LISTENS.search(line):
            threading.Thread(target=lambda: [None for _ in process.stderr or ()], daemon=True).start()
            return Running(process, found[1], token)
    process.wait()
    raise NoLab(f"JupyterLab could not be started: {''.join(said[-3:]).strip()}")


def _popen(command: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[str]:
    """The process, out of reach of Ctrl-C on the preview's terminal: it ends with its standard input."""
    return subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
