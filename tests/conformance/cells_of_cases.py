"""A folder of cases in; what d2lbook makes of each, as JSON, out. Runs in d2lbook's own environment, alone."""

from __future__ import annotations

import configparser
import json
import logging
import sys
import warnings
from pathlib import Path
from typing import Any

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)

from d2lbook import notebook  # type: ignore  # noqa: E402


def cells(made: Any) -> list[dict[str, Any]] | None:
    if made is None:
        return None
    found = []
    for cell in made.cells:
        tab = cell.metadata.get("tab")
        written = {"type": cell.cell_type, "source": cell.source, "tab": [tab] if isinstance(tab, str) else tab}
        if cell.cell_type == "code":
            written |= {"n": cell.execution_count} if cell.get("execution_count") is not None else {}
            written |= {"outputs": len(cell.outputs)} if cell.get("outputs") else {}
        found.append(written)
    return found


def of_case(folder: Path) -> dict[str, list[dict[str, Any]] | None]:
    settings = configparser.ConfigParser()
    settings.read(folder / "config.ini", encoding="utf-8")
    tabs = [name.strip() for name in settings["build"]["tabs"].lower().split(",")]
    # As d2lbook opens a page: in text mode.
    page = notebook.split_markdown_cell(notebook.read_markdown((folder / "input.md").read_text(encoding="utf-8")))
    return {tab: cells(notebook.get_tab_notebook(page, tab, tabs[0])) for tab in tabs}


if __name__ == "__main__":
    cases = sorted(folder for folder in Path(sys.argv[1]).iterdir() if folder.is_dir())
    print(json.dumps({folder.name: of_case(folder) for folder in cases}))
