"""A page beside its English in, the state of each of its blocks out."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from tabbook.document import Code
from tabbook.translation import cells, formulas, units
from tabbook.translation.align import Entry, Row
from tabbook.translation.pages import Compared, Origin
from tabbook.translation.units import Unit

State = Literal["untranslated", "fresh", "minor", "stale", "unknown"]
"""`unknown`: it is translated, but nobody knows from which English."""
Why = Literal["", "added", "removed", "moved", "changed", "missing", "sync"]
"""`sync`: `tabbook translate sync` brings it up to date, no translator is needed."""

_COPY_EDIT = 0.97
"""From this likeness on a change is one of spelling or style."""
_NEGATIONS = re.compile(r"\b(?:not?|never|none|nothing|neither|nor|without|cannot|un\w+|\w+n't)\b", re.IGNORECASE)
_NUMBER = re.compile(
    r"""
      \d+ (?: [.,] \d+ )*
    | \b (?: two | three | four | five | six | seven | eight | nine | ten | eleven | twelve | twenty | dozen | hundred
      | thousand | million | billion | half | twice | first | second | third ) s? \b   # `one` is no number but a word
    """,
    re.VERBOSE | re.IGNORECASE,
)
_QUOTED = re.compile(r"\"[^\"]*\"|“[^“”]*”|「[^「」]*」|『[^『』]*』|‘[^‘’]*’|\*[^*]+\*|_[^_]+_")
_WORD = re.compile(r"[A-Za-z]+")
_NO_NAME = re.compile(
    r"""
    \b (?: how | why | what | when | where | which | who | many | more | both | each | again | about | with | without
      | before | after | one | two | three | first | second | last | next ) \b
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""What stands in a heading and in no name of a thing."""
_LONG_WORD = 7
"""Letters of a word that stands alone in a heading and is surely none of the names of things."""


class BlockState(NamedTuple):
    """A block of a page, and how its translation stands to its English."""

    state: State
    kind: str
    why: Why
    """What happened to the English; empty where nothing did."""
    old: str
    """The English it was made from; empty where it was added."""
    new: str
    """Today's English; empty where it was removed."""
    made: str
    """The translation; empty where it is missing."""
    english_line: int
    """Where today's English stands, or would."""
    line: int
    """Where the translation stands, or would."""
    end: int = 0
    """Offset in the file behind the translation, or behind what stands above it where it is missing."""

    @property
    def fingerprint(self) -> str:
        """What the `<!-- en: … -->` above it says once it is up to date."""
        return units.fingerprint(self.kind, self.new or self.old)

    @property
    def is_behind(self) -> bool:
        """Whether a translator has something to do."""
        return self.state in ("untranslated", "stale")


@dataclass(frozen=True, slots=True)
class PageState:
    """A page of a translation, and what of it is done."""

    language: str
    path: str
    file: str
    """The translation, relative to the book's root."""
    english_file: str
    origin: Origin
    """`none` for a page without a marker."""
    blob: str
    """What its marker names."""
    newest: str
    """The hash of today's English."""
    blocks: tuple[BlockState, ...]
    """In the order of the English; empty for a page that is not there yet."""
    is_there: bool = True
    length: int = 0
    """How many letters its English has."""

    def count(self, state: State) -> int:
        return sum(block.state == state for block in self.blocks)

    @property
    def behind(self) -> tuple[BlockState, ...]:
        """What a translator has to do, in the order of the page."""
        return tuple(block for block in self.blocks if block.is_behind)

    @property
    def per_cent(self) -> int:
        """How much of its prose is translated, stale or not."""
        total = sum(len(block.new) for block in self.blocks if block.new and block.kind in PROSE_KINDS)
        lacking = sum(len(block.new) for block in self.blocks if block.state == "untranslated")
        return 100 * (total - lacking) // total if total else (100 if self.is_there else 0)

    @property
    def is_to_sync(self) -> bool:
        return any(block.why == "sync" for block in self.blocks)

    @property
    def badge(self) -> str:
        """The page in three words."""
        if not self.is_there:
            return "not translated"
        if self.origin != "known":
            return "unknown base"
        count = len(self.behind)
        return "fresh" if not count else f"{count} paragraph{'s' * (count > 1)} behind"


