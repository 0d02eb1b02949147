"""A page in, the page with the cells of one framework on and those of the others off, out.

A cell that is off is a `python` listing, as d2lbook's `activate` leaves it. It keeps its marker, and gets one where it
has none, so that it can be told from a listing and switched on again.
"""

from __future__ import annotations

from collections.abc import Sequence

from tabbook.document import Block, Code, Listing
from tabbook.source.parse import parse
from tabbook.source.rules import marker

_ON, _OFF = "{.python .input}", "python"


def switch(text: str, file: str, frameworks: Sequence[str], wanted: str) -> str:
    """`text` with the cells for `wanted`, one of `frameworks`, on; all of them on where it is empty."""
    known = tuple(frameworks)
    return "".join(_switched(block, file, known, wanted) for block in parse(text, file, known)[0])


def mark_cells(text: str, file: str, frameworks: Sequence[str]) -> str:
    """`text` with a marker in each cell that has none and so belongs to the first of `frameworks`."""
    known = tuple(frameworks)
    return "".join(
        _marked(block.text, known[0])
        if isinstance(block, Code) and block.frameworks and not _has_marker(block.text)
        else block.text
        for block in parse(text, file, known)[0]
    )


def _switched(block: Block, file: str, frameworks: tuple[str, ...], wanted: str) -> str:
    match block:
        case Code(language="python", frameworks=own) if wanted and own and wanted not in own:
            return _off(block.text, frameworks[0])
        case Listing(info="python") if _has_marker(block.text):
            on = _with_info(block.text, _ON)
            cells = (cell for cell in parse(on, file, frameworks)[0] if isinstance(cell, Code))
            own = next((cell.frameworks for cell in cells), ())
            return on if not wanted or not own or wanted in own else block.text
    return block.text


def _off(text: str, default: str) -> str:
    off = _with_info(text, _OFF)
    return off if _has_marker(text) else _marked(off, default)


def _marked(text: str, framework: str) -> str:
    opening, end, body = text.partition("\n")
    return f"{opening}{end}%%tab {framework}\n{body}"


def _with_info(text: str, info: str) -> str:
    """A fence with another info string; its run of backticks or tildes stays, and so does its line end."""
    opening, end, body = text.partition("\n")
    run = opening[: len(opening) - len(opening.lstrip("`~"))]
    ending = "\r" if opening.endswith("\r") else ""
    return f"{run}{info}{ending}{end}{body}"


def _has_marker(text: str) -> bool:
    return any(map(marker.is_marker, text.splitlines()[1:-1]))
