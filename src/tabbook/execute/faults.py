"""A job and the fault that stopped its run in; the Problem that an author reads out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tabbook.document import Cell
from tabbook.errors import Place, Problem
from tabbook.execute.jobs import Fault, Job
from tabbook.kernels import Environment

SHOWN_LINES = 60
"""How much of what a cell printed, and of a traceback, is told; the end of it."""


def problem_of(job: Job, fault: Fault, limit: int) -> Problem:
    """What stopped a job whose cells may take `limit` seconds each."""
    framework = job.program.framework
    if fault.kind == "start":
        what = f"the kernel of {framework} did not start: {fault.what}"
        cure = "make its environment anew with `tabbook kernels --fresh`"
        return Problem("X04", job.environment.place, what, cure, detail=fault.traceback)
    cell = job.program.cells[fault.cell]
    failing = failing_line(fault)
    place = cell.place
    if failing and failing <= len(cell.lines):
        place = Place(place.file, cell.lines[failing - 1])
    code, what, cure = {
        "error": ("X01", f"raised {fault.what}", _cure(fault, job.environment)),
        "promise": ("X16", f"raised {fault.what}, and not what its `#@raises` says", "mend the cell, or the mark"),
        "time": (
            "X02",
            f"took longer than the limit of {limit} seconds",
            "make it quicker, or raise `timeout` in [execute] of config.ini",
        ),
        "much": ("X17", "printed more than a book can show", "let it print less, or write to a file"),
    }.get(fault.kind, ("X03", f"ended its kernel, which died {fault.what}", "mend the cell, or give it more memory"))
    detail = "\n".join(_detail(job, cell, fault, failing))
    return Problem(code, place, f"the {framework} cell {what}", cure, detail=detail)


def _cure(fault: Fault, environment: Environment) -> str:
    """What to do about an error that a cell raised: of a package that is not there, where to have it installed."""
    if not fault.what.startswith("ModuleNotFoundError"):
        return "mend the cell"
    if environment.place.file == "config.ini":
        pins = f"kernels/{environment.framework}.txt"
        return f"install it for {environment.python}, pin what pages need in {pins}, or mend the cell"
    return f"pin it in {environment.place.file} and run `tabbook kernels`, or mend the cell"


def failing_line(fault: Fault) -> int | None:
    """The line of the cell, from 1, that the traceback names last; `None` where it names none."""
    named = re.findall(rf"^\s*Cell In\[{fault.cell + 1}\], line (\d+)", fault.traceback, re.MULTILINE)
    return int(named[-1]) if named else None


def _detail(job: Job, cell: Cell, fault: Fault, failing: int | None) -> Iterator[str]:
    """Page and line, the cell's code, what it printed, the traceback."""
    same = f"; the same code is in {', '.join(other.file for other in job.others)}" if job.others else ""
    yield f"{cell.place.file}, cell at line {cell.place.line}, {job.program.framework}{same}:"
    sources = cell.source.split("\n")
    numbers = [str(line) for line in cell.lines] if len(cell.lines) == len(sources) else [""] * len(sources)
    for index, (number, source) in enumerate(zip(numbers, sources, strict=True), 1):
        mark = ">" if index == failing else " "
        yield f"  {mark} {number:>4} | {source}".rstrip()
    if fault.printed:
        yield from ("it printed:", *_indented(fault.printed))
    if fault.traceback:
        yield from ("traceback:", *_indented(fault.traceback))


def _indented(text: str) -> Iterator[str]:
    lines = text.rstrip("\n").split("\n")
    if len(lines) > SHOWN_LINES:
        yield f"    … {len(lines) - SHOWN_LINES} lines before"
    for line in lines[-SHOWN_LINES:]:
        yield f"    {line}".rstrip()
