"""A program with `d2l.name` in it in, the same program as one framework writes it out."""

from __future__ import annotations

import ast
import dataclasses
import re
import tokenize
from collections.abc import Sequence

from tabbook.config import Library
from tabbook.document import Cell, Program
from tabbook.library import aliases
from tabbook.library.aliases import Aliases, Call
from tabbook.library.calls import arguments_of
from tabbook.library.cells import parse, tokens

Edit = tuple[int, int, str]
"""Start and end of a piece of the source, and what is to stand there."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Source:
    """A cell's code while it is rewritten."""

    text: str
    lines: tuple[int, ...]
    """For each line its number in the page's file; empty where that is not known."""

    def edited(self, edits: Sequence[Edit]) -> _Source:
        """The code with `edits`, which are in order, made; each line keeps the number of what it begins with."""
        pieces: list[tuple[int, str]] = []
        position = 0
        for start, end, new in edits:
            pieces += [(position, self.text[position:start]), (start, new)]
            position = end
        pieces.append((position, self.text[position:]))
        text = "".join(piece for _, piece in pieces)
        return _Source(text, self._lines_of(pieces) if self.lines else ())

    def _lines_of(self, pieces: Sequence[tuple[int, str]]) -> tuple[int, ...]:
        numbers = [self.lines[0]]
        for position, piece in pieces:
            is_kept = self.text.startswith(piece, position)
            line = self.text.count("\n", 0, position)
            for step in range(1, piece.count("\n") + 1):
                numbers.append(self.lines[min(line + step if is_kept else line, len(self.lines) - 1)])
        return tuple(numbers)


def rewrite(program: Program, section: Library) -> Program:
    """`program` with the aliases of `section` replaced in its cells, and blank lines around their code gone."""
    table = aliases.read(section)
    return dataclasses.replace(program, cells=tuple(_rewrite_cell(cell, table) for cell in program.cells))


def _rewrite_cell(cell: Cell, table: Aliases) -> Cell:
    source = _trimmed(_Source(cell.source, cell.lines))
    for reverse in table.reverse:
        source = _substitute(source, reverse.pattern, reverse.replacement)
    if "d2l." in source.text:
        source = _replace_simple(source, table)
        source = _replace_calls(source, table)
    return dataclasses.replace(cell, source=source.text, lines=source.lines)


def _trimmed(source: _Source) -> _Source:
    texts = source.text.split("\n")
    full = [index for index, text in enumerate(texts) if text.strip()]
    if not full:
        return _Source("", source.lines[:1])
    kept = slice(full[0], full[-1] + 1)
    return _Source("\n".join(texts[kept]), source.lines[kept])


def _substitute(source: _Source, pattern: re.Pattern[str], replacement: str) -> _Source:
    return source.edited([(*found.span(), found.expand(replacement)) for found in pattern.finditer(source.text)])


def _replace_simple(source: _Source, table: Aliases) -> _Source:
    """`d2l.name` as a whole word, anywhere: strings and comments too speak of the framework's own name."""
    if not table.simple:
        return source
    names = "|".join(re.escape(name) for name in sorted(table.simple, key=len, reverse=True))
    found = re.finditer(rf"(?<![\w.])d2l\.({names})(?!\w)", source.text)
    return source.edited([(*match.span(), table.simple[match[1]]) for match in found])


def _replace_calls(source: _Source, table: Aliases) -> _Source:
    """Fluent and argument aliases, one call after the other until none is left."""
    calls = {call.name: call for call in table.calls}
    while True:
        tree = parse(source.text)
        if tree is None:
            return source
        written = list(tokens(source.text))
        for node in ast.walk(tree):
            edits = _fluent(source.text, node, written, table.fluent) or _renamed(source.text, node, written, calls)
            changed = source.edited(edits) if edits else source
            if edits and parse(changed.text) is not None:
                source = changed
                break
        else:
            return source


def _called(node: ast.AST) -> tuple[ast.Call, str] | None:
    """The call and `name` where `node` is `d2l.name(…)`, no argument starred."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="d2l"), attr=name)):
            is_starred = any(isinstance(argument, ast.Starred) for argument in node.args)
            is_starred = is_starred or any(keyword.arg is None for keyword in node.keywords)
            return None if is_starred else (node, name)
    return None


def _fluent(source: str, node: ast.AST, written: Sequence[tokenize.TokenInfo], methods: dict[str, str]) -> list[Edit]:
    """`d2l.a(x, rest)` as `x.b(rest)`; only what stands around the arguments is written anew."""
    found = _called(node)
    if not found or found[1] not in methods or not found[0].args:
        return []
    places = arguments_of(source, found[0], written)
    if places is None or not places.spans:
        return []
    start, end = places.spans[0]
    text = source[start:end]
    opening, closing = ("", "") if _is_primary(text, found[0].args[0]) else ("(", ")")
    rest = places.close
    if len(places.spans) > 1:
        assert places.comma is not None
        gap = source[places.comma + 1 : places.spans[1][0]]
        rest = places.comma + 1 if gap.strip() or "\n" in gap else places.spans[1][0]
    return [(places.start, start, opening), (end, rest, f"{closing}.{methods[found[1]]}(")]


def _is_primary(text: str, node: ast.expr) -> bool:
    """Whether a method can be called on `text` as it stands, without parentheses."""
    try:
        tree = ast.parse(f"{text}._", mode="eval").body
    except SyntaxError:
        return False
    return isinstance(tree, ast.Attribute) and ast.dump(tree.value) == ast.dump(node)


def _renamed(source: str, node: ast.AST, written: Sequence[tokenize.TokenInfo], calls: dict[str, Call]) -> list[Edit]:
    """`d2l.zed(5, k=6)` as `lib.zed(5, kk=6)`; a call that does not fit the pattern stays."""
    found = _called(node)
    call = calls.get(found[1]) if found else None
    if not found or not call:
        return []
    given = found[0]
    names = [keyword.arg or "" for keyword in given.keywords]
    places = arguments_of(source, given, written)
    fits = len(given.args) == len(call.positional) and set(names) <= set(call.keywords)
    if not fits or places is None or len(places.spans) != len(given.args) + len(names):
        return []
    texts = [source[start:end] for start, end in places.spans]
    values = dict(zip(call.positional, texts, strict=False))
    for name, text in zip(names, texts[len(given.args) :], strict=True):
        values[name] = text.partition("=")[2].strip()
    return [(places.start, places.close, _target(call, values))]


def _target(call: Call, values: dict[str, str]) -> str:
    """The call that replaces another, up to its closing parenthesis; a keyword that was not given is left out."""
    target = ast.parse(call.target, mode="eval").body
    assert isinstance(target, ast.Call)
    parameters = {*call.positional, *call.keywords}
    parts: list[str] = []
    for name, value in [(None, argument) for argument in target.args] + [
        (key.arg, key.value) for key in target.keywords
    ]:
        text = ast.unparse(value)
        if isinstance(value, ast.Name) and value.id in parameters:
            if value.id not in values:
                continue
            text = values[value.id]
        parts.append(f"{name}={text}" if name else text)
    return f"{ast.unparse(target.func)}({', '.join(parts)}"
