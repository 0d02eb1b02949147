"""A parsed cell and a framework in, the lines that are left for it out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tabbook.frameworks.branches import Source, is_python
from tabbook.frameworks.conditions import Condition, Reader

_COLON = re.compile(r"(?: [\s)\\] | \# [^\n]* \n )*+ :", re.VERBOSE)  # nothing else stands between a test and its colon
_ELSE = re.compile(r"[ \t]* else \s* :", re.VERBOSE)


class Unresolvable(Exception):
    """Raised where the branches of a cell cannot be resolved safely."""


@dataclass(frozen=True, slots=True)
class _Arm:
    """One of `if`, `elif` and `else`; lines are indices from 0."""

    test: ast.expr | None
    """`None` for `else`."""
    body: list[ast.stmt]
    header: int
    """Line of its keyword."""
    colon: tuple[int, int]
    """Line and column of its colon."""

    @property
    def is_one_line(self) -> bool:
        return self.body[0].lineno - 1 == self.colon[0]


def resolve(source: Source, framework: str) -> list[tuple[int, str]]:
    """The lines of `source` for `framework`, each with its index in `source`.

    Raises `Unresolvable` rather than giving lines that do not parse.
    """
    lines = list(enumerate(source.text.split("\n")))
    if not source.has_branches:
        return lines
    try:
        resolved = _Resolving(source, framework).lines()
    except RecursionError:
        raise Unresolvable("too deeply nested")
    if not is_python("\n".join(text for _, text in resolved)):
        raise Unresolvable("what is left of the cell is not valid Python")
    return resolved


class _Resolving:
    """A cell whose branches are being resolved, line by line."""

    def __init__(self, source: Source, framework: str) -> None:
        assert source.tree is not None
        self.source, self.tree = source, source.tree
        self.written = source.text.split("\n")
        self.is_kept = [True] * len(self.written)
        self.dedent = [0] * len(self.written)
        self.replaced: dict[int, str] = {}
        self.reader = Reader(framework, source.select, self._segment)

    def lines(self) -> list[tuple[int, str]]:
        self._statements(self.tree.body)
        return [line for at in range(len(self.written)) if self.is_kept[at] for line in self._line(at)]

    def _line(self, at: int) -> Iterator[tuple[int, str]]:
        if at not in self.replaced and at + 1 in self.source.inside_strings:
            yield at, self.written[at]
            return
        for text in self.replaced.get(at, self.written[at]).split("\n"):
            words = text.lstrip(" ")
            yield at, text[min(self.dedent[at], len(text) - len(words)) :]

    def _statements(self, body: list[ast.stmt]) -> bool:
        """Resolve `body`; whether anything of it is left."""
        left = [self._if(node) if isinstance(node, ast.If) else self._compound(node) for node in body]
        return any(left)

    def _compound(self, node: ast.stmt) -> bool:
        parts = [node, *getattr(node, "handlers", ()), *getattr(node, "cases", ())]
        for part in parts:
            for name in ("body", "orelse", "finalbody"):
                self._block(getattr(part, name, []))
        return True

    def _block(self, body: list[ast.stmt]) -> None:
        """Resolve a body that must not be empty."""
        if body and not self._statements(body):
            first = body[0].lineno - 1
            self.is_kept[first] = True
            self.replaced[first] = self._indent(first) + "pass"
            end = self._end(body[-1])
            code_end = self._without_blank_lines(first, end)
            self.is_kept[code_end:end] = [True] * (end - code_end)

    def _if(self, node: ast.If) -> bool:
        arms = self._arms(node)
        if not any(arm.test and self.reader.has_selection(arm.test) for arm in arms):
            for arm in arms:
                self._block(arm.body)
            return True
        chosen = self._choose(arms)
        end = self._end(node)
        code_end = self._without_blank_lines(node.lineno - 1, end)
        if not chosen:
            self._remove(node.lineno - 1, end)
            return False
        bounds = [*(arm.header for arm in arms), code_end]
        for arm, start, stop in zip(arms, bounds, bounds[1:], strict=False):
            if arm not in [kept for kept, _ in chosen]:
                self._remove(start, stop)
            elif arm is chosen[-1][0] and stop < code_end:
                self._remove(self._without_blank_lines(start, stop), stop)
        if chosen[0][1].value:
            is_left = self._unwrap(node, arms[arms.index(chosen[0][0])], bounds[arms.index(chosen[0][0]) + 1])
            if not is_left:
                self._remove(code_end, end)
            return is_left
        for index, (arm, condition) in enumerate(chosen):
            self._rewrite(node, arm, condition, is_first=index == 0)
            self._block(arm.body)
        return True

    def _choose(self, arms: list[_Arm]) -> list[tuple[_Arm, Condition]]:
        """The arms that can be taken; a condition without doubt is the last."""
        chosen = []
        for arm in arms:
            condition = self.reader.read(arm.test) if arm.test else Condition(True)
            if condition.value is not False:
                chosen.append((arm, condition))
            if condition.value:
                break
        return chosen

    def _unwrap(self, node: ast.If, arm: _Arm, end: int) -> bool:
        """Leave the body of `arm` alone, moved to the left; whether anything of it is left."""
        line, _ = arm.colon
        if arm.is_one_line:
            self._remove(arm.header, line)
            body = self.written[line][self._column(line, arm.body[0].col_offset) :]
            self.replaced[line] = self._indent(node.lineno - 1) + body
        else:
            self._remove(arm.header, line + 1)
            for at in range(line + 1, end):
                self.dedent[at] += arm.body[0].col_offset - node.col_offset
        return self._statements(arm.body)

    def _rewrite(self, node: ast.If, arm: _Arm, condition: Condition, is_first: bool) -> None:
        """Give `arm` the keyword and the condition that are left of it."""
        word = "else" if condition.value else "if" if is_first else "elif"
        is_touched = arm.test is not None and self.reader.has_selection(arm.test)
        if not is_touched and self.written[arm.header].lstrip().startswith(word):
            return
        line, column = arm.colon
        if any(at + 1 in self.source.inside_strings for at in range(arm.header, line + 1)):
            raise Unresolvable("the condition has a string over several lines")
        head = word if condition.value else f"{word} {condition.text}"
        self._remove(arm.header, line)
        self.replaced[line] = self._indent(node.lineno - 1) + head + self.written[line][column:]

    def _arms(self, node: ast.If) -> list[_Arm]:
        arms = []
        while True:
            arms.append(_Arm(node.test, node.body, node.lineno - 1, self._colon(node.test)))
            if not node.orelse:
                return arms
            below = node.orelse[0]
            if not (isinstance(below, ast.If) and self.written[below.lineno - 1].lstrip().startswith("elif")):
                header = self._else_line(node.body[-1].end_lineno or node.lineno, below.lineno)
                colon = (header, self.written[header].index(":"))
                return [*arms, _Arm(None, node.orelse, header, colon)]
            node = below

    def _else_line(self, start: int, stop: int) -> int:
        for at in range(start, stop):
            if _ELSE.match(self.written[at]):
                return at
        raise Unresolvable("its `else` cannot be found")

    def _colon(self, test: ast.expr) -> tuple[int, int]:
        line = (test.end_lineno or test.lineno) - 1
        column = self._column(line, test.end_col_offset or 0)
        for at in range(line, len(self.written)):
            match = _COLON.match(self.written[at] + "\n", column)
            if match:
                return at, match.end() - 1
            column = 0
        raise Unresolvable("its colon cannot be found")

    def _end(self, node: ast.stmt) -> int:
        """Index of the line after the statement, its last comments and the blank lines below it."""
        end = node.end_lineno or node.lineno
        while end < len(self.written):
            words = self.written[end].lstrip(" ")
            if words.strip() and len(self.written[end]) - len(words) <= node.col_offset:
                break
            end += 1
        return end

    def _without_blank_lines(self, start: int, end: int) -> int:
        while end > start and not self.written[end - 1].strip():
            end -= 1
        return end

    def _remove(self, start: int, end: int) -> None:
        self.is_kept[start:end] = [False] * (end - start)

    def _indent(self, at: int) -> str:
        line = self.written[at]
        return line[: len(line) - len(line.lstrip())]

    def _column(self, line: int, offset: int) -> int:
        """The tree counts bytes."""
        text = self.written[line]
        return offset if text.isascii() else len(text.encode()[:offset].decode())

    def _segment(self, node: ast.expr) -> str:
        first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
        end = self._column(last, node.end_col_offset or 0)
        lines = [*self.written[first:last], self.written[last][:end]]
        lines[0] = lines[0][self._column(first, node.col_offset) :]
        return "\n".join(lines)
