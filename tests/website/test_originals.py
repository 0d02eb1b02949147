"""Which passages of two languages say the same."""

from __future__ import annotations

from pathlib import Path

from cases import check
from tabbook import pandoc
from tabbook.document import Page
from tabbook.document.tree import plain_text
from tabbook.website.originals import Passage, numbers_of, passages_of


def page_of(source: str, language: str) -> Page:
    return Page("page", "page.md", language, (), tree=pandoc.parse([source], language)[0])


def text_of(page: Page, number: int) -> str:
    passages = [part for part in passages_of(page) if isinstance(part, Passage)]
    return " ".join(plain_text(passages[number].node).split())


def paired(before: str) -> str:
    page, original = map(page_of, before.split("===\n"), ("ja", "en"))
    return "\n".join(
        f"{text_of(page, own)}: {' | '.join(text_of(original, number) for number in numbers)}"
        for own, numbers in sorted(numbers_of(page, original).items())
    )


def test_passages_find_their_originals() -> None:
    """Each passage of a translation is found in the original, as `cases/originals.md` shows."""
    check(Path(__file__).parent / "cases" / "originals.md", paired)
