"""A page's twenty commits in, its states after each of them out, and those that a clone of depth 1 sees."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tabbook import translation
from translation.little_history import History, begin, shelf_of, swap
from translation.test_history import ENGLISH_EDITS, ORDER, State, seen

Step = tuple[str, Callable[[History], None], State]
FILE = "part/the-loss"


def synchronised(history: History) -> None:
    translation.synchronise(shelf_of(history.root), [("ja", "loss")], writes=True)


def declared(written: str, anew: str, english: str) -> Callable[[History], None]:
    """A translator brings one block up to date, and says so above it."""

    def work(history: History) -> None:
        block = next(block for block in history.state().behind if english in block.new)
        history.edit("ja", swap(written, f"<!-- en: {block.fingerprint} -->\n{anew}"))

    return work


def moved(history: History) -> None:
    for language in ("en", "ja"):
        (history.root / "chapters" / language / "part").mkdir()
        history.git("mv", str(history.file(language)), str(history.file(language, FILE)))


def split(history: History) -> None:
    history.edit("en", swap("whatever\nwe do. It sets", "whatever\nwe do.\n\nIt sets"), page=FILE)


def swapped(history: History) -> None:
    text = "This loss is not convex in the weights."
    history.edit("en", swap(f"{text}\n\n", ""), swap(ORDER, f"{ORDER}\n\n{text}"), page=FILE)


def squashed(history: History) -> None:
    """Two commits of a branch come to `main` as one."""
    history.git("checkout", "-q", "-b", "words")
    for old, new in (("12個", "十三個"), ("十三個", "13個")):
        history.edit("ja", swap(old, new), page=FILE)
        history.commit(new)
    history.git("checkout", "-q", "main")
    history.git("merge", "-q", "--squash", "words")


def rebased(history: History) -> None:
    """A branch that began three commits ago is put on today's `main`."""
    history.git("checkout", "-q", "-b", "title", "HEAD~1")
    history.edit("ja", swap("# 損失", "# 損失関数"), page=FILE)
    history.commit("title")
    history.git("rebase", "-q", "main")
    history.git("checkout", "-q", "main")
    history.git("merge", "-q", "--ff-only", "title")


def marked_anew(history: History) -> None:
    """Someone pastes the newest marker: the state is that of the English it names."""
    state = history.state(FILE)
    history.edit("ja", swap(state.blob, state.newest), page=FILE)


STEPS: tuple[Step, ...] = (
    *((message, lambda history, edit=edit: history.edit("en", edit), state) for message, edit, state in ENGLISH_EDITS),
    ("sync", synchronised, (6, 1, False)),
    ("heading translated", declared("## 残るもの", "## 雑音とその働き", "Noise, and"), (5, 1, False)),
    ("moved to another folder", moved, (5, 1, False)),
    ("split", split, (7, 1, False)),
    # What went at one place and what came to another stand beside old neighbours: two blocks changed, none is fresh.
    ("paragraphs change places", swapped, (6, 1, False)),
    ("squashed", squashed, (6, 1, False)),
    ("rebased", rebased, (6, 1, False)),
    ("marked anew", marked_anew, (0, 0, False)),
)


def test_every_step_of_a_history_is_seen_rightly(tmp_path: Path) -> None:
    """English edited in more than ten ways, translations partly: after each commit both clones say what is behind."""
    history = begin(tmp_path / "book")
    assert len(STEPS) == 20
    page = "loss"
    for number, (message, deed, expected) in enumerate(STEPS):
        deed(history)
        if history.git("status", "--porcelain"):
            history.commit(message)
        page = FILE if history.file("en", FILE).exists() else page
        clone = history.clone(tmp_path / f"clone-{number}", "--depth", "1")
        assert seen(history, page) == expected, message
        assert clone.state(page).blocks == history.state(page).blocks, message
