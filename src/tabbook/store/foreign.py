"""A run that somebody else stored in; nothing out, or `Corrupted` where a build could not show it.

Its checksum only says that nothing was lost on the way: who can write a store can write anything with a right one.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

from tabbook.store.packed import KINDS, Corrupted
from tabbook.store.ran import Ran


def check_foreign(ran: Ran) -> None:
    """Raise `Corrupted` unless these are outputs as notebooks have them, and facts of the right kinds."""
    texts = (ran.text, ran.page, ran.framework, ran.day, *ran.languages, *_flat(ran.versions))
    if not all(isinstance(text, str) for text in texts) or not isinstance(ran.seconds, (int, float)):
        raise Corrupted("it is not the entry of a run")
    try:
        _validate(ran.outputs)
        json.dumps(ran.outputs, ensure_ascii=False).encode()  # Half a character could be written nowhere.
        for output in (output for outputs in ran.outputs for output in outputs):
            for kind, value in output.get("data", {}).items():
                if kind in KINDS:
                    _check_picture(kind, value, output["metadata"].get(kind, {}))
    except (ValueError, RecursionError):
        raise Corrupted("its outputs are not those of a notebook")


def _check_picture(kind: str, value: str | Sequence[str], metadata: object) -> None:
    """Raise `ValueError` unless the writers can read the picture and what is said of its size."""
    if kind != "image/svg+xml":
        base64.b64decode(value if isinstance(value, str) else "".join(value))
    if not isinstance(metadata, Mapping):
        raise ValueError("no size")


def _flat(versions: Any) -> Sequence[object]:
    return [part for pair in versions.items() for part in pair] if isinstance(versions, Mapping) else [None]


def _validate(outputs: Any) -> None:
    """Raise `ValueError` unless a notebook may have such outputs."""
    import nbformat  # Here and not above: it takes a second to import.

    if not isinstance(outputs, Sequence) or isinstance(outputs, str):
        raise ValueError("no list of cells")
    cells = [
        {"cell_type": "code", "metadata": {}, "source": "", "execution_count": None, "outputs": shown}
        for shown in outputs
    ]
    notebook = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        raise ValueError(str(error))
