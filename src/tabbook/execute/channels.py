"""A kernel in; a client of it that hears every reply, whatever is sent meanwhile, out. Knows Jupyter, and no page."""

from __future__ import annotations

from typing import Any

import zmq
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from traitlets import Type


class HearingChannel(AsyncZMQSocketChannel):
    """A channel that may send while it is waited on, as nbclient does where a cell prints into a widget.

    To send, ZeroMQ takes in what has just arrived, and asyncio, which looks for arrivals only, would never hear of it.
    """

    def send(self, msg: dict[str, Any]) -> None:
        """Send, then have pyzmq tell asyncio of what came before."""
        super().send(msg)
        if self.socket is not None:
            self.socket.get(zmq.EVENTS)


class HearingClient(AsyncKernelClient):
    """Jupyter's client but for that; a manager of kernels takes it as its `client_factory`."""

    shell_channel_class = Type(HearingChannel)
