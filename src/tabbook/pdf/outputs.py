"""What a cell printed goes in as nbformat outputs, Typst comes out, with the pictures it shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tabbook.edition.outputs import Drawn, Output, html_of, is_error, picture_of, printed
from tabbook.pdf.listings import listing
from tabbook.pdf.words import quoted

_PICTURE_LINES = 18


@dataclass(frozen=True, slots=True)
class Part:
    """One output on the page."""

    typst: str
    lines: int
    """About how many lines of code it is as tall as."""
    is_drawn: bool = False
    """Whether it is a picture."""


@dataclass(frozen=True, slots=True)
class Writing:
    """What outputs are written with."""

    words: Mapping[str, str]
    keep: Callable[[str, bytes], str]
    """Takes a picture's ending and its bytes, gives its name beside the text."""
    tables: Mapping[str, str]
    """Typst by the HTML of an output that is a table."""


def to_typst(output: Output, writing: Writing) -> Part | None:
    """An output's richest form that paper can show; `None` where there is nothing to see."""
    if drawn := picture_of(output):
        return _picture(drawn, writing)
    if table := writing.tables.get(html_of(output)):
        return Part(f"#rich[{table}]", table.count("\n") + 3)
    text = printed(output)
    name = "failed" if is_error(output) else "printed"
    return Part(f"#{name}({listing(text)})", text.count("\n") + 2) if text else None


def _picture(drawn: Drawn, writing: Writing) -> Part:
    alt = writing.words["picture"] + (f": {', '.join(drawn.said)}" if drawn.said else "")
    name = writing.keep(drawn.ending, drawn.content)
    return Part(f"#drawn({quoted(name)}, alt: {quoted(alt)})", _PICTURE_LINES, is_drawn=True)
