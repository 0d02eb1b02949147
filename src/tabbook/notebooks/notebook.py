"""Cells in, the text of a notebook file out: the same cells give the same bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Kernel:
    """The kernel a notebook asks for."""

    name: str
    """What Jupyter finds it by."""
    label: str
    python: str = ""
    """The version of its Python, where it is known: JupyterLab would add it as it opens the notebook, and call that a
    change to be saved."""


@dataclass(frozen=True, slots=True)
class NotebookCell:
    """One cell of a notebook."""

    kind: str
    """`markdown` or `code`."""
    source: str
    outputs: tuple[Mapping[str, Any], ...] = ()
    execution_count: int | None = None
    was_run: bool = True
    """Whether the outputs, be there any or none, are those of a run."""
    is_folded: bool = False
    """Whether JupyterLab shows it folded."""
    is_to_raise: bool = False
    """Whether it raises an error on purpose; Jupyter's own mark then has all that runs notebooks go on after it."""


def notebook_text(cells: Sequence[NotebookCell], kernel: Kernel, metadata: Mapping[str, Any] | None = None) -> str:
    """The notebook in the form nbformat 4.5 writes; nbformat itself, which takes a second to import, only reads it."""
    notebook = {
        "cells": [_cell(cell, index) for index, cell in enumerate(cells)],
        "metadata": {
            "kernelspec": {
                "display_name": kernel.label,
                "language": "python",
                "name": kernel.name,
            },
            "language_info": {
                "codemirror_mode": {"name": "ipython", "version": 3},
                "file_extension": ".py",
                "mimetype": "text/x-python",
                "name": "python",
                "nbconvert_exporter": "python",
                "pygments_lexer": "ipython3",
                **({"version": kernel.python} if kernel.python else {}),
            },
            **(metadata or {}),
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True, separators=(",", ": ")) + "\n"


def _cell(cell: NotebookCell, index: int) -> dict[str, Any]:
    # The id must stay while the cell does, and no two cells of a notebook may share one.
    identity = hashlib.sha256(f"{index}\n{cell.kind}\n{cell.source}".encode()).hexdigest()[:12]
    told: dict[str, Any] = {"jupyter": {"source_hidden": True}} if cell.is_folded else {}
    told |= {"tags": ["raises-exception"]} if cell.is_to_raise else {}
    made: dict[str, Any] = {"cell_type": cell.kind, "id": identity, "metadata": told, "source": _lines(cell.source)}
    if cell.kind == "code":
        if not cell.was_run:
            made["metadata"] = told | {"tabbook": {"executed": False}}
        made |= {"execution_count": cell.execution_count, "outputs": [_output(output) for output in cell.outputs]}
    return made


def _output(output: Mapping[str, Any]) -> dict[str, Any]:
    """An output with its texts as lines, so that a difference between two notebooks is read line by line."""
    made = dict(output)
    if isinstance(made.get("text"), str):
        made["text"] = _lines(made["text"])
    if "data" in made:
        made["data"] = {
            kind: _lines(data) if isinstance(data, str) and _is_text(kind) else data
            for kind, data in made["data"].items()
        }
    return made


def _is_text(kind: str) -> bool:
    return kind.startswith("text/") or kind in ("image/svg+xml", "application/javascript")


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)
