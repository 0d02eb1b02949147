"""A page whose marker is to move, as it was and as it is, in; the blocks that nobody brought up to date out."""

from __future__ import annotations

from collections.abc import Iterator

from tabbook.translation import git, pages, state
from tabbook.translation.align import Row
from tabbook.translation.finding import Finding, clipped
from tabbook.translation.pages import Compared, Shelf, Text
from tabbook.translation.state import BlockState

_EDITS = ("added", "removed", "moved", "changed")
"""What can happen to the English between two markers."""


def find_undone(before: Compared, now: Compared) -> Iterator[BlockState]:
    """The blocks of which `before`, marked with the old version, was behind, and `now` is no different.

    `now` stands beside the English that its marker claims, and beside no other.
    """
    keys = {unit.key for unit in now.cut.units}
    checked = [name for unit in now.cut.units for name in unit.checked]
    there = {block.fingerprint for block in state.of_page(now).blocks if block.state == "fresh"}
    written_anew = set(_written_anew(before, now))
    for written, block in _behind(before):
        if any(name.startswith(block.fingerprint) for name in checked):
            continue
        if block.why in ("added", "moved") and not written:
            if block.fingerprint not in (written_anew if block.why == "added" else there):
                yield block
        elif all(key in keys for key in written):
            yield block


def _written_anew(before: Compared, now: Compared) -> Iterator[str]:
    """Fingerprints of the English that stands beside words which were not there before."""
    known = {unit.key for unit in before.cut.units}
    for row in now.rows:
        if any(unit.key not in known for unit in row.made):
            yield from (entry.new.fingerprint for entry in row.entries if entry.new)


def _behind(page: Compared) -> Iterator[tuple[list[str], BlockState]]:
    """What is behind on a page, with the keys of its translation."""
    for row, blocks in state.of_rows(page):
        for block in blocks:
            if block.is_behind and block.why in _EDITS and (block.kind in state.PROSE_KINDS or _has_old_words(row)):
                yield [unit.key for unit in row.made], block


def _has_old_words(row: Row) -> bool:
    """Whether a cell is behind with its words alone; what else differs in code has findings of its own."""
    return len(row.made) == 1 and any(state.find_old_words(row.made[0], entry) for entry in row.entries)


def compare(shelf: Shelf, page: Compared, old: Text, new: Text, made: Text) -> tuple[Compared, Compared]:
    """`made`, as it was when it said `old`, beside `new`; and `page` as if it said `new`."""
    first = pages.cut(shelf, made)
    before = pages.compare(shelf, page.language, page.path, made, new, first, {first.origin or "": old.text})
    own = pages.cut(shelf, page.made)
    now = pages.compare(shelf, page.language, page.path, page.made, new, own, {own.origin or "": new.text})
    return before, now


def first_version(shelf: Shelf, page: Compared, blob: str) -> Text | None:
    """The translation as it was when its marker came to name `blob`; `None` where history does not say."""
    content = shelf.repository.read_first(blob, page.made.file) if shelf.repository else None
    if content is None:
        return None
    return Text(page.made.file, content.decode("utf-8", errors="replace"), git.hash_of(content, shelf.algorithm))


def check(before: Compared, now: Compared) -> Iterator[Finding]:
    """A finding for each block that the marker says is done."""
    for block in find_undone(before, now):
        where = next((unit for unit in now.cut.units if unit.text == block.made), None)
        what = f"the marker moves on, but this was not brought up to date: `{clipped(block.new or block.old, 40)}`"
        cure = f"translate it anew, or put <!-- en: {block.fingerprint} --> above it if it says the same still"
        if block.why == "removed":
            cure = "delete it, for the English has it no more"
        yield Finding("T02", where.line if where else block.line, what, cure, made=where)
