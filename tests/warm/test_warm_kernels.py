"""A kernel forked from a warm process is a kernel: it starts, answers, is interrupted, restarts and ends like one."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import psutil
import pytest
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from traitlets.config import Config

from execute.little_programs import REPOSITORY
from tabbook import kernels, warm

SPECS = kernels.jupyter_path(REPOSITORY) / "kernels"
KEEP_ONE = """
import asyncio, sys
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager

async def main():
    specs = KernelSpecManager(kernel_dirs=[sys.argv[1]])
    manager = AsyncKernelManager(kernel_name="tabbook-mxnet", kernel_spec_manager=specs)
    await manager.start_kernel()
    client = manager.client()
    client.start_channels()
    await client.wait_for_ready(60)
    client.execute("import subprocess; subprocess.Popen(['sleep', '600'])")
    await client.get_shell_msg(timeout=60)
    print(manager.provisioner.pid, flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


@pytest.fixture(autouse=True)
def _servers() -> Iterator[None]:
    assert kernels.prepare(REPOSITORY, ("mxnet",), print) == ()
    yield
    warm.close_all()


def manager_of(name: str = "tabbook-mxnet", folder: Path = SPECS) -> AsyncKernelManager:
    return AsyncKernelManager(kernel_name=name, kernel_spec_manager=KernelSpecManager(kernel_dirs=[str(folder)]))


async def ready(manager: AsyncKernelManager) -> AsyncKernelClient:
    client = manager.client()
    client.start_channels()
    await client.wait_for_ready(60)
    return client


async def said(client: AsyncKernelClient, code: str) -> str:
    """What `code` prints."""
    text: list[str] = []
    reply = await client.execute_interactive(
        code, timeout=60, output_hook=lambda message: text.append(message["content"].get("text", ""))
    )
    assert reply["content"]["status"] == "ok", reply["content"]
    return "".join(text)


def test_nbclient_gets_them_by_their_kernelspec() -> None:
    """A notebook run with plain nbclient has the framework imported already, and a fork server for a parent."""
    code = "import os, sys\nprint('mxnet' in sys.modules, os.getppid())"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    NotebookClient(notebook, km=manager_of()).execute(cleanup_kc=True)
    was_imported, parent = notebook.cells[0].outputs[0].text.split()
    assert was_imported == "True"
    assert "server.py" in " ".join(psutil.Process(int(parent)).cmdline())


def test_a_kernel_is_interrupted_restarted_and_ended() -> None:
    """Jupyter's own manager does all three; after a restart the kernel knows nothing of before."""

    async def live() -> None:
        manager = manager_of()
        await manager.start_kernel()
        client = await ready(manager)
        assert await said(client, "x = 1\nprint(x)") == "1\n"
        client.execute("import time; time.sleep(60)")
        await asyncio.sleep(0.5)
        await manager.interrupt_kernel()
        reply = await client.get_shell_msg(timeout=30)
        assert reply["content"]["ename"] == "KeyboardInterrupt"
        first = manager.provisioner.pid
        await manager.restart_kernel(now=True)
        await client.wait_for_ready(60)
        assert manager.provisioner.pid != first
        assert await said(client, "print('x' in globals())") == "False\n"
        client.stop_channels()
        await manager.shutdown_kernel()
        assert not psutil.pid_exists(first)

    asyncio.run(live())


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import os; os._exit(7)", 7),
        ("import os; os.kill(os.getpid(), 9)", -signal.SIGKILL),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", -signal.SIGTERM),
    ],
    ids=["exits", "killed", "ended"],
)
def test_how_a_kernel_ended_is_known(code: str, expected: int) -> None:
    """Its exit code or signal comes through the server, though it is no child of this process."""

    async def live() -> int | None:
        manager = manager_of()
        await manager.start_kernel()
        provisioner = manager.provisioner
        client = await ready(manager)
        client.execute(code)
        process = provisioner.process
        assert await provisioner.wait() == expected
        client.stop_channels()
        await manager.cleanup_resources()
        return process.returncode

    assert asyncio.run(live()) == expected


