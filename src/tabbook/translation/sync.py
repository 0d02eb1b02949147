"""A translated page in; the same with what needs no translator brought up to date out.

Cells, labels, images, formulas and references follow the English; a comment or string that was translated stays where
its English did not change. Not a byte of anything else is touched.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tabbook.document import Formula, Mark, Piece, Role, SlideMark, Text, Verbatim
from tabbook.translation import cells, formulas, state
from tabbook.translation.align import Entry, Row
from tabbook.translation.pages import Compared
from tabbook.translation.units import Unit

_INSERTED = ("cell", "listing", "fence", "formula", "mark")


@dataclass(frozen=True, slots=True)
class _Edit:
    """Characters of the file from `start` to `end`, and what takes their place."""

    start: int
    end: int
    text: str


def synchronise(page: Compared) -> str:
    """The text of the page after it; unchanged where nothing is to do, or where its fences must be mended first."""
    text = page.made.text
    if page.repairs or page.origin != "known":
        return text
    has_returns = "\r\n" in text
    for edit in sorted(_edits(page), key=lambda edit: (edit.start, edit.end), reverse=True):
        new = edit.text.replace("\r\n", "\n").replace("\n", "\r\n") if has_returns else edit.text
        text = text[: edit.start] + new + text[edit.end :]
    return text


def show_difference(page: Compared, text: str) -> str:
    """What a page loses and gains, as `diff -u` writes it."""
    before, after = (part.splitlines(keepends=True) for part in (page.made.text, text))
    lines = difflib.unified_diff(before, after, page.made.file, page.made.file, n=1)
    return "".join(line if line.endswith("\n") else line + "\n" for line in lines)


def _edits(page: Compared) -> Iterator[_Edit]:
    moved = {row.entries[0].old.key: row.made[0].text for row in page.rows if _is_gone(row) and row.entries[0].old}
    above: Row | None = None
    end = _start(page)
    for row in page.rows:
        if row.made:
            yield from _of_made(page, row, above, moved)
            end = row.made[-1].end
        elif row.entries and _is_inserted(row.entries[0], above):
            unit = row.entries[0].versions[0]
            yield _Edit(end, end, _gap_before(page, unit) + moved.get(unit.key, unit.text))
        above = row if row.entries else above


def _start(page: Compared) -> int:
    """Where the page begins after its marker."""
    text = page.made.text
    return text.find("\n") if page.cut.origin and "\n" in text else 0


def _is_gone(row: Row) -> bool:
    """Whether what stands here was taken out of the English."""
    return len(row.entries) == len(row.made) == 1 and row.entries[0].new is None and not row.made[0].is_prose


def _is_inserted(entry: Entry, above: Row | None) -> bool:
    """Whether a new unit of the English goes into the page at once; a mark only below what it speaks about."""
    unit = entry.new
    if entry.old or not unit or unit.kind not in _INSERTED:
        return False
    return unit.kind in ("cell", "listing", "fence") or (above is not None and bool(above.made))


def _gap_before(page: Compared, unit: Unit) -> str:
    """The line ends that the English has before a unit."""
    before = page.english.text[: unit.start]
    return before[len(before.rstrip()) :].replace(" ", "") or "\n\n"


def _of_made(page: Compared, row: Row, above: Row | None, moved: dict[str, str]) -> Iterator[_Edit]:
    if len(row.made) != 1 or len(row.entries) != 1:
        return
    made, entry = row.made[0], row.entries[0]
    if made.is_prose:
        yield from _of_prose(made, entry)
    elif _is_gone(row):
        # The label of a heading that a translator still has to take out goes with it.
        goes = made.kind in ("cell", "listing", "formula") or (above is not None and above.entries[0].is_in_both)
        if goes and made.kind != "tab" and entry.old and state.is_copy(made, entry.old):
            yield _Edit(_before(page.made.text, made.start), made.end, "")
    elif entry.old and entry.new and state.is_to_carry(made, entry):
        yield _Edit(made.start, made.end, _carry(entry.old, entry.new, made))


def _before(text: str, at: int) -> int:
    """Where the blank lines above `at` begin."""
    return len(text[:at].rstrip("\r\n"))


def _carry(old: Unit, new: Unit, made: Unit) -> str:
    """Today's English with the translated words of what it was before."""
    if new.kind == "cell":
        return _with_words(new.text, _translated(_parts(old.text), _parts(made.text)), _parts(new.text))
    if new.kind == "formula":
        return _formula(old.formulas[0], new.formulas[0], made.formulas[0])
    return new.text


_Part = tuple[str, int, int]


def _parts(text: str) -> tuple[_Part, ...]:
    return cells.literals(text)


def _translated(old: Sequence[_Part], made: Sequence[_Part]) -> dict[str, list[str]]:
    """What each string and comment of a cell became, in order."""
    found: dict[str, list[str]] = defaultdict(list)
    for is_comment in (True, False):
        before = [text for text, *_ in old if text.startswith("#") == is_comment]
        after = [text for text, *_ in made if text.startswith("#") == is_comment]
        if len(before) == len(after):
            for text, other in zip(before, after, strict=True):
                found[text].append(other)
    return found


def _with_words(text: str, words: dict[str, list[str]], parts: Sequence[_Part]) -> str:
    for written, start, end in reversed(parts):
        known = words.get(written)
        if known:
            text = text[:start] + (known.pop() if len(known) > 1 else known[0]) + text[end:]
    return text


def _formula(old: Formula, new: Formula, made: Formula) -> str:
    text = new.text
    pairs = zip(formulas.words(old.source), formulas.words(made.source), strict=False)
    for word, other in pairs:
        if word != other and word:
            text = text.replace("{" + word, "{" + other)
    return text


def _of_prose(made: Unit, entry: Entry) -> Iterator[_Edit]:
    """What in a sentence needs no translator: formulas, references, code, the path of an image."""
    if not entry.old or not entry.new or entry.old.key == entry.new.key:
        return
    text = made.text
    for before, after in changes(entry.old, entry.new):
        if before and text.count(before) == entry.old.text.count(before):
            text = text.replace(before, after)
    if text != made.text:
        yield _Edit(made.start, made.end, text)


def changes(old: Unit, new: Unit) -> list[tuple[str, str]]:
    """The formulas, references, code and paths that were put in the place of others."""
    found = []
    for kind in (Formula, Role, Verbatim):
        before, after = ([_written(p) for p in unit.pieces if isinstance(p, kind)] for unit in (old, new))
        if len(before) == len(after):
            found += [(one, other) for one, other in zip(before, after, strict=True) if one != other]
    if len(old.targets) == len(new.targets):
        pairs = zip(old.targets, new.targets, strict=True)
        found += [(f"]({one}", f"]({other}") for one, other in pairs if one != other]
    swapped = {one for one, _ in found} & {other for _, other in found}
    return [] if swapped else list(dict.fromkeys(found))


def _written(piece: Piece) -> str:
    assert not isinstance(piece, Text | Mark | SlideMark)
    return piece.text
