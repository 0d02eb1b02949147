"""A program's cells and an environment in; their outputs, or the fault that stopped them, out. One kernel a run.

Nothing a page does reaches another: each run has its own process, working folder, folder for temporary
files and sockets, and an environment without the builder's own Python settings.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import os
import queue
import re
import signal
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
import zmq
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from tabbook.execute import scratch
from tabbook.execute.channels import HearingClient
from tabbook.execute.clean import PROGRESS_MODELS, clean, plain, shows_lines
from tabbook.execute.data import lay_out, working_folder
from tabbook.execute.jobs import Fault, Job, Kind, Surroundings
from tabbook.execute.marks import raised_in
from tabbook.execute.tracebacks import shortened
from tabbook.store import Ran

START_LIMIT = 180
"""Seconds a kernel may take to answer at first."""
OUTPUT_LIMIT = 600
"""Seconds that what a cell printed may arrive after its end."""
PRINTED_LIMIT = 5_000_000
"""Letters that a cell may print: a thousand pages of a PDF, and a gigabyte while it is typeset."""
TOLD = 20_000
"""Letters of what a failed cell had printed that are told: the last ones."""
GRACE = 10
"""Seconds an interrupted cell has to stop by itself."""
SOCKET_PATH_LIMIT = 90
"""Systems cut the path of a socket at about 100 bytes; beyond it ports are used."""
NOT_PASSED_ON = ("PYTHON", "PYTEST", "JUPYTER", "IPYTHON", "JPY_", "MPL")
"""First letters of the builder's variables that would change what a kernel prints."""
RAISES = "raises-exception"
"""Jupyter's word for a cell that raises on purpose; all that runs notebooks goes on after it."""
TERMINAL_NAMES = ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "VIRTUAL_ENV")


