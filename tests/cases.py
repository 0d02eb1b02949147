"""Case files in, checks out: cases written in Markdown as title, dot, before, dot, after, dot.

    A tab that is never closed is reported where it opens
    .
    :begin_tab:`pytorch`
    .
    S03 line 1: tab `pytorch` is never closed; add `:end_tab:`
    .

`TABBOOK_SNAPSHOTS=1` writes every `after` anew; without it a missing one fails.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tabbook.errors import Problem

IS_WRITING = os.environ.get("TABBOOK_SNAPSHOTS") == "1"
"""Whether expectations are written instead of compared."""

_PICTURES = {0x2400 + code: code for code in range(0x21)} | {ord("␤"): 0x85, ord("⏎"): 0x2028}
"""Characters that cannot be seen are written as their pictures: ␍ a carriage return, ␌ a form feed, ␠ a last blank."""
_UNSEEN = {code: picture for picture, code in _PICTURES.items() if chr(code) not in " \t\n"}
_END = "␗"
"""Written at the very end of a before: there is no line end."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a file."""

    title: str
    before: str
    """With its last line end, pictures turned into control characters."""
    after: str
    """With its last line end."""
    line: int
    """Line of its title."""


def read_cases(path: Path) -> list[Case]:
    """The cases of a file; other lines between them are remarks."""
    lines = path.read_text(encoding="utf-8").split("\n")
    dots = [index for index, line in enumerate(lines) if line == "."]
    assert len(dots) % 3 == 0, f"{path}: a case has three lines that are only a dot"
    cases = []
    for first, second, third in zip(dots[::3], dots[1::3], dots[2::3], strict=True):
        before, after = (_text(lines[start + 1 : end]) for start, end in ((first, second), (second, third)))
        cases.append(Case(lines[first - 1], _unpictured(before), after, first))
    return cases


def _text(lines: Sequence[str]) -> str:
    return "".join(line + "\n" for line in lines)


def _unpictured(before: str) -> str:
    return before.removesuffix(f"{_END}\n").translate(_PICTURES)


def check(path: Path, render: Callable[[str], str]) -> None:
    """Compare `render` of every before with its after; writes the afters where snapshots are written."""
    __tracebackhide__ = True
    cases = read_cases(path)
    rendered = [_ended(render(case.before)) for case in cases]
    if IS_WRITING:
        _write(path, rendered)
        return
    wrong = [(case, text) for case, text in zip(cases, rendered, strict=True) if case.after != text]
    assert cases, f"{path} has no case"
    if wrong:
        reports = [f"{path}:{case.line}: {case.title}\n{_compared(case.after, text)}" for case, text in wrong]
        pytest.fail("\n\n".join(reports), pytrace=False)


def _ended(text: str) -> str:
    text = text.translate(_UNSEEN)
    return text if not text or text.endswith("\n") else text + "\n"


def _compared(after: str, rendered: str) -> str:
    return f"--- expected\n{after or '(nothing)'}--- got\n{rendered or '(nothing)'}".rstrip("\n")


def _write(path: Path, rendered: Iterable[str]) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    dots = [index for index, line in enumerate(lines) if line == "."]
    written = lines
    for (second, third), text in reversed(list(zip(zip(dots[1::3], dots[2::3], strict=True), rendered, strict=True))):
        written = [*written[: second + 1], *text.split("\n")[:-1], *written[third:]]
    if written != lines:
        path.write_text("\n".join(written), encoding="utf-8")


def show(problem: Problem) -> str:
    """A Problem as it stands in a case file: `S03 line 1: what; cure`, with the word warning where it is one."""
    severity = "" if problem.is_error else "warning "
    return f"{severity}{problem.code} line {problem.place.line}: {problem.what}; {problem.cure}"
