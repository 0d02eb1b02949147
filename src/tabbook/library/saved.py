"""A cell's source in, the code marked `#@save` out, by whole statements."""

from __future__ import annotations

import ast
import re
import textwrap
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeGuard

from tabbook import magics
from tabbook.library.cells import parse, tokens
from tabbook.library.modules import first_line

MARK = re.compile(r"#\s*@save")

COMPOUND = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.If,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.With,
    ast.AsyncWith,
    ast.Try,
    ast.TryStar,
    ast.Match,
)


@dataclass(frozen=True, slots=True)
class Saved:
    """Code of a page that goes into the library."""

    source: str
    """Whole statements, their marks gone."""
    line: int
    """Line of the cell the code begins at, counted from 1."""
    extends: str = ""
    """Class that the code's methods belong to, from `@d2l.add_to_class(Name)`."""


def find_mark(source: str) -> int | None:
    """The line of the first `#@save` of a cell, counted from 1."""
    return min((mark.start[0] for mark in _marks(source)), default=None)


def saved(source: str) -> tuple[Saved, ...] | None:
    """The saved code of a cell, in its order; `None` where the cell is marked but is no Python."""
    marks = _marks(source)
    if not marks:
        return ()
    tree = parse(source)
    if tree is None:
        return None
    lines = _without_marks(source, marks)
    taken: set[int] = set()
    found: list[Saved] = []
    for mark in marks:
        indexes = [index for index in _statements_at(tree.body, mark.start[0], lines) if index not in taken]
        taken.update(indexes)
        if indexes:
            found.append(_cut(tree.body, indexes, mark.start[0], lines))
    return tuple(found)


def _marks(source: str) -> list[tokenize.TokenInfo]:
    if "@save" not in source:
        return []
    return [token for token in tokens(source) if token.type == tokenize.COMMENT and MARK.search(token.string)]


def _without_marks(source: str, marks: Sequence[tokenize.TokenInfo]) -> list[str | None]:
    """The lines of a cell with their marks cut; `None` for a line that was a mark alone, or IPython's own."""
    lines: list[str | None] = [
        None if line != written and line in ("pass", "") else line
        for line, written in zip(magics.mask(source).split("\n"), source.split("\n"), strict=True)
    ]
    for mark in marks:
        number, column = mark.start
        found = MARK.search(mark.string)
        assert found
        line = (lines[number - 1] or "")[: column + found.start()].rstrip()
        lines[number - 1] = line or None
    return lines


def _statements_at(body: Sequence[ast.stmt], line: int, lines: Sequence[str | None]) -> list[int]:
    """Indexes of the statements a mark on `line` saves: a compound one, or simple ones up to the next blank line."""
    first = next((index for index, statement in enumerate(body) if (statement.end_lineno or 0) >= line), None)
    if first is None:
        return []
    found = [first]
    for index in range(first + 1, len(body)):
        last = body[found[-1]].end_lineno or 0
        between = lines[last : first_line(body[index]) - 1]
        is_run = not isinstance(body[found[-1]], COMPOUND) and not isinstance(body[index], COMPOUND)
        if not is_run or any(text is not None and not text.strip() for text in between):
            break
        found.append(index)
    return found


def _cut(body: Sequence[ast.stmt], indexes: Sequence[int], mark: int, lines: Sequence[str | None]) -> Saved:
    """The statements as they are written; comments between the mark and its first statement come along."""
    first, last = body[indexes[0]], body[indexes[-1]]
    start = min(mark, first_line(first))
    dropped = _decorator_lines(first)
    kept = [
        line
        for number, line in enumerate(lines[start - 1 : last.end_lineno], start)
        if line is not None and number not in dropped
    ]
    source = "\n".join(kept).strip("\n")
    return Saved(textwrap.dedent(source) if first.col_offset else source, start, _extended_class(first))


def _is_extension(decorator: ast.expr) -> TypeGuard[ast.Call]:
    return isinstance(decorator, ast.Call) and _last_name(decorator.func) == "add_to_class" and bool(decorator.args)


def _extended_class(statement: ast.stmt) -> str:
    """The class named by an `add_to_class` decorator: the last part of its name."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return next((_last_name(found.args[0]) for found in decorators if _is_extension(found)), "")


def _decorator_lines(statement: ast.stmt) -> set[int]:
    """Lines of a statement that are its `add_to_class` decorators."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return {
        number
        for decorator in decorators
        if _is_extension(decorator)
        for number in range(decorator.lineno, (decorator.end_lineno or 0) + 1)
    }


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