@pytest.mark.parametrize(
    ("module", "told"),
    [
        ("print('hello')", "importing odd prints 'hello\\n', which a page would miss"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("import os; os.kill(os.getpid(), 9)", "it ended with signal 9"),
        ("raise SystemExit('not today')", "SystemExit: not today"),
    ],
    ids=["prints", "raises", "dies", "leaves"],
)
def test_a_kernel_starts_cold_where_it_cannot_be_forked(
    module: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A module that cannot be imported unseen costs the warmth and nothing else."""
    (tmp_path / "odd.py").write_text(module)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    spec = json.loads((SPECS / "tabbook-mxnet" / "kernel.json").read_text())
    spec["metadata"]["kernel_provisioner"]["config"]["modules"] = ["odd"]
    (tmp_path / "specs" / "odd").mkdir(parents=True)
    (tmp_path / "specs" / "odd" / "kernel.json").write_text(json.dumps(spec))

    async def live() -> str:
        manager = manager_of("odd", tmp_path / "specs")
        await manager.start_kernel()
        client = await ready(manager)
        assert await said(client, "print(6 * 7)") == "42\n"
        why = manager.provisioner.why_cold
        client.stop_channels()
        await manager.shutdown_kernel(now=True)
        return str(why)

    assert asyncio.run(live()) == told


def test_a_kernel_that_may_not_wait_starts_cold_until_one_can_be_forked() -> None:
    """The first brings along what the next is forked from."""

    async def reason() -> str:
        manager = manager_of()
        manager.update_config(Config({"WarmProvisioner": {"waits": False}}))
        await manager.start_kernel()
        client = await ready(manager)
        assert await said(client, "print(6 * 7)") == "42\n"
        client.stop_channels()
        await manager.shutdown_kernel(now=True)
        return str(manager.provisioner.why_cold)

    async def waiting() -> None:
        manager = manager_of()
        await manager.start_kernel()
        await manager.shutdown_kernel(now=True)

    assert asyncio.run(reason()) == "what it is to be forked from is getting ready for the next one"
    asyncio.run(waiting())
    assert asyncio.run(reason()) == ""


def test_everything_ends_with_the_process_that_asked() -> None:
    """After SIGKILL to it the server, its kernels and what these started are gone."""
    process = subprocess.Popen([sys.executable, "-c", KEEP_ONE, str(SPECS)], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    kernel = psutil.Process(int(process.stdout.readline()))
    family = [kernel, *kernel.children(recursive=True), *kernel.parents()[:1]]
    assert len(family) == 3
    assert "server.py" in " ".join(family[-1].cmdline())
    process.kill()
    process.communicate()
    _, alive = psutil.wait_procs(family, timeout=30)
    assert alive == []


def test_a_kernel_ends_with_its_server() -> None:
    """The system ends what a killed server forked; whoever waits for the kernel is told."""

    async def live() -> tuple[int | None, bool]:
        manager = manager_of()
        await manager.start_kernel()
        client = await ready(manager)
        provisioner, process = manager.provisioner, manager.provisioner.process
        os.kill(psutil.Process(provisioner.pid).ppid(), signal.SIGKILL)
        await provisioner.wait()
        client.stop_channels()
        await manager.cleanup_resources()
        return process.returncode, process.lost_its_server

    assert asyncio.run(live()) == (-signal.SIGKILL, True)


def test_closing_the_servers_leaves_none() -> None:
    """`close_all` ends the servers and every kernel; the next kernel gets a new one."""

    async def start_and_close() -> int:
        """A kernel, its server closed before it; the process of the server."""
        manager = manager_of()
        await manager.start_kernel()
        kernel = psutil.Process(manager.provisioner.pid)
        server = kernel.parent()
        assert server
        await asyncio.to_thread(warm.close_all)
        assert psutil.wait_procs([kernel, server], timeout=30)[1] == []
        await manager.cleanup_resources()
        return server.pid

    assert asyncio.run(start_and_close()) != asyncio.run(start_and_close())
