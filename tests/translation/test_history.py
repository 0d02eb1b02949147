"""A page edited again and again in, its states out: squashed, rebased or moved, and from every clone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tabbook import translation
from tabbook.translation import state, units
from translation.little_history import Edit, History, begin, shelf_of, swap

State = tuple[int, int, bool]
"""Paragraphs behind, copy-edits, and whether there is something to sync."""
SQUARE = "The square of the difference is the most common loss. Large errors weigh more than small ones."
ORDER, TWICE = "The order of the points does not matter.", "A point may be drawn twice."
ENGLISH_EDITS: tuple[tuple[str, Edit, State], ...] = (
    ("copy-edit", swap("from step to step", "from step to  step."), (0, 1, False)),
    ("rewritten", swap(SQUARE, "Squares are common. They punish an outlier hard, not always wanted."), (1, 1, False)),
    ("code", swap("x = 1  # the first", "x = 2  # the first"), (1, 1, True)),
    ("added", swap("We take 12", "Nothing else is convex here, alas.\n\nWe take 12"), (2, 1, True)),
    ("removed", swap(f"\n{TWICE}\n", ""), (3, 1, True)),
    ("negation", swap("loss is convex", "loss is not convex"), (4, 1, True)),
    ("number", swap("12 points", "13 points"), (5, 1, True)),
    ("label", lambda text: text.replace("sec_loss", "sec_the-loss"), (5, 1, True)),
    ("heading", swap("## What Remains", "## Noise, and What It Does"), (6, 1, True)),
    ("formula", swap("(y - t)^2", "\\frac{1}{2} (y - t)^2"), (6, 1, True)),
    ("image", swap("img/loss.svg", "img/the-loss.svg"), (6, 1, True)),
    ("wrapped", swap("whatever we do. It sets", "whatever\nwe do. It sets"), (6, 1, True)),
)  # fmt: skip


def seen(history: History, page: str = "loss") -> State:
    state = history.state(page)
    assert state.origin == "known"
    return len(state.behind), state.count("minor"), state.is_to_sync


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> History:
    """The page after twelve edits of its English, each seen rightly when it was made."""
    history = begin(tmp_path_factory.mktemp("history") / "book")
    assert seen(history) == (0, 0, False)
    assert history.state().badge == "fresh"
    for message, edit, expected in ENGLISH_EDITS:
        history.edit("en", edit)
        history.commit(message)
        assert seen(history) == expected, message
    return history


def test_old_and_new_english_are_named(edited: History) -> None:
    """A block that is behind brings the English it was made from, today's, and where to write."""
    block = edited.state().behind[0]
    assert (block.why, block.old) == ("changed", SQUARE)
    assert block.new.startswith("Squares are common.")
    assert edited.file("ja").read_text(encoding="utf-8").split("\n")[block.line - 1].startswith("差の二乗")


@pytest.mark.parametrize("options", [("--depth", "1"), ("--filter=blob:none",), ("--depth", "1", "--filter=blob:none")])
def test_every_clone_says_the_same(edited: History, tmp_path: Path, options: tuple[str, ...]) -> None:
    """A shallow or partial clone fetches the version it lacks, and then sees what the whole one sees."""
    clone = edited.clone(tmp_path / "clone", *options)
    assert clone.state().blocks == edited.state().blocks
    assert seen(clone) == ENGLISH_EDITS[-1][2]


def test_an_unknown_version_is_never_fresh(edited: History, tmp_path: Path) -> None:
    """Where nobody has the old English, or there is no git, the state says so."""
    clone = edited.clone(tmp_path / "clone", "--depth", "1")
    clone.git("remote", "remove", "origin")
    shutil.copytree(edited.root, tmp_path / "copy", ignore=shutil.ignore_patterns(".git"))
    for root in (clone.root, tmp_path / "copy"):
        state = History(root).state()
        assert (state.origin, state.badge) == ("unknown", "unknown base")
        prose = [block.state for block in state.blocks if block.kind in ("paragraph", "heading")]
        assert "fresh" not in prose


def test_partial_updates_a_bump_and_a_move(edited: History, tmp_path: Path) -> None:
    """A translator syncs, works block by block, is held to it when the marker moves, and a move changes nothing."""
    history = edited.clone(tmp_path / "work")
    before = history.file("ja").read_text(encoding="utf-8")
    translation.synchronise(shelf_of(history.root), [("ja", "loss")], writes=True)
    synced = history.file("ja").read_text(encoding="utf-8")
    formula = r"$$L = \frac{1}{2} (y - t)^2$$"
    for line in ("x = 2  # 最初", ":label:`sec_the-loss`", ":numref:`sec_the-loss`", "](../img/the-loss.svg)", formula):
        assert line in synced
        assert line not in before
    assert "print('損失', x)" in synced
    history.commit("sync")
    assert seen(history) == (6, 1, False)
    assert translation.review(shelf_of(history.root), [("ja", "loss")], "origin/main")[0][0].findings == ()

    block = history.state().behind[0]
    history.edit(
        "ja", swap("差の二乗が", f"<!-- en: {block.fingerprint} -->\n二乗はよく使われ、外れ値を強く罰する。差の二乗が")
    )
    history.commit("one block")
    assert seen(history) == (5, 1, False)

    file, problems = translation.bump(shelf_of(history.root), "ja", "loss")
    assert {problem.code for problem in problems} == {"T02"}
    assert len(problems) == 5

    history.edit(
        "ja",
        swap(
            "この損失は重みについて凸である。",
            "この損失は重みについて凸でない。\n\n残念ながら、ほかにも凸のものはない。",
        ),
    )
    history.edit(
        "ja", swap("12個", "13個"), swap("\n同じ点を二度引いてもよい。\n", ""), swap("## 残るもの", "## 雑音とその働き")
    )
    history.commit("the others")
    file, problems = translation.bump(shelf_of(history.root), "ja", "loss")
    assert (file, problems) == ("chapters/ja/loss.md", [])
    history.commit("bump")
    assert seen(history) == (0, 0, False)

    for language in ("en", "ja"):
        (history.root / "chapters" / language / "part").mkdir()
        history.git("mv", str(history.file(language)), str(history.file(language, "part/the-loss")))
    history.commit("moved")
    assert seen(history, "part/the-loss") == (0, 0, False)
    assert translation.review(shelf_of(history.root), [("ja", "part/the-loss")], "origin/main")[0][0].findings == ()


