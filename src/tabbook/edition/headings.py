"""A heading's words in; the same without its notes, which neither contents nor running heads can hold, out."""

from __future__ import annotations

from collections.abc import Sequence

from tabbook.document import Node
from tabbook.document.tree import rewrite


def without_notes(inlines: Sequence[Node]) -> list[Node]:
    changed: list[Node] = rewrite(list(inlines), lambda node: [], ("Note",))
    return changed
