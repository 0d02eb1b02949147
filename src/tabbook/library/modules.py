"""What a library is: a module's text, and the names it defines."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Module:
    """The helper library of one framework."""

    framework: str
    file: str
    """Where the book keeps it, relative to its root: `d2l/torch.py`."""
    text: str
    """The whole module."""
    symbols: Mapping[str, str] = field(default_factory=dict)
    """Each name the module defines, with the source of every statement that binds it."""


def is_module_path(file: str) -> bool:
    """Whether `file` names a module inside the book's folder."""
    parts = file.removesuffix(".py").split("/")
    return file.endswith(".py") and all(part.isidentifier() for part in parts)


def symbols_of(text: str) -> dict[str, str]:
    """The names that `text`, a module, binds at its top, each with the source of the statements that bind it.

    Raises `SyntaxError` where `text` is no Python.
    """
    lines = text.split("\n")
    symbols: dict[str, str] = {}
    for statement in ast.parse(text).body:
        source = "\n".join(lines[first_line(statement) - 1 : statement.end_lineno])
        for name in names_bound(statement):
            symbols[name] = f"{symbols[name]}\n{source}" if name in symbols else source
    return symbols


def first_line(statement: ast.stmt) -> int:
    """Line a statement begins at, its decorators included."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min(statement.lineno, *(decorator.lineno for decorator in decorators)) if decorators else statement.lineno


def names_bound(statement: ast.stmt) -> Iterator[str]:
    """Every name a statement binds in the scope it stands in."""
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield statement.name
            return
        case ast.Import() | ast.ImportFrom():
            for alias in statement.names:
                yield (alias.asname or alias.name).partition(".")[0]
            return
    for child in ast.iter_child_nodes(statement):
        if isinstance(child, ast.stmt):
            yield from names_bound(child)
        elif isinstance(child, ast.ExceptHandler):
            yield from (name for inner in child.body for name in names_bound(inner))
        else:
            yield from (
                node.id for node in ast.walk(child) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            )
