"""A command and the module of its program in, an exit code out: to interrupt what is not yet imported is quiet too."""

import os
import signal
from importlib import import_module


def start(name: str, module: str) -> None:
    """Import the program, which takes a while, and run it."""
    heeded = signal.getsignal(signal.SIGINT)
    if heeded is signal.default_int_handler:  # What runs in the background may have been told to ignore it.
        # Nothing is begun yet that would need clearing up, and what an import raises, Python may drop or wrap.
        signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    app = import_module(module).app
    from tabbook.cli.ended import run

    run(app, name, heeded)
