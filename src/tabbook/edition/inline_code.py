"""Code in a line of text goes in; the pieces come out between which the line may end."""

from __future__ import annotations

import re

from tabbook.document import Node
from tabbook.document.tree import has_class, rewrite, with_attributes

_NARROW = "narrow"
"""Class of code that stands in a table."""


def narrowed(table: Node) -> Node:
    """A table whose code may end a line in the middle of a name, for its columns can be narrower than that."""
    marked: Node = rewrite(table, lambda code: with_attributes(code, classes=[_NARROW]), ("Code",))
    return marked


def is_narrow(code: Node) -> bool:
    return has_class(code, _NARROW)


def pieces_of(code: Node) -> list[str]:
    """Parted behind the signs that part names; in a table before a capital too."""
    source: str = code["c"][1]
    if len(source) < 14:
        return [source]
    capital = "|(?<=[a-z])(?=[A-Z])" if is_narrow(code) else ""
    return [piece for piece in re.split(rf"(?<=[._/(,=\s])(?=[\w'\"\[(]){capital}", source) if piece]
