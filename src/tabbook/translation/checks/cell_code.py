"""Cells: that their code is the English, but for comments and strings, and is Python still."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tabbook.document import Code
from tabbook.translation import cells
from tabbook.translation.finding import Finding, clipped, spots
from tabbook.translation.pages import Compared
from tabbook.translation.units import Unit


def check(page: Compared) -> Iterator[Finding]:
    """Cells whose code, marks or machine-read strings changed."""
    for spot in spots(page):
        english = [unit for unit in spot.english if isinstance(unit.block, Code)]
        for made in spot.row.made:
            if english and isinstance(made.block, Code) and not any(map(made.says, english)):
                yield from _compared(page, made, made.block, english)


def _compared(page: Compared, made: Unit, cell: Code, english: Sequence[Unit]) -> Iterator[Finding]:
    originals = [unit.block.source for unit in english if isinstance(unit.block, Code)]
    place = f"{page.english.file}:{english[0].line}"
    if cell.language == "python" and cells.parse(cell.source) is None:
        if any(cells.parse(source) is not None for source in originals):
            line, said = cells.fault(cell.source)
            what = f"the cell is no Python any more: {said}"
            yield Finding("T09", _line(cell, line), what, f"take the code of {place}", made=made, english=english[0])
            return
    elif all(cells.parse(source) is None for source in originals) and cell.language == "python":
        return  # the translation mends a fault of the English
    if cells.differs(cell.source, originals):
        line, shown = _difference(cell.source, originals[0])
        what = f"the code is not the English: `{clipped(shown)}`"
        cure = f"take it from {place}; comments and strings that a reader sees may be translated"
        yield Finding("T08", _line(cell, line), what, cure, made=made, english=english[0])
        return
    yield from _marks(made, cell, originals, english[0])
    yield from _strings(made, cell, originals, english[0])


def _line(cell: Code, index: int) -> int:
    return cell.lines[min(max(index - 1, 0), len(cell.lines) - 1)] if cell.lines else cell.place.line


def _difference(made: str, english: str) -> tuple[int, str]:
    """The first line that differs beyond comments and strings, and what it says."""
    known = {cells.skeleton(line) for line in english.split("\n")}
    lines = made.split("\n")
    for number, line in enumerate(lines, 1):
        if cells.skeleton(line) not in known:
            return number, line.strip()
    shapes = {cells.shape(line.strip()) for line in english.split("\n")}
    for number, line in enumerate(lines, 1):
        if cells.shape(line.strip()) not in shapes:
            return number, line.strip()
    return 1, lines[0].strip()


def _marks(made: Unit, cell: Code, originals: Sequence[str], english: Unit) -> Iterator[Finding]:
    own = cells.marks(cell.source)
    if own in {cells.marks(source) for source in originals}:
        return
    wanted = cells.marks(originals[0])
    gone = next((mark for mark in wanted if wanted.count(mark) > own.count(mark)), None)
    what = f"the comment `#@{gone}` is gone" if gone else "the cell has a `#@` comment that the English has not"
    yield Finding("T10", made.line, what, "comments that begin with #@ stay as they are", made=made, english=english)


def _strings(made: Unit, cell: Code, originals: Sequence[str], english: Unit) -> Iterator[Finding]:
    """Strings that were changed, but not into the other language."""
    own, wanted = cells.strings(cell.source), cells.strings(originals[0])
    known = {text for source in originals for text in cells.strings(source)}
    if len(own) != len(wanted):
        return
    for text, other in zip(own, wanted, strict=True):
        if text != other and text.isascii() and text not in known:
            what = f"the string {clipped(repr(other), 30)} became {clipped(repr(text), 30)}, which is no translation"
            yield Finding("T26", made.line, what, "take it from the English", "warning", made, english)
