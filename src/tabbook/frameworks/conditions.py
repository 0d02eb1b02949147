"""The condition of an `if` in, what is known of it for one framework out."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Selection:
    """A call of `tab.selected`, or d2lbook's older `d2l.USE_NAME`."""

    node: ast.expr
    names: tuple[str, ...] | None
    """In lower case; `None` where they cannot be read."""


def selection(node: ast.AST) -> Selection | None:
    """The call of `tab.selected` that `node` is."""
    if not (isinstance(node, ast.Call) and _is_attribute(node.func, "tab", "selected")):
        return None
    names: list[str] = []
    for argument in node.args:
        values = argument.elts if isinstance(argument, ast.List | ast.Tuple | ast.Set) else [argument]
        for value in values:
            if not (isinstance(value, ast.Constant) and isinstance(value.value, str)):
                return Selection(node, None)
            names.append(value.value.strip().lower())
    return Selection(node, tuple(names) if names and not node.keywords else None)


def old_selection(names: tuple[str, ...], node: ast.AST) -> Selection | None:
    """The `d2l.USE_NAME` that `node` is, for a framework in `names`."""
    if not (isinstance(node, ast.Attribute) and _is_attribute(node, "d2l", node.attr) and node.attr[:4] == "USE_"):
        return None
    name = node.attr[4:].lower()
    return Selection(node, (name,)) if name in names else None


def _is_attribute(node: ast.AST, owner: str, name: str) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and node.attr == name
        and isinstance(node.value, ast.Name)
        and node.value.id == owner
    )


@dataclass(frozen=True, slots=True)
class Condition:
    """What a condition comes to: true, false, or the text that is left of it."""

    value: bool | None
    text: str = ""
    is_loose: bool = False
    """Whether the text needs brackets inside a longer condition."""


class Reader:
    """Reads the conditions of one cell for one framework."""

    def __init__(
        self, framework: str, select: Callable[[ast.AST], Selection | None], segment: Callable[[ast.expr], str]
    ) -> None:
        self.framework = framework
        self.select = select
        """Which nodes are selections in this cell."""
        self.segment = segment
        """The source of a node."""

    def read(self, node: ast.expr) -> Condition:
        """What `node` comes to."""
        if (found := self.select(node)) and found.names is not None:
            return Condition(self.framework in found.names)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return self._negation(node)
        if isinstance(node, ast.BoolOp):
            return self._chain(node)
        return self._written(node)

    def _negation(self, node: ast.UnaryOp) -> Condition:
        inner = self.read(node.operand)
        if inner.value is not None:
            return Condition(not inner.value)
        if not self.has_selection(node):
            return self._written(node)
        return Condition(None, f"not ({inner.text})" if inner.is_loose else f"not {inner.text}")

    def _chain(self, node: ast.BoolOp) -> Condition:
        """`and` and `or`: the parts that decide nothing go."""
        deciding = isinstance(node.op, ast.Or)
        parts = [self.read(value) for value in node.values]
        if any(part.value is deciding for part in parts):
            return Condition(deciding)
        left = [part for part in parts if part.value is None]
        if not left:
            return Condition(not deciding)
        if len(left) == 1:
            return left[0]
        if not self.has_selection(node):
            return self._written(node)
        texts = [f"({part.text})" if part.is_loose else part.text for part in left]
        return Condition(None, (" or " if deciding else " and ").join(texts), is_loose=True)

    def has_selection(self, node: ast.AST) -> bool:
        """Whether a selection stands anywhere in `node`."""
        return any(self.select(inner) for inner in ast.walk(node))

    def _written(self, node: ast.expr) -> Condition:
        """`node` as it stands."""
        text = self.segment(node)
        if "\n" in text or isinstance(node, ast.NamedExpr):
            return Condition(None, f"({text})")
        return Condition(None, text, isinstance(node, ast.BoolOp | ast.IfExp | ast.Lambda))