WORDS_OF_CODE: tuple[tuple[str, Edit, State], ...] = (
    ("a comment that was translated", swap("# the first", "# the only one"), (1, 0, False)),
    ("a comment in other letters", swap("# the first", "# The first."), (0, 0, False)),
    ("a string that was translated", swap("'loss'", "'the loss'"), (1, 0, False)),
    ("a string that was not", swap("'cpu'", "'cuda'"), (0, 0, True)),
)


@pytest.mark.parametrize(
    ("edit", "expected"), [row[1:] for row in WORDS_OF_CODE], ids=[row[0] for row in WORDS_OF_CODE]
)
def test_comments_and_strings_are_followed(tmp_path: Path, edit: Edit, expected: State) -> None:
    """Of code whose words alone changed, what was translated is behind until it is declared; the rest is carried."""
    history = begin(tmp_path / "book")
    for language in ("en", "ja"):
        history.edit(language, swap("x = 1  ", "x = to(1, 'cpu')  "))
    history.edit("ja", swap(history.state().blob, history.state().newest))
    history.commit("a string that no reader sees")
    assert seen(history) == (0, 0, False)

    history.edit("en", edit)
    history.commit("edited")
    assert seen(history) == expected
    translation.synchronise(shelf_of(history.root), [("ja", "loss")], writes=True)
    assert seen(history) == (expected[0], 0, False)
    made = history.file("ja").read_text(encoding="utf-8")
    assert "# 最初\nprint('損失', x)" in made
    assert ("'cuda'" in made) == expected[2]
    if expected[0]:
        _, problems = translation.bump(shelf_of(history.root), "ja", "loss")
        assert [problem.code for problem in problems] == ["T02"]
        print_of = history.state().behind[0].fingerprint
        history.edit("ja", swap("```{.python", f"<!-- en: {print_of} -->\n```{{.python"))
        assert seen(history) == (0, 0, False)
        assert translation.bump(shelf_of(history.root), "ja", "loss")[1] == []


def test_a_bump_without_work_is_found(edited: History, tmp_path: Path) -> None:
    """Pasting the newest marker over stale blocks is an error for each of them, also in a squashed change."""
    history = edited.clone(tmp_path / "work")
    newest, old = history.state().newest, history.state().blob
    history.edit("ja", swap(old, newest))
    history.commit("bump")
    (reviewed,), _ = translation.review(shelf_of(history.root), [("ja", "loss")], "origin/main")
    assert sum(finding.code == "T02" for finding in reviewed.findings) == 6


def test_squashed_and_rebased_translations_keep_their_state(edited: History, tmp_path: Path) -> None:
    """What a marker names does not depend on commits: a rebased and squashed change leaves the state as it was."""
    history = edited.clone(tmp_path / "work")
    history.git("checkout", "-q", "-b", "translate", "HEAD~6")
    history.edit("ja", swap("12個", "十二個"))
    history.commit("a word")
    history.edit("ja", swap("十二個", "12個ほど"))
    history.commit("another")
    history.git("rebase", "-q", "main")
    rebased = history.state()
    history.git("checkout", "-q", "main")
    history.git("merge", "-q", "--squash", "translate")
    history.git("commit", "-q", "-m", "squashed")
    assert history.state().blocks == rebased.blocks
    assert seen(history) == ENGLISH_EDITS[-1][2]


def test_moved_and_split_paragraphs_are_behind(tmp_path: Path) -> None:
    """Two paragraphs that change places, and one that is cut in two, are named as such, also with SHA-256."""
    history = begin(tmp_path / "book", "--object-format=sha256")
    assert len(history.state().blob) == 64
    history.edit("en", swap(f"{ORDER}\n\n{TWICE}", f"{TWICE}\n\n{ORDER}"))
    history.commit("moved")
    assert [block.why for block in history.state().behind] == ["moved"]
    history.edit("en", swap("the most common loss. Large errors", "the most common loss.\n\nLarge errors"))
    history.commit("split")
    assert {block.why for block in history.state().behind} == {"moved", "changed", "added"}


def test_a_number_in_words_is_no_copy_edit() -> None:
    """A long paragraph that says millions where it said thousands is behind, one with another sign is not."""
    text = "Layers of a useful size hold thousands of numbers, which nobody reads: there is a table for that, " * 4

    def unit(text: str) -> units.Unit:
        return units.cut(text, "page.md", ()).units[0]

    assert not state.is_copy_edit(unit(text), unit(text.replace("thousands", "millions", 1)))
    assert state.is_copy_edit(unit(text), unit(text.replace("reads:", "reads;", 1)))
