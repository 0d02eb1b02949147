"""A kernelspec and a launch in; a kernel forked from a warm process, or a cold one where that cannot be had, out.

Jupyter knows it as the provisioner `tabbook-warm`; a kernelspec asks for it in its metadata and names the modules.
"""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Bool, List, Unicode

from tabbook.warm.servers import Forked, NoServer, serve, serve_soon

STEP = 0.005
"""Seconds between two looks whether a kernel has ended."""


class WarmProvisioner(LocalProvisioner):
    """Starts kernels as processes that have imported their framework already.

    Only the start differs from a local process; a kernel that cannot be forked is started as one, and says why.
    """

    modules = List(Unicode(), help="What the process has imported before a kernel is forked from it.").tag(config=True)
    waits = Bool(True, help="Whether a kernel waits until that process is there; else those before it start cold.").tag(
        config=True
    )
    why_cold = Unicode("", help="Why the kernel was started as a new process; empty where it was forked.")

    @property
    def lost_its_server(self) -> bool:
        """Whether the kernel ended because the process that it was forked from did."""
        return isinstance(self.process, Forked) and self.process.lost_its_server

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork the kernel; `warm=False` among `kwargs` starts it as a new process."""
        is_wanted = kwargs.pop("warm", True)
        try:
            process: Any = await asyncio.to_thread(self._fork, cmd, kwargs) if is_wanted else None
            self.why_cold = ""
        except NoServer as reason:
            process = None
            self.why_cold = str(reason)
            self.log.warning("the kernel starts cold: %s", reason)
        if process is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = process
        self.pid = self.pgid = process.pid
        self.cwd = kwargs.get("cwd", os.getcwd())
        return self.connection_info

    async def wait(self) -> int | None:
        """Wait until the kernel has ended; a forked one in shorter steps than Jupyter's."""
        while isinstance(self.process, Forked) and self.process.poll() is None:
            await asyncio.sleep(STEP)
        return await super().wait()

    def _fork(self, cmd: list[str], kwargs: dict[str, Any]) -> Forked:
        python, flag, code, *arguments = [*cmd, "", "", ""][: max(len(cmd), 3)]
        if flag != "-c":
            raise NoServer("its kernelspec starts no `python -c`")
        server = (serve if self.waits else serve_soon)(python, self.modules, kwargs["env"])
        files = [
            _number(kwargs.get(name), own) for name, own in (("stdout", sys.__stdout__), ("stderr", sys.__stderr__))
        ]
        folder = str(kwargs.get("cwd") or os.getcwd())
        with open(os.devnull) as nothing:
            return server.fork(code, arguments, folder, kwargs["env"], [nothing.fileno(), *files])


def _number(file: Any, own: Any) -> int:
    """The descriptor of a file given as one or by its number; of this process's own where none is given."""
    chosen = own if file is None else file
    return chosen if isinstance(chosen, int) else chosen.fileno()
