"""The terms of the book: that no block says one in a way the glossary forbids."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator

from tabbook.translation.finding import Finding, prose
from tabbook.translation.pages import Compared


def check(page: Compared) -> Iterator[Finding]:
    """Forbidden variants where the English has the term."""
    preferred = tuple(term.preferred for term in page.glossary)
    written = "\n".join(unit.words for unit in page.cut.units if unit.is_prose)
    terms = [term for term in page.glossary if any(variant in written for variant in term.forbidden)]
    for spot in prose(page) if terms else ():
        english = " ".join(unit.words for unit in spot.english)
        for made in spot.row.made:
            if not made.is_prose or not english:
                continue
            words = made.words
            for term in terms:
                variant = next((word for word in term.forbidden if _has(words, word, preferred)), None)
                if variant and _pattern(term.english).search(english):
                    what = f"{term.english} is called {term.preferred} in this book, not {variant}"
                    cure = f"write {term.preferred}" + (f" ({term.note})" if term.note else "")
                    line = made.line + made.text[: made.text.find(variant)].count("\n")
                    yield Finding("T22", line, what, cure, "warning", made, spot.english[0])


def _has(text: str, variant: str, preferred: Iterable[str]) -> bool:
    """Whether a text has a variant, not only as a part of another term of the book."""
    if variant not in text:
        return False
    for name in preferred:
        text = text.replace(name, " ") if variant in name else text
    return variant in text


@functools.cache
def _pattern(term: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(term)}(?:s|es|ed|ing)?\b", re.IGNORECASE)
