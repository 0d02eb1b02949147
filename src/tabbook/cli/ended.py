"""A command line program in, an exit code out: whatever ends it is told in a line or two."""

from __future__ import annotations

import gc
import signal
import sys
from typing import Any

import click

from tabbook.cli.told import tell
from tabbook.errors import BookError


def run(app: click.Group, name: str, interrupted: Any) -> None:
    """Run the program; a fault ends in a message and exit code 1, an interruption, if it is heeded, in 130."""
    # An end asked for leaves at once, as a second interruption does: kernels and their folders are cleared away.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))
    try:
        signal.signal(signal.SIGINT, interrupted)
        sys.exit(app.main(prog_name=name, standalone_mode=False))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BookError as error:
        tell(error.problems)
        sys.exit(1)
    except (KeyboardInterrupt, click.Abort):
        sys.exit(130)
    except OSError as error:
        # A full disk, a folder that may not be written: what was there before is whole.
        named = f"{error.filename}: " if error.filename else ""
        print(f"{name}: cannot go on: {named}{error.strerror or error}; mend that and run again", file=sys.stderr)
        sys.exit(1)
    finally:
        gc.freeze()  # Python would look through everything for circles once more, only to end.
