"""Pandoc is given signs for runs of plain words, and no tree is another for it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from source.mutations import mutated
from tabbook import pandoc
from tabbook.document.tree import in_runs
from tabbook.pandoc import batch, texts
from tabbook.pandoc.plain_words import restored, shortened

RUNS = (
    "alpha beta, gamma delta epsilon zeta",
    "a b c d e f g",
    "초기화 방법을 비교해 봅니다 다음 장에서",
    "これは平らな言葉の列であり、長く続くものである",
)
SENTENCE = "one two three four five six"
COLUMNS = f"""\
 {"-" * 50}
 Left                       Right
 -------------------------- ----------------
 {SENTENCE}                 of it

 then comes another row of  which has words
 {"-" * 50}
"""


def stuffed(page: str, chance: random.Random) -> str:
    """`page` with runs of words in places where nobody would write them."""
    for _ in range(chance.randrange(5, 30)):
        at = chance.randrange(len(page) + 1)
        page = f"{page[:at]}{chance.choice(('', ' '))}{chance.choice(RUNS)}{chance.choice(('', ' '))}{page[at:]}"
    return page


@pytest.mark.parametrize("language", ["en", "ja"])
def test_any_page_has_the_tree_of_all_its_words(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Damaged pages, runs of words in the middle of anything: the tree is the one that pandoc reads without signs."""
    chance = random.Random(language)
    pages = [stuffed(page.encode("utf-8", "replace").decode(), chance) for page in mutated(60, seed=7)]
    assert sum(bool(shortened(page)[1]) for page in pages) > 30
    with_signs = pandoc.parse(pages, language)
    monkeypatch.setattr(texts, "shortened", lambda page: (page, ()))
    whole = pandoc.parse(pages, language)
    for page, one, other in zip(pages, with_signs, whole, strict=True):
        assert in_runs(one.blocks) == in_runs(other.blocks), page


@pytest.mark.parametrize(
    "text",
    [
        f"[{SENTENCE}][]\n\n[{SENTENCE}]: http://x.org",
        f"[x](<{SENTENCE}>)",
        f"# {SENTENCE}\n\n[{SENTENCE}]",
        f"{SENTENCE}\n=====",
        f"| {SENTENCE} | b |\n|---|---|\n| c | {SENTENCE} |",
        COLUMNS,
        f"x\n\n^[{SENTENCE}]",
        "これは平らな、長い言葉の列である@x.org",
        "http://x.orgは平らな長い言葉の列である",
        f"<img alt='{SENTENCE}'>",
        f"a &#983040; b {SENTENCE}",
        f"a {chr(0xF0000)} b {SENTENCE}",
    ],
)
def test_what_looks_at_all_words_keeps_them(text: str) -> None:
    """Tables, headings, links and HTML; and a text in which the author has such a sign."""
    assert shortened(text) == (text, ())


def test_most_of_a_paragraph_is_one_sign() -> None:
    """Its first and last word stay: what looks at a neighbour finds it."""
    short, runs = shortened(f"- {SENTENCE}; it is *{SENTENCE}*")
    assert short == "- one \U000f0000 six; it is *one \U000f0000 six*"
    assert restored(short, runs) == f"- {SENTENCE}; it is *{SENTENCE}*"


def test_other_words_ask_pandoc_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An edit within a run is answered from what is kept of the page before it."""
    pandoc.parse([SENTENCE], "en", tmp_path)
    monkeypatch.setattr(batch, "call", lambda jobs: pytest.fail("pandoc was started"))
    (tree,) = pandoc.parse([SENTENCE.replace("three", "thirteen")], "en", tmp_path)
    assert in_runs(tree.blocks)[0]["c"] == [{"t": "Str", "c": "one two thirteen four five six"}]
