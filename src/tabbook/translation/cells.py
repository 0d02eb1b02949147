"""The source of two cells in; whether they differ beyond comments and strings a reader sees, and where, out."""

from __future__ import annotations

import ast
import functools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from tabbook import magics

_STRING = r"""(?: \"\"\"(?:\\.|[^\\])*?\"\"\" | '''(?:\\.|[^\\])*?''' | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*' )"""
_LITERAL = re.compile(rf"(?P<string> [rRbBfFuU]{{0,2}} {_STRING} ) | (?P<comment> \#[^\n]* )", re.VERBOSE | re.DOTALL)
_MARK = re.compile(r"\#\s*@(?P<mark>[a-z_]+)")
_SAID = re.compile(r"\w+")
_BUILDS = re.compile(r"tab\s*\.\s*(?:selected|interact_select)")


@functools.lru_cache(maxsize=20_000)
def skeleton(source: str) -> str:
    """The code without its comments, the contents of its strings, and blanks: cheap, for finding it again."""
    return "".join(_LITERAL.sub(lambda match: "''" if match["string"] else "", source).split())


def marks(source: str) -> tuple[str, ...]:
    """The `#@…` marks of a cell, in order."""
    comments = (match["comment"] for match in _LITERAL.finditer(source))
    return tuple(match["mark"] for text in comments if text and (match := _MARK.match(text)))


def literals(source: str) -> tuple[tuple[str, int, int], ...]:
    """Strings and comments as written, with their offsets."""
    return tuple((match[0], match.start(), match.end()) for match in _LITERAL.finditer(source))


@functools.lru_cache(maxsize=4_000)
def parse(source: str) -> ast.Module | None:
    """The tree of a cell, IPython's own lines set aside; `None` where it is no Python."""
    try:
        return ast.parse(magics.mask(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def shape(source: str) -> str | None:
    """What a translation may not change: the tree without the words of its strings; `None` where it is no Python."""
    tree = parse(source)
    if tree is None:
        return None
    own = sorted(line.strip() for line in magic_lines(source))
    try:
        return ast.dump(_Wordless().visit(ast.parse(magics.mask(source)))) + repr(own)
    except RecursionError:
        return None


def magic_lines(source: str) -> Iterator[str]:
    """The lines that are IPython's, not Python's."""
    for line, masked in zip(source.split("\n"), magics.mask(source).split("\n"), strict=False):
        if line != masked:
            yield line


class _Wordless(ast.NodeTransformer):
    """Leaves of each string only that it is one, of each f-string its fields in any order.

    What a program reads stays: the key in brackets, and the frameworks of `tab.selected`.
    """

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return ast.Constant("") if isinstance(node.value, str) else node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        fields = (ast.dump(part) for part in node.values if isinstance(part, ast.FormattedValue))
        return ast.Constant(" ".join(sorted(fields)))

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        node.value = self.visit(node.value)
        if not isinstance(node.slice, ast.Constant):
            node.slice = self.visit(node.slice)
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if _BUILDS.match(ast.unparse(node.func)):
            return node
        return self.generic_visit(node)


def differs(made: str, english: Sequence[str]) -> bool:
    """Whether a cell is none of the English ones, but for comments and strings."""
    if made in english:
        return False
    own = shape(made)
    if own is None:
        return _lines(made) not in [_lines(other) for other in english if shape(other) is None]
    return own not in [shape(other) for other in english]


def _lines(source: str) -> list[str]:
    """The lines of a cell that is no Python, as a shell's, without its comments."""
    bare = (line.split(" #")[0].rstrip() for line in source.split("\n"))
    return [line for line in bare if line and not line.startswith("#")]


def strings(source: str) -> tuple[str, ...]:
    """The values of the strings of a cell, f-strings without their fields."""
    tree = parse(source)
    nodes = ast.walk(tree) if tree else ()
    return tuple(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


def find_old_words(made: str, old: str, new: str) -> Literal["", "sync", "changed"]:
    """Whether a cell with today's code has comments and strings of before: `sync` where they are the English ones
    still, `changed` where they were translated and what the English says now stands nowhere."""
    own, before, after = (Counter(map(_said, literals(source))) for source in (made, old, new))
    if before == after:
        return ""
    if (own - after) & (before - after):
        return "sync"
    return "changed" if (after - before) - own else ""


def _said(literal: tuple[str, int, int]) -> str:
    """A string without its quotation marks; of a comment its words alone."""
    text = literal[0]
    return "#" + " ".join(_SAID.findall(text)).lower() if text.startswith("#") else text.strip("\"'")


def fault(source: str) -> tuple[int, str]:
    """The line at which a cell stops being Python, and what Python says of it."""
    try:
        ast.parse(magics.mask(source))
    except SyntaxError as error:
        return error.lineno or 1, error.msg
    except (ValueError, RecursionError, MemoryError) as error:
        return 1, str(error)
    return 1, ""