class Run:
    """One run of a program; `stop` ends it from another thread."""

    def __init__(self, job: Job, around: Surroundings) -> None:
        self.sources = [cell.source for cell in job.program.cells]
        self.promised = [raised_in(source) for source in self.sources]
        self.job = job
        self.environment = job.environment
        self.around = around
        self.cells_run = 0
        self._current = 0
        self._raised: dict[str, Any] | None = None
        self._beyond: Kind | None = None
        self._stopped = False
        self._lost_server = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None

    def execute(self) -> Ran | Fault:
        """Start a kernel, run the cells one after the other, end the kernel."""
        return asyncio.run(self._execute())

    def stop(self) -> None:
        """End the run and its kernel now; may be called from any thread, at any time."""
        self._stopped = True
        if self._loop and self._stop:
            with contextlib.suppress(RuntimeError):  # The loop has just closed.
                self._loop.call_soon_threadsafe(self._stop.set)

    async def _execute(self) -> Ran | Fault:
        self._stop, self._loop = asyncio.Event(), asyncio.get_running_loop()
        result = await self._once(self.around.is_warm and self.job.start.is_warm)
        # Its own fault a page would repeat; the death of the process that its kernel was copied from it will not.
        return await self._once(warm=False) if self._lost_server else result

    async def _once(self, warm: bool) -> Ran | Fault:
        self._lost_server, self.cells_run = False, 0
        with scratch.open_folder() as folder:
            async with self._kernel(folder) as manager:
                if self._stopped:
                    return Fault("stop", 0, "stopped")
                result = await self._until_stopped(asyncio.create_task(self._run(manager, folder, warm)))
                self._lost_server = isinstance(result, Fault) and getattr(manager.provisioner, "lost_its_server", False)
                return result

    async def _until_stopped(self, work: asyncio.Task[Ran | Fault]) -> Ran | Fault:
        """What the work gives, or that it was stopped; then nothing of it goes on."""
        assert self._stop
        stop = asyncio.create_task(self._stop.wait())
        await asyncio.wait({work, stop}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        # Once is not enough: nbclient and jupyter_client lose a cancellation now and then.
        while not work.done():
            work.cancel()
            await asyncio.wait({work}, timeout=0.5)
        return Fault("stop", self._current, "stopped") if work.cancelled() else work.result()

    async def _run(self, manager: AsyncKernelManager, folder: Path, warm: bool) -> Ran | Fault:
        try:
            channels = await _start(manager, folder, self.around.library, self.job, warm)
        except RuntimeError as error:
            return Fault("start", 0, str(error), traceback=_tail(folder / "kernel.log"))
        if why := getattr(manager.provisioner, "why_cold", ""):
            self.around.tell_cold(self.job.program.framework, why)
        client = _client(self.sources, self.promised, manager, channels)
        client.on_cell_error = self._note_error
        # Not before: the first page of a framework also waits for the process that its kernel is forked from.
        begun = time.monotonic()
        try:
            fault = await self._run_cells(client, manager)
        finally:
            channels.stop_channels()
        return fault or self._ran(client, time.monotonic() - begun, folder)

    @contextlib.asynccontextmanager
    async def _kernel(self, folder: Path) -> AsyncIterator[AsyncKernelManager]:
        """A kernel that is not started yet, and certainly gone afterwards."""
        manager = AsyncKernelManager(
            kernel_name=self.environment.kernelspec,
            kernel_spec_manager=KernelSpecManager(kernel_dirs=[str(self.around.kernels)]),
            connection_file=str(folder / "kernel.json"),
            client_factory=HearingClient,
            transport="ipc" if os.name == "posix" and len(str(folder)) < SOCKET_PATH_LIMIT else "tcp",
        )
        try:
            yield manager
        finally:
            # Not Jupyter's shutdown, which asks first and looks for the end ten times a second.
            if manager.provisioner and manager.has_kernel:
                await manager.provisioner.kill()
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(manager.provisioner.wait(), GRACE)
            await manager.cleanup_resources()

    async def _run_cells(self, client: NotebookClient, manager: AsyncKernelManager) -> Fault | None:
        """Run every cell; the fault that ended the run, if one did."""
        try:
            for self._current, cell in enumerate(client.nb.cells):
                self.cells_run += 1
                self._raised = None
                watch = asyncio.create_task(self._watch(manager, cell))
                try:
                    await client.async_execute_cell(cell, self._current, execution_count=self.cells_run)
                finally:
                    watch.cancel()
                if self._beyond or _prints_too_much(cell):
                    return self._fault(client, self._beyond or "much", "")
                if (what := self._broken_promise()) is not None:
                    return self._fault(client, "promise", what)
        except CellExecutionError as error:
            return self._fault(client, self._beyond or "error", _one_line(error.ename, error.evalue))
        except DeadKernelError:
            if self._stopped:
                return Fault("stop", self._current, "stopped")
            if self._beyond:
                return self._fault(client, self._beyond, "")
            code = await manager.provisioner.poll() if manager.provisioner else None
            return self._fault(client, "death", cause_of_death(code))
        except CellTimeoutError:
            return self._fault(client, "death", "without sending all that the cell printed")
        return None

    def _note_error(self, cell: object, cell_index: int, execute_reply: Mapping[str, Any]) -> None:
        """Called by nbclient, by these names, where a cell raised."""
        self._raised = execute_reply["content"]

    def _broken_promise(self) -> str | None:
        """What the current cell raised where it said that it would raise something else; `None` where all is well."""
        promised = self.promised[self._current]
        if promised is None:
            return None
        if self._raised is None:
            return "nothing"
        name = self._raised["ename"]
        return None if promised.rpartition(".")[2] in ("", name) else _one_line(name, self._raised["evalue"])

    async def _watch(self, manager: AsyncKernelManager, cell: NotebookNode) -> None:
        """Interrupt a cell at its limit, or that prints without end; end its kernel where that does not help."""
        end = time.monotonic() + self.around.limit
        while (left := end - time.monotonic()) > 0 and not _prints_too_much(cell):
            await asyncio.sleep(min(left, 1))
        if not await manager.is_alive():
            return  # It died by itself, which nbclient is about to find.
        self._beyond = "much" if left > 0 else "time"
        await manager.interrupt_kernel()
        await asyncio.sleep(GRACE)
        if manager.provisioner:
            await manager.provisioner.kill()

    def _fault(self, client: NotebookClient, kind: Kind, what: str) -> Fault:
        """The fault of the current cell, with what it had printed."""
        outputs = clean(client.nb.cells[self._current].outputs, (), self.cells_run)
        printed = "".join(output["text"] for output in outputs if output["output_type"] == "stream")[-TOLD:]
        traceback = [line for output in outputs for line in output.get("traceback", ())]
        return Fault(kind, self._current, what, printed, "\n".join(traceback))

    def _ran(self, client: NotebookClient, seconds: float, folder: Path) -> Ran:
        models = client.widget_state.items()
        progress = {model for model, state in models if state.get("_model_name") in PROGRESS_MODELS}
        outputs = [clean(cell.outputs, progress, number) for number, cell in enumerate(client.nb.cells, 1)]
        library = str(self.around.library)
        text = self.job.key.text if any(shows_lines(shown, library) for shown in outputs) else ""
        own = [working_folder(self.job.declared, folder), folder, self.around.library]
        outputs = [shortened(shown, own) for shown in outputs]
        day = datetime.datetime.now(datetime.UTC).date().isoformat()
        return Ran(outputs, seconds, self.environment.versions, text, day=day)


def _prints_too_much(cell: NotebookNode) -> bool:
    return sum(len(output.get("text", "")) for output in cell.outputs) > PRINTED_LIMIT


async def _start(manager: AsyncKernelManager, folder: Path, library: Path, job: Job, warm: bool) -> AsyncKernelClient:
    """Start the kernel and wait for its first answer; the channels to it.

    Raises `RuntimeError` where it dies or does not answer.
    """
    working = await asyncio.to_thread(lay_out, job.declared, folder)
    (folder / "tmp").mkdir()
    (folder / "ipython").mkdir()
    with (folder / "kernel.log").open("wb") as log:
        await manager.start_kernel(
            cwd=str(working),
            env=_kernel_environment(folder / "tmp", library, job),
            stdout=log,
            stderr=log,
            # Nothing that a page stores with IPython's own means is seen by another.
            extra_arguments=["--HistoryManager.hist_file=:memory:", f"--ipython-dir={folder / 'ipython'}"],
            **({} if warm else {"warm": False}),
        )
    channels = manager.client()
    # No bound on what waits to be read: beyond one a kernel drops outputs in silence.
    channels.context.setsockopt(zmq.RCVHWM, 0)
    channels.start_channels(stdin=False)  # Nobody is there to answer what a cell asks.
    try:
        await _until_ready(channels, manager)
    except BaseException:
        channels.stop_channels()
        raise
    return channels


async def _until_ready(channels: AsyncKernelClient, manager: AsyncKernelManager) -> None:
    """Ask the kernel about itself until it answers, and until that is heard of where outputs come from too.

    Jupyter's own `wait_for_ready` does the same and then listens a while whether more comes, which is most of the
    time that a warm kernel takes. Raises `RuntimeError` where the kernel dies or does not answer.
    """
    limit = time.monotonic() + START_LIMIT
    while time.monotonic() < limit:
        asked = channels.kernel_info()
        with contextlib.suppress(queue.Empty):
            while (await channels.get_shell_msg(timeout=1))["parent_header"].get("msg_id") != asked:
                pass
            while not _is_end(await channels.get_iopub_msg(timeout=0.05), asked):
                pass
            return
        if not await manager.is_alive():
            raise RuntimeError("it died before it answered")
    raise RuntimeError(f"it did not answer in {START_LIMIT} seconds")


def _is_end(message: Mapping[str, Any], asked: str) -> bool:
    """Whether this is the last thing that the kernel tells of what it was asked."""
    if message["msg_type"] != "status" or message["parent_header"].get("msg_id") != asked:
        return False
    return bool(message["content"]["execution_state"] == "idle")


def _client(
    sources: Sequence[str], promised: Sequence[str | None], manager: AsyncKernelManager, channels: AsyncKernelClient
) -> NotebookClient:
    """What runs the cells one by one in a kernel that is started already."""
    notebook = nbformat.from_dict(  # type: ignore[no-untyped-call]
        {
            "nbformat": 4,
            "nbformat_minor": 4,
            "metadata": {},
            "cells": [
                {
                    "cell_type": "code",
                    "metadata": {} if error is None else {"tags": [RAISES]},
                    "source": source,
                    "outputs": [],
                    "execution_count": None,
                }
                for source, error in zip(sources, promised, strict=True)
            ],
        }
    )
    client = NotebookClient(
        notebook,
        km=manager,
        # The limit is ours, see `_watch`: nbclient's own leaves a cell that catches the interrupt running.
        timeout=None,
        iopub_timeout=OUTPUT_LIMIT,
        raise_on_iopub_timeout=True,
        record_timing=False,
    )
    client.kc = channels
    return client


def cause_of_death(code: int | None) -> str:
    """How a process ended, in words."""
    if code is None:
        return "for no known cause"
    if code >= 0:
        return f"with exit code {code}"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
    return f"by {name}" + (", often the sign of too little memory" if name == "SIGKILL" else "")


def _kernel_environment(temporary: Path, library: Path, job: Job) -> dict[str, str]:
    """The builder's environment without what would change a kernel's outputs, the book's library, the page's GPUs."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(NOT_PASSED_ON) and name not in TERMINAL_NAMES
    }
    if not job.start.reuses_compiled and "jax" in job.environment.versions:
        kept["JAX_ENABLE_COMPILATION_CACHE"] = "false"
    own = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "TMPDIR": str(temporary), "PYTHONPATH": str(library)}
    # Also where it is empty: a page that needs no GPU must not take memory of one that another page holds.
    return kept | own | {"CUDA_VISIBLE_DEVICES": ",".join(job.devices)}


def _one_line(name: str, value: str) -> str:
    first = next(iter(plain(value).strip().splitlines()), "")
    # A syntax error names the file, which is ipykernel's own, and a line, which our Problem has in its place.
    first = re.sub(r" \(\d+\.py, line \d+\)$", "", first)
    return f"{name}: {first}" if first else name


def _tail(log: Path) -> str:
    """The last lines that a kernel wrote about itself."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.is_file() else []
    return "\n".join(lines[-20:])
