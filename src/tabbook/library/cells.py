"""A cell's source in, its syntax tree out, with IPython's own lines set aside and every position kept."""

from __future__ import annotations

import ast
import copy
import functools
import io
import tokenize
import warnings
from collections.abc import Iterator

from tabbook import magics


def parse(source: str) -> ast.Module | None:
    """The tree of `source` with its lines and columns (in bytes) as written; `None` where it is no Python.

    Lines that are IPython's, not Python's, become `pass`; an indented first line is read as IPython reads it.
    """
    masked = magics.mask(source)
    return _parse(masked) or _parse_indented(masked)


@functools.lru_cache(maxsize=8)
def _parse(source: str) -> ast.Module | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an author's "\d" is not ours to report
        try:
            return ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def _parse_indented(source: str) -> ast.Module | None:
    """The tree of a cell whose first line is indented: the cell is the body of a block on a line of its own."""
    if not source[:1].isspace():
        return None
    lines = source.split("\n")
    first = next((line for line in lines if line.strip()), "")
    indent = first[: len(first) - len(first.lstrip())]
    # A cell may indent its first line alone; with the indent put before the others too, the columns are theirs again.
    outdented = [line if not line.strip() or line.startswith(indent) else indent + line for line in lines]
    tree = _parse("\n".join(["if True:", *outdented]))
    if tree is None:
        return None
    shifted = {number for number, line in enumerate(lines, 2) if line != outdented[number - 2]}
    block = copy.deepcopy(tree.body[0])
    assert isinstance(block, ast.If)
    module = ast.Module(block.body, [])
    for node in ast.walk(module):
        if hasattr(node, "lineno"):
            _move_up(node, shifted, len(indent.encode()))
    return module


def _move_up(node: ast.AST, shifted: set[int], width: int) -> None:
    """Move a node one line up, and left where its line was indented by us."""
    for line, column in (("lineno", "col_offset"), ("end_lineno", "end_col_offset")):
        number = getattr(node, line)
        if number in shifted:
            setattr(node, column, getattr(node, column) - width)
        setattr(node, line, number - 1)


def tokens(source: str) -> Iterator[tokenize.TokenInfo]:
    """The tokens of `source` as far as it can be read; IPython's own lines are `pass`."""
    try:
        yield from tokenize.generate_tokens(io.StringIO(magics.mask(source)).readline)
    except (tokenize.TokenError, SyntaxError):
        return


class Positions:
    """Turns lines and columns of `source` into offsets in it."""

    def __init__(self, source: str) -> None:
        self.lines = source.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)

    def offset(self, line: int, column: int) -> int:
        """Of a place that counts columns in characters, as tokens do."""
        return self.starts[line - 1] + column

    def start(self, node: ast.AST) -> int:
        return self._offset_in_bytes(node.lineno, node.col_offset)  # type: ignore[attr-defined]

    def end(self, node: ast.AST) -> int:
        return self._offset_in_bytes(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]

    def _offset_in_bytes(self, line: int, column: int) -> int:
        return self.starts[line - 1] + len(self.lines[line - 1].encode()[:column].decode())
