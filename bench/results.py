"""A bench's report in, RESULTS.md out with that report in place of the one of the same title."""

from __future__ import annotations

import datetime
import os
import platform
import re
from pathlib import Path

from tabbook import __version__

RESULTS = Path(__file__).with_name("RESULTS.md")


def write(report: str) -> None:
    """Put `report`, which begins with its title, where the last one stood, or at the end."""
    title = report.partition("\n")[0]
    told = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    parts = [part.strip() for part in re.split(r"^(?=# )", told, flags=re.MULTILINE) if part.strip()]
    others = [part for part in parts if part.partition("\n")[0] != title]
    index = next((at for at, part in enumerate(parts) if part not in others), len(parts))
    RESULTS.write_text("\n\n".join([*others[:index], report.strip(), *others[index:]]) + "\n", encoding="utf-8")


def circumstances(bench: str) -> str:
    """When and where a bench ran."""
    machine = f"{os.cpu_count()} cores, {platform.system()} on {platform.machine()}, Python {platform.python_version()}"
    return f"Written by `bench/{bench}`, {datetime.date.today().isoformat()}: tabbook {__version__}, {machine}.\n"
