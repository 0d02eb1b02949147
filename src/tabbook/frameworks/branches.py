"""The source of a cell in, the same as if written by hand for one framework out."""

from __future__ import annotations

import ast
import functools
import io
import tokenize
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tabbook import magics
from tabbook.frameworks.conditions import Selection, old_selection, selection


@dataclass(frozen=True, slots=True)
class Source:
    """A cell's source, parsed."""

    text: str
    """As the author wrote it; indentation in blanks where it has branches."""
    tree: ast.Module | None
    """`None` where it is not Python, and where no word of it says that a framework is chosen."""
    fault: tuple[int, str] | None
    """Line, counted from 1, and message, where it should be Python and is not."""
    select: Callable[[ast.AST], Selection | None]
    """Which nodes choose a framework."""
    inside_strings: frozenset[int] = frozenset()
    """Lines, counted from 1, that begin inside a string: their blanks belong to it."""

    @property
    def has_branches(self) -> bool:
        """Whether anything is to be resolved."""
        return any(self.select(node) for node in self.nodes())

    def nodes(self) -> Iterator[ast.AST]:
        """The nodes that may choose a framework."""
        if self.tree is not None:
            yield from ast.walk(self.tree)


def read(text: str, names: tuple[str, ...]) -> Source:
    """The cell's source, parsed, in a book with the frameworks `names`; never raises."""
    text = magics.unindent(text)
    mentions = "tab.selected" in text
    if mentions and "\t" in text:
        text = _without_tabs(text)
    select = selection if mentions else functools.partial(old_selection, names)
    masked = magics.mask(text)
    tree, fault = _parse(masked) if mentions or "USE_" in text else (None, _fault_of(masked))
    if tree is None:
        is_foreign = magics.has_cell_magic(text) or not text.strip()
        return Source(text, None, None if is_foreign else fault, select)
    if not mentions and "d2l.USE_" not in text:
        return Source(text, tree, None, select)
    return Source(text, tree, None, select, _inside_strings(masked, tree))


def is_python(text: str) -> bool:
    """Whether `text` parses, its magics masked."""
    return _parse(magics.mask(text))[0] is not None


@functools.lru_cache(maxsize=1 << 16)
def _fault_of(masked: str) -> tuple[int, str] | None:
    """Most cells of a translation are those of its original."""
    return _parse(masked)[1]


def _parse(masked: str) -> tuple[ast.Module | None, tuple[int, str] | None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an odd escape in a string is the author's business
        try:
            return ast.parse(masked), None
        except SyntaxError as error:
            return None, (error.lineno or 1, error.msg or "invalid syntax")
        except (ValueError, RecursionError, MemoryError) as error:
            return None, (1, str(error) or "too deeply nested")


def _without_tabs(text: str) -> str:
    """`text` with the tab characters of its indentation as blanks."""
    lines = text.split("\n")
    strings = _string_lines(magics.mask(text))
    for index, line in enumerate(lines):
        if index + 1 not in strings:
            words = line.lstrip(" \t")
            lines[index] = line[: len(line) - len(words)].expandtabs(4) + words
    return "\n".join(lines)


def _inside_strings(masked: str, tree: ast.Module) -> frozenset[int]:
    """The lines inside strings, those of docstrings left out: there indentation is no content."""
    lines = _string_lines(masked)
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            lines -= set(range(node.lineno + 1, (node.end_lineno or node.lineno) + 1))
    return frozenset(lines)


def _string_lines(masked: str) -> set[int]:
    lines: set[int] = set()
    begun: list[int] = []  # lines where an f-string began, from Python 3.12 on
    for kind, start, end in _tokens(masked):
        if kind == "STRING":
            lines.update(range(start + 1, end + 1))
        elif kind == "FSTRING_START":
            begun.append(start)
        elif kind == "FSTRING_END" and begun:
            lines.update(range(begun.pop() + 1, end + 1))
    return lines


def _tokens(masked: str) -> Iterator[tuple[str, int, int]]:
    try:
        for token in tokenize.generate_tokens(io.StringIO(masked).readline):
            yield tokenize.tok_name[token.type], token.start[0], token.end[0]
    except (tokenize.TokenError, SyntaxError):
        return


def selections(source: Source) -> list[Selection]:
    """Everything in `source` that chooses a framework."""
    return [chosen for node in source.nodes() if (chosen := source.select(node))]


def unresolvable(source: Source) -> list[Selection]:
    """The calls of `tab.selected` that stand anywhere but in an `if`, or whose names cannot be read."""
    if source.tree is None or source.select is not selection:
        return []
    tests = [node.test for node in ast.walk(source.tree) if isinstance(node, ast.If)]
    resolved = {id(part) for part in _parts(tests)}
    return [found for found in selections(source) if id(found.node) not in resolved or found.names is None]


def _parts(nodes: Iterable[ast.expr]) -> Iterator[ast.expr]:
    """The parts of conditions that `not`, `and` and `or` join."""
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.BoolOp):
            waiting += node.values
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            waiting.append(node.operand)
        else:
            yield node
