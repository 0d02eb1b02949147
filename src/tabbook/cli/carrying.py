"""Built notebooks for a service and a checkout in; what changes there, line by line, out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tabbook.cli.told import count
from tabbook.config import Config


def changes_command(settings: Config, checkout: Path, service: str, frameworks: Sequence[str], writes: bool) -> None:
    """Print each file that is added, changed or removed in the checkout, and do it where `writes`."""
    from tabbook import notebooks

    changes = notebooks.changes_in(checkout, service, settings, frameworks)
    for change in changes:
        print(f"{change.deed:8} {change.file}")
    told = count(len(changes), "file") if changes else "no file"
    if not writes:
        print(f"{told} would change; add --write to change them" if changes else "no file would change")
        return
    notebooks.put_into(checkout, changes)
    print(f"{told} changed, nothing committed")
