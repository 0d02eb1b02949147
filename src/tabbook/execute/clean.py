"""Outputs as a kernel sent them in; outputs that are the same after every run, without terminal codes, out."""

from __future__ import annotations

import itertools
import re
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

Output = Mapping[str, Any]

WIDGET = "application/vnd.jupyter.widget-view+json"
PROGRESS_MODELS = ("HBoxModel", "FloatProgressModel", "IntProgressModel")
"""Widgets that only show how far a loop has come."""

TERMINAL_CODE = re.compile(
    r"""
    \x1b (?: \[ [0-?]* [ -/]* [@-~]         # colours, cursor
         | \] [^\x07\x1b]* (?: \x07 | \x1b\\ )  # window title, links
         | [@-Z\\-_] )                      # the rest
    """,
    re.VERBOSE,
)
CELL_FILE = re.compile(r"ipykernel_\d+[/\\]\d+\.py")
"""The end of what ipykernel calls a cell in a warning; it holds the number of the process."""


def clean(outputs: Iterable[Output], progress_widgets: Container[str], number: int) -> tuple[Output, ...]:
    """The outputs of the cell that ran as the `number`th, stderr among them."""
    kept = [output for output in outputs if not _is_progress(output, progress_widgets)]
    return tuple(_cleaned(output, number) for output in _merged(kept))


def without_stderr(outputs: Iterable[Output]) -> tuple[Output, ...]:
    """What the page shows unless the cell asks for stderr."""
    return tuple(output for output in outputs if output.get("name") != "stderr")


def shows_lines(outputs: Iterable[Output], library: str) -> bool:
    """Whether outputs, cleaned, name a cell's file, as error messages do: then they may show its lines and numbers.

    Or a file of the library, whose modules lie in the folder `library`.
    """
    texts = (str(value) for output in without_stderr(outputs) for value in _texts(output))
    return any("<cell>" in text or "Cell In[" in text or library in text for text in texts)


def _texts(output: Output) -> Iterable[object]:
    return [output.get("text", ""), *output.get("traceback", ()), *output.get("data", {}).values()]


def plain(text: str) -> str:
    """Text without terminal codes."""
    return TERMINAL_CODE.sub("", text)


def _is_progress(output: Output, progress_widgets: Container[str]) -> bool:
    view = output.get("data", {}).get(WIDGET)
    return view is not None and view.get("model_id") in progress_widgets


def _merged(outputs: Sequence[Output]) -> Iterable[Output]:
    """Neighbouring streams as one stdout and one stderr, in this order: how they are cut and mixed is chance."""
    for is_stream, group in itertools.groupby(outputs, lambda output: output["output_type"] == "stream"):
        if not is_stream:
            yield from group
            continue
        streams = list(group)
        for name in ("stdout", "stderr"):
            text = "".join(stream["text"] for stream in streams if stream["name"] == name)
            if text:
                yield {"output_type": "stream", "name": name, "text": text}


def _cleaned(output: Output, number: int) -> Output:
    if output["output_type"] == "stream":
        return {"output_type": "stream", "name": output["name"], "text": _settled(output["text"])}
    if output["output_type"] == "error":
        return {**output, "traceback": [plain(line) for line in output["traceback"]]}
    data = {mime: value for mime, value in output["data"].items() if mime != WIDGET}
    for mime, value in data.items():
        if mime.startswith("text/") and isinstance(value, str):
            data[mime] = name_cells(plain(value) if mime == "text/plain" else value)
    metadata = {mime: value for mime, value in output["metadata"].items() if mime in data}
    cleaned = {"output_type": output["output_type"], "data": data, "metadata": metadata}
    return cleaned | ({"execution_count": number} if output["output_type"] == "execute_result" else {})


def _settled(text: str) -> str:
    """A stream as a terminal would have left it: what was written over is gone."""
    text = name_cells(plain(text)).replace("\r\n", "\n")
    if "\r" not in text and "\b" not in text:
        return text
    return "\n".join(_last_writing(line) for line in text.split("\n"))


def name_cells(text: str) -> str:
    """Each file name that stands for a cell, back to the blank or quote before it, as `<cell>`."""
    *before, rest = CELL_FILE.split(text)
    starts = (part[: max(part.rfind(mark) for mark in " \t\n\"'(") + 1] for part in before)
    return "".join(f"{start}<cell>" for start in starts) + rest


def _last_writing(line: str) -> str:
    """A line after its carriage returns and backspaces."""
    written: list[str] = []
    at = 0
    for part in re.split(r"([\r\x08]+)", line):
        if part.startswith(("\r", "\b")):
            for move in part:
                at = 0 if move == "\r" else max(at - 1, 0)
        else:
            written[at : at + len(part)] = part
            at += len(part)
    return "".join(written)
