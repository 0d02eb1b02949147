"""Saved code in, the same code out with its section noted in the docstring; and code indented into a class."""

from __future__ import annotations

import ast
import io
import re
import tokenize

from tabbook.library.cells import Positions
from tabbook.library.modules import first_line

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


_NOTE = re.compile(r"Defined in :numref:`[^`\n]*`")
"""What `with_note` writes, as d2lbook does."""


def with_note(source: str, label: str) -> str:
    """`source` with "Defined in :numref:`label`" in the docstring of each function and class at its top."""
    note = f"Defined in :numref:`{label}`"
    # From the last to the first: an edit moves only what is below it.
    for statement in reversed(ast.parse(source).body):
        if isinstance(statement, Definition):
            source = _noted(source, statement, note)
    return source


def for_readers(source: str) -> str:
    """`source` whose notes say so much as a reader without the book's numbers can use."""
    return _NOTE.sub("Defined in the book", source)


def _noted(source: str, statement: Definition, note: str) -> str:
    positions = Positions(source)
    first = statement.body[0]
    if ast.get_docstring(statement, clean=False) is None:
        start = positions.starts[first_line(first) - 1] + first.col_offset
        return _with_docstring(source, start, f'"""{note}"""', statement)
    assert isinstance(first, ast.Expr)
    start, end = positions.start(first.value), positions.end(first.value)
    # An implicit joining of strings ends with the string that the note goes into.
    last = list(tokenize.generate_tokens(io.StringIO(f"({source[start:end]})").readline))
    literal = next(token for token in reversed(last) if token.type == tokenize.STRING)
    start = end - len(literal.string)
    blanks = " " * (first.col_offset if first.lineno != statement.lineno else statement.col_offset + 4)
    return source[:start] + _extended(literal.string, blanks, note) + source[end:]


def _with_docstring(source: str, start: int, docstring: str, statement: Definition) -> str:
    """`docstring` put before the first statement of a body, at offset `start`; a body on its header's line moves."""
    before = source[source.rfind("\n", 0, start) + 1 : start]
    if not before.strip():
        return f"{source[:start]}{docstring}\n{before}{source[start:]}"
    blanks = " " * (statement.col_offset + 4)
    return f"{source[:start].rstrip()}\n{blanks}{docstring}\n{blanks}{source[start:]}"


def _extended(literal: str, blanks: str, note: str) -> str:
    """A string literal with `note` as its last paragraph, in triple quotes."""
    prefix = literal[: len(literal) - len(literal.lstrip("rRuU"))]
    body = literal[len(prefix) :]
    quotes = body[:3] if body[:3] in ('"""', "'''") else body[:1]
    text = body[len(quotes) : -len(quotes)]
    if len(quotes) == 1:
        quotes = '"""' if '"""' not in text else "'''"
    closing = f"\n{blanks}" if "\n" in text and not text.rsplit("\n", 1)[1].strip() else ""
    return f"{prefix}{quotes}{text.rstrip()}\n\n{blanks}{note}{closing}{quotes}"


def indented(source: str) -> str:
    """`source` four columns to the right; the insides of its strings stay, but for docstrings."""
    inside = _lines_in_strings(source)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, Definition) and ast.get_docstring(node, clean=False):
            inside -= set(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    lines = source.split("\n")
    return "\n".join(
        line if number in inside or not line.strip() else f"    {line}" for number, line in enumerate(lines, 1)
    )


def _lines_in_strings(source: str) -> set[int]:
    """Numbers of the lines that begin inside a string."""
    inside: set[int] = set()
    opened: list[int] = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        name = tokenize.tok_name[token.type]
        if name == "STRING":
            inside.update(range(token.start[0] + 1, token.end[0] + 1))
        elif name == "FSTRING_START":  # Python 3.12 and later cut formatted strings into pieces
            opened.append(token.start[0])
        elif name == "FSTRING_END":
            inside.update(range(opened.pop() + 1, token.end[0] + 1))
    return inside
