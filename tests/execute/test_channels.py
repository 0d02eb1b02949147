"""What a kernel answers is heard."""

from __future__ import annotations

import asyncio
import select

import zmq
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager

from execute.little_programs import REPOSITORY
from tabbook import kernels, warm
from tabbook.execute.channels import HearingClient

SPECS = kernels.jupyter_path(REPOSITORY) / "kernels"


def wait_for_arrival(client: HearingClient) -> None:
    """Until a reply lies in the socket; asyncio gets no turn before, nor a sign of it afterwards."""
    socket = zmq.Socket.shadow(client.shell_channel.socket.underlying)
    while not socket.get(zmq.EVENTS) & zmq.POLLIN:
        select.select([socket], [], [])


def test_a_reply_that_comes_while_something_is_sent_is_heard() -> None:
    """Who waits for it without a limit gets it, though what was sent made ZeroMQ take it in unseen."""

    async def replies() -> list[str]:
        specs = KernelSpecManager(kernel_dirs=[str(SPECS)])
        manager = AsyncKernelManager(
            kernel_name="tabbook-mxnet", kernel_spec_manager=specs, client_factory=HearingClient
        )
        await manager.start_kernel()
        client = manager.client()
        client.start_channels()
        await client.wait_for_ready(60)
        heard = []
        for _ in range(5):
            client.execute("1")
            waiting = asyncio.create_task(client.get_shell_msg())
            await asyncio.sleep(0)
            wait_for_arrival(client)
            client.shell_channel.send(client.session.msg("comm_msg", {"comm_id": "none", "data": {}}))
            heard.append((await asyncio.wait_for(waiting, 60))["msg_type"])
        client.stop_channels()
        await manager.shutdown_kernel(now=True)
        return heard

    try:
        assert kernels.prepare(REPOSITORY, ("mxnet",), print) == ()
        assert asyncio.run(replies()) == ["execute_reply"] * 5
    finally:
        warm.close_all()
