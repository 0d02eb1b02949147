"""The differences that an output check found in; one page for a browser out, which needs no other file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from urllib.parse import quote

from tabbook.config import Config
from tabbook.document import Cell, Program
from tabbook.execute.check.columns import Row, rows
from tabbook.execute.check.compare import Difference, Shown
from tabbook.files import write_whole

FILE = ("check", "outputs.html")
"""Where the page lies in the build folder."""

STYLE = """
:root { color-scheme: light dark; --paper: light-dark(#fdfcfa, #15171a); --ink: light-dark(#1d2126, #dddcd7);
  --soft: light-dark(#565c66, #a0a6ae); --line: light-dark(#e3dfd8, #30343a); --tint: light-dark(#f5f3ef, #1d2024);
  --mark: light-dark(#fff3c4, #453a12); }
body { max-width: 80rem; margin: 2rem auto; padding: 0 1rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.6 system-ui, sans-serif; }
h2 { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 1rem; }
.place, th { color: var(--soft); font-weight: 400; text-align: left; }
pre, td { font: .875rem/1.5 ui-monospace, Menlo, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
pre { padding: .5rem .75rem; border-radius: 6px; background: var(--tint); }
table { width: 100%; table-layout: fixed; border-spacing: .5rem 0; }
td { vertical-align: top; padding: 0 .25rem; }
td.differs { background: var(--mark); }
img { max-width: 100%; background: #fff; border: 1px solid var(--line); border-radius: 6px; }
"""


@dataclass(frozen=True, slots=True)
class Found:
    """A difference, and where it was found."""

    program: Program
    cell: Cell
    difference: Difference
    is_same_code: bool
    """Whether code and environment are those that the old output was made with."""


def write_report(config: Config, found: Sequence[Found]) -> None:
    """Write the page whole, in the place of the last one."""
    write_whole(config.build_folder.joinpath(*FILE), to_html(found).encode("utf-8", "replace"))


def to_html(found: Sequence[Found]) -> str:
    """The page: program by program, old and new beside each other."""
    parts = [f"<title>Outputs</title><style>{STYLE}</style><h1>Outputs that differ</h1>"]
    if not found:
        parts.append("<p>No difference was found.</p>")
    for (path, framework, language), group in groupby(found, lambda one: _name(one.program)):
        parts.append(f"<h2>{escape(' · '.join((path, framework, language)))}</h2>")
        parts += (part for one in group for part in _difference(one))
    head = '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    return head + "\n".join(parts) + "\n"


def _name(program: Program) -> tuple[str, str, str]:
    return program.path, program.framework, program.language


def _difference(found: Found) -> Iterator[str]:
    difference = found.difference
    yield f'<h3>The cell {escape(difference.what)}</h3><p class="place">{escape(str(found.cell.place))}</p>'
    yield f"<pre>{escape(found.cell.source)}</pre>"
    yield "<table><tr><th>was<th>is</tr>"
    sides = (difference.old, difference.new)
    if any(side and side.kind.startswith("image/") for side in sides):
        yield f"<tr><td>{_picture(difference.old, 'was')}<td>{_picture(difference.new, 'is')}</tr>"
    else:
        yield from map(_row, rows(*(side.content if side else "" for side in sides)))
    yield "</table>"


def _picture(shown: Shown | None, when: str) -> str:
    if shown is None or not shown.kind.startswith("image/"):
        return escape(shown.content) if shown else ""
    is_text = shown.kind == "image/svg+xml"
    data = quote(shown.content) if is_text else f"base64,{escape(shown.content)}"
    return f'<img alt="the picture as it {when}" src="data:{shown.kind}{"," if is_text else ";"}{data}">'


def _row(row: Row) -> str:
    differs = "" if row.sign == " " else ' class="differs"'
    return f"<tr><td{differs}>{escape(row.old or '')}<td{differs}>{escape(row.new or '')}</tr>"
