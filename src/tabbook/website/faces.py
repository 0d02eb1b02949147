"""A written page goes in; what the rest of the site takes from it comes out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tabbook.document import Node, Page
from tabbook.document.formulas import Key, keys_in
from tabbook.website import behind, known
from tabbook.website.prose import anchors_of

if TYPE_CHECKING:
    from tabbook.website.facts import Facts
    from tabbook.website.texts import Written


def face_of(written: Written, facts: Facts) -> tuple[known.Name, known.Face]:
    """A page's language and path, and its face."""
    page, needs = written.text.page, written.needs
    name = (page.language, page.path)
    formulas = frozenset(facts.formulas_on[name] if name in facts.formulas_on else formulas_of(page))
    styles = tuple(sorted(needs.styles.items()))
    frameworks = facts.frameworks_of(page)
    face = known.Face(written.text.headings, facts.anchors[name], formulas, frozenset(needs.files), styles, frameworks)
    return name, face


def formulas_of(page: Page) -> tuple[Key, ...]:
    own = keys_in([*(page.tree.blocks if page.tree else ()), *_inlines_of_headings(page)])
    return tuple(dict.fromkeys((*own, *behind.formulas_of(page))))


def _inlines_of_headings(page: Page) -> Iterator[Node]:
    return (node for heading in page.headings for node in heading.inlines)


def anchors_in(page: Page) -> frozenset[str]:
    return anchors_of(page.tree.blocks if page.tree else ())