PROSE_KINDS = frozenset(("heading", "paragraph", "item", "row", "caption", "image"))


def of_page(page: Compared) -> PageState:
    """The state of a page and of its blocks."""
    blocks = tuple(block for _, found in of_rows(page) for block in found)
    blob = page.cut.origin or ""
    return PageState(
        page.language,
        page.path,
        page.made.file,
        page.english.file,
        page.origin,
        blob,
        page.english.blob,
        blocks,
        length=len(page.english.text),
    )


def missing(language: str, path: str, file: str, english_file: str, newest: str, length: int) -> PageState:
    """The state of a page that is not there."""
    return PageState(language, path, file, english_file, "none", "", newest, (), is_there=False, length=length)


def of_rows(page: Compared) -> Iterator[tuple[Row, tuple[BlockState, ...]]]:
    """Each row of a page, and the states of the blocks in it."""
    above: Unit | None = None
    english_line, end = 1, 0
    moved = _moved(page.entries)
    for row in page.rows:
        line = row.made[0].line if row.made else above.last_line if above else 0
        line = page.line(line) if line else 1
        blocks = []
        end = row.made[-1].end if row.made else end
        for entry in row.entries:
            english_line = entry.new.line if entry.new else english_line
            found = _judge(entry, row, page.origin, moved)
            if found:
                blocks.append(_block(found, entry, row, english_line, line, end))
        yield row, tuple(blocks)
        above = row.made[-1] if row.made else above


def _block(found: tuple[State, Why], entry: Entry, row: Row, english_line: int, line: int, end: int) -> BlockState:
    unit = entry.versions[0]
    return BlockState(
        found[0],
        unit.kind,
        found[1],
        entry.old.text if entry.old else "",
        entry.new.text if entry.new else "",
        "\n\n".join([made.text for made in row.made]),
        english_line,
        line,
        end,
    )


def _moved(entries: Iterable[Entry]) -> set[str]:
    """Keys of what is gone at one place and new at another."""
    entries = tuple(entries)
    gone = Counter(entry.old.key for entry in entries if entry.old and not entry.new)
    new = Counter(entry.new.key for entry in entries if entry.new and not entry.old)
    return set(gone & new)


def _judge(entry: Entry, row: Row, origin: Origin, moved: set[str]) -> tuple[State, Why] | None:
    unit = entry.versions[0]
    if not unit.is_prose:
        return _judge_carried(entry, row)
    if entry.new is None:
        if not row.made or unit.key in moved:
            return None
        return "stale", "removed"
    if not row.made:
        return "untranslated", "moved" if unit.key in moved else "missing" if entry.old else "added"
    if is_left(entry, row):
        return "untranslated", ""
    if origin != "known":
        return "unknown", ""
    return _judge_prose(entry, row, moved)


def _judge_prose(entry: Entry, row: Row, moved: set[str]) -> tuple[State, Why]:
    assert entry.new
    if entry.old and (entry.old is entry.new or entry.old.key == entry.new.key):
        return "fresh", ""
    if is_checked(entry.new, row.made):
        return "fresh", ""
    if entry.old and entry.old.words.split() == entry.new.words.split() and entry.old.kind == entry.new.kind:
        # Only formulas, references or code in the sentence changed: these are copied.
        return "fresh", "" if _has(row, entry.new) else "sync"
    if entry.old is None:
        return "stale", "moved" if entry.new.key in moved else "added"
    return ("minor" if is_copy_edit(entry.old, entry.new) else "stale"), "changed"


def _has(row: Row, english: Unit) -> bool:
    """Whether a translation has every formula, reference, path and piece of code of its English."""
    return all(_carried(english)[at] <= sum((_carried(unit)[at] for unit in row.made), Counter()) for at in range(4))


