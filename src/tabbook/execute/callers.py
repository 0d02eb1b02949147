"""A syntax tree in; which of its functions read the arguments of their caller, and whether a cell may be the caller.

    frame = inspect.currentframe().f_back
    _, _, _, given = inspect.getargvalues(frame)

So the base class of "Dive into Deep Learning" stores what a model is made with, on most pages of that book. Of a
function that sees arguments; of a cell it would see all that IPython holds, the text of cells included.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping

SIGN = "getargvalues"
"""A text without it has no such function."""


def readers_of_callers(tree: ast.AST) -> Mapping[str, Collection[ast.AST]]:
    """By the names of such functions, the nodes that name `inspect` in them, and nothing but arguments read by it."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and _is_called_by_name(node)]
    return {function.name: nodes for function in functions if (nodes := _reading(function))}


def _is_called_by_name(function: ast.FunctionDef) -> bool:
    """Python itself calls `__init__`, and a decorator may call a function by another name."""
    return not function.name.startswith("__") and all(map(_adds_to_class, function.decorator_list))


def _adds_to_class(decorator: ast.expr) -> bool:
    """Whether it is the one of that book that makes a function a method."""
    match decorator:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name == "add_to_class"
    return False


def _reading(function: ast.FunctionDef) -> list[ast.AST]:
    """The nodes that name `inspect`, where it is the two lines above; else none."""
    begun: list[tuple[str, ast.AST]] = []
    ended: list[tuple[str, ast.AST]] = []
    for node in ast.walk(function):
        match node:
            case ast.Assign(
                targets=[ast.Name(id=frame)],
                value=ast.Attribute(
                    value=ast.Call(
                        func=ast.Attribute(value=ast.Name(id="inspect") as named, attr="currentframe"), args=[]
                    ),
                    attr="f_back",
                ),
            ):
                begun.append((frame, named))
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="inspect") as named, attr="getargvalues"),
                args=[ast.Name(id=frame)],
            ):
                ended.append((frame, named))
            case ast.Global() | ast.Nonlocal():
                return []
    if len(begun) != 1 or len(ended) != 1 or begun[0][0] != ended[0][0]:
        return []
    uses = [node for node in ast.walk(function) if isinstance(node, ast.Name) and node.id == begun[0][0]]
    return [begun[0][1], ended[0][1]] if len(uses) == 2 else []


def may_be_called_by_a_cell(tree: ast.AST, names: Collection[str]) -> bool:
    """Whether `tree` does anything with functions of these names but define them, and call them in functions."""
    return any(map(_Called(names).odd, ast.iter_child_nodes(tree)))


class _Called:
    """Looks for the names of functions."""

    def __init__(self, names: Collection[str]) -> None:
        self.names = names

    def odd(self, node: ast.AST, is_in_function: bool = False) -> bool:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                around = [*node.decorator_list, node.args, *([node.returns] if node.returns else [])]
                return any(self.odd(part, is_in_function) for part in around) or any(
                    self.odd(part, True) for part in node.body
                )
            case ast.ClassDef():
                return self._is_named(node) or any(map(self.odd, ast.iter_child_nodes(node)))
            case ast.Call(func=ast.Attribute(attr=name, value=owner)) if name in self.names and is_in_function:
                return any(self.odd(part, True) for part in (owner, *node.args, *node.keywords))
        return self._is_named(node) or any(self.odd(part, is_in_function) for part in ast.iter_child_nodes(node))

    def _is_named(self, node: ast.AST) -> bool:
        return any(name in text for text in _texts(node) for name in self.names)


def _texts(node: ast.AST) -> Iterator[str]:
    """What names or spells something in a node itself."""
    for value in vars(node).values():
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, str | bytes):
                yield str(part)
