"""Cells in, the text of a notebook file out: the same cells give the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import nbformat


@dataclass(frozen=True, slots=True)
class Kernel:
    """The kernel a notebook asks for."""

    framework: str
    label: str


@dataclass(frozen=True, slots=True)
class NotebookCell:
    """One cell of a notebook."""

    kind: str
    """`markdown` or `code`."""
    source: str
    outputs: tuple[Mapping[str, Any], ...] = ()
    execution_count: int | None = None


def notebook_text(cells: Sequence[NotebookCell], kernel: Kernel) -> str:
    """The notebook as nbformat 4.5 writes it."""
    notebook = {
        "cells": [_cell(cell, index) for index, cell in enumerate(cells)],
        "metadata": {
            "kernelspec": {
                "display_name": f"{kernel.label} (tabbook)",
                "language": "python",
                "name": f"tabbook-{kernel.framework}",
            },
            "language_info": {
                "codemirror_mode": {"name": "ipython", "version": 3},
                "file_extension": ".py",
                "mimetype": "text/x-python",
                "name": "python",
                "nbconvert_exporter": "python",
                "pygments_lexer": "ipython3",
            },
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return str(nbformat.v4.writes_json(nbformat.from_dict(notebook))) + "\n"  # type: ignore[no-untyped-call]


def _cell(cell: NotebookCell, index: int) -> dict[str, Any]:
    # The id must stay while the cell does, and no two cells of a notebook may share one.
    identity = hashlib.sha256(f"{index}\n{cell.kind}\n{cell.source}".encode()).hexdigest()[:12]
    made: dict[str, Any] = {"cell_type": cell.kind, "id": identity, "metadata": {}, "source": cell.source}
    if cell.kind == "code":
        made |= {"execution_count": cell.execution_count, "outputs": [dict(output) for output in cell.outputs]}
    return made