def _carried(unit: Unit) -> tuple[Counter[str], ...]:
    return Counter(unit.shapes), Counter(role.text for role in unit.roles), Counter(unit.spans), Counter(unit.targets)


def _judge_carried(entry: Entry, row: Row) -> tuple[State, Why] | None:
    """The state of what is not translated but copied."""
    if entry.new is None:
        return ("fresh", "sync") if row.made else None
    if not row.made:
        return ("fresh", "sync") if entry.old is None else ("stale", "missing")
    made = row.made[0]
    if is_checked(entry.new, row.made):
        return "fresh", ""
    if is_copy(made, entry.new):
        old = find_old_words(made, entry)
        return ("stale" if old == "changed" else "fresh"), old
    if entry.old and is_copy(made, entry.old):
        return "fresh", "sync"
    return "stale", "changed"


def find_old_words(made: Unit, entry: Entry) -> Literal["", "sync", "changed"]:
    """Whether comments and strings of a cell are those of the old English: `cells.find_old_words`."""
    blocks = [unit.block for unit in (made, entry.old, entry.new) if unit and isinstance(unit.block, Code)]
    return cells.find_old_words(*(block.source for block in blocks)) if len(blocks) == 3 else ""


def is_to_carry(made: Unit, entry: Entry) -> bool:
    """Whether what is copied is the old English, and today's is another."""
    if not entry.old or not entry.new or not is_copy(made, entry.old):
        return False
    return not is_copy(made, entry.new) or find_old_words(made, entry) == "sync"


def is_checked(english: Unit, made: Iterable[Unit]) -> bool:
    """Whether the translator declared that a block says what `english` says."""
    return any(name.startswith(english.fingerprint) for unit in made for name in unit.checked)


def is_copy(made: Unit, english: Unit) -> bool:
    """Whether what is not translated equals the English, but for comments, strings and words in formulas."""
    if made.says(english):
        return True
    if isinstance(made.block, Code) and isinstance(english.block, Code):
        own, other = made.block, english.block
        return _head(own) == _head(other) and not cells.differs(own.source, [other.source])
    if made.kind == english.kind == "formula":
        one, two = made.formulas[0], english.formulas[0]
        return one.label == two.label and formulas.is_same(one.source, two.source)
    return made.kind == english.kind and made.anchor == english.anchor


def _head(code: Code) -> tuple[object, ...]:
    """What a fence says of its cell, but for the words that stand for its picture."""
    return code.frameworks, tuple(pair for pair in code.attributes if pair[0] != "alt"), code.language


def is_left(entry: Entry, row: Row) -> bool:
    """Whether English that should be translated stands where the translation should."""
    return len(row.made) == 1 and any(row.made[0].says(unit) and needs_words(unit) for unit in entry.versions)


def needs_words(unit: Unit) -> bool:
    """Whether there is more to translate than names, numbers and quoted examples."""
    words = _WORD.findall(_QUOTED.sub(" ", unit.words))
    plain = [word for word in words if word.islower() and len(word) > 1]
    if unit.kind == "heading":
        long = any(len(word) >= _LONG_WORD and word[1:].islower() for word in words)
        return bool(plain) or long or bool(_NO_NAME.search(unit.words))
    return len(plain) >= 2


def is_copy_edit(old: Unit, new: Unit) -> bool:
    """Whether a change of the English is one that a translation need not follow."""
    if _facts(old) != _facts(new) or old.kind != new.kind or old.level != new.level:
        return False
    matcher = difflib.SequenceMatcher(None, old.key, new.key, autojunk=False)
    return matcher.real_quick_ratio() >= _COPY_EDIT and matcher.ratio() >= _COPY_EDIT


def _facts(unit: Unit) -> list[Counter[str]]:
    """What a copy-edit leaves alone."""
    words = unit.words
    return [
        Counter(formula.source for formula in unit.formulas),
        Counter(role.text for role in unit.roles),
        Counter(unit.spans),
        Counter(unit.targets),
        Counter(number.lower() for number in _NUMBER.findall(words)),
        Counter(word.lower() for word in _NEGATIONS.findall(words)),
    ]
