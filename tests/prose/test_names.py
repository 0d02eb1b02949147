"""Our classes end in a number that a page does not have, and in the same one for nearly every page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tabbook import prose, source
from tabbook.document import Behind, Book, Page, Standing
from tabbook.document.tree import plain_text, walk
from tabbook.pandoc import batch
from tabbook.prose.names import ending_of

SENTENCE = "One two three four five six seven."


def page_of(text: str) -> Page:
    blocks, _ = source.parse(text, "a.md", ("pytorch",))
    return Page("a", "a.md", "en", blocks)


def test_pages_share_a_number() -> None:
    """So that an edit of a page leaves what pandoc is given of the rest of it as it was."""
    assert ending_of(page_of(SENTENCE)) == ending_of(page_of("# Another\n"))


@pytest.mark.parametrize("between", ["", "\\", "&#45;", "`", "\n"])
@pytest.mark.parametrize("letter", ["{}", "&#{1};", "&#x{1:x};"])
def test_a_number_that_the_page_has_is_not_taken(between: str, letter: str) -> None:
    """As it is, cut in two, or written as entities."""
    number = ending_of(page_of(SENTENCE))[1:]
    written = number[:8] + between + letter.format(number[8], ord(number[8])) + number[9:]
    assert ending_of(page_of(f"{SENTENCE} {written}"))[1:] not in ("", number)


def test_a_number_in_the_words_of_the_original_is_not_taken() -> None:
    """A translation that is behind shows them in the page."""
    page = page_of(SENTENCE)
    number = ending_of(page)[1:]
    behind = Behind("stale", "paragraph", "changed", "", f"{SENTENCE} {number}", (), line=1, original_line=1, end=0)
    standing = Standing("ja/a.md", "en/a.md", "known", 100, (behind,))
    assert ending_of(replace(page, standing=standing))[1:] not in ("", number)


def test_a_class_of_an_author_is_no_class_of_ours() -> None:
    """A division that looks like a cell of ours stays a division, with its words."""
    ending = ending_of(page_of(SENTENCE))
    page = page_of(f'::: {{.cell{ending} kind="cell" block="0"}}\n{SENTENCE}\n:::\n')
    (parsed,) = prose.parse(Book("en", (page,))).pages
    assert parsed.tree
    assert SENTENCE in plain_text(parsed.tree.blocks)
    assert not any("cell" in node["c"][0][1] for node in walk(parsed.tree.blocks, "Div"))


def test_an_edit_within_a_sentence_asks_pandoc_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it answered to the page before it holds."""
    page = page_of(f"# A\n:label:`sec_a`\n\n{SENTENCE}\n")
    prose.parse(Book("en", (page,)), tmp_path)
    monkeypatch.setattr(batch, "call", lambda jobs: pytest.fail("pandoc was started"))
    edited = page_of(page.text.replace("three", "thirteen"))
    (parsed,) = prose.parse(Book("en", (edited,)), tmp_path).pages
    assert parsed.tree
    assert "thirteen" in plain_text(parsed.tree.blocks)
