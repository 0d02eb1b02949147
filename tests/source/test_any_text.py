"""Any text whatever in: nothing is lost, nothing breaks, nothing takes longer than its length allows."""

from __future__ import annotations

import ast
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from source.mutations import FRAGMENTS, FRAMEWORKS, mutated, pages
from tabbook import frameworks, magics, source
from tabbook.document import Book, Code, Page, Prose

SECONDS_PER_PAGE = 5.0
"""Far above what any page here takes, also on a busy machine; a page that blows up takes minutes."""
EXAMPLES = settings(
    derandomize=True, database=None, deadline=None, max_examples=300, suppress_health_check=list(HealthCheck)
)
TEXTS = st.lists(st.sampled_from([*FRAGMENTS, "\n", "\n", "\n", "words", "x = 1"]) | st.text(max_size=5)).map("".join)


@contextmanager
def time_limit(seconds: float, page: str) -> Iterator[None]:
    """Fails where the block takes longer."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"a page of {len(page)} characters took more than {seconds} s: {page[:200]!r}")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def check_page(text: str, names: tuple[str, ...] = FRAMEWORKS) -> None:
    """Everything that must be true of every page."""
    blocks, problems = source.parse(text, "page.md", names)
    assert "".join(block.text for block in blocks) == text
    last = text.count("\n") + text.count("\r") + 1
    for block in blocks:
        if isinstance(block, Prose):
            assert "".join(piece.text for piece in block.pieces) == block.text
            assert all(piece.text for piece in block.pieces)
        if isinstance(block, Code):
            assert block.source.count("\n") + 1 == max(1, len(block.lines))
    assert all(1 <= problem.place.line <= last for problem in problems)
    programs, faults = frameworks.programs(Book("en", (Page("page", "page.md", "en", blocks),)), names)
    accused = {problem.place.line for problem in faults if problem.is_error}
    for program in programs:
        for cell in program.cells:
            assert len(cell.lines) == cell.source.count("\n") + 1
            assert cell.source.strip()
            if not magics.has_cell_magic(cell.source) and not accused & {
                cell.place.line,
                *block_lines(blocks[cell.block]),
            }:
                ast.parse(magics.mask(cell.source))


def block_lines(block: object) -> set[int]:
    assert isinstance(block, Code)
    return set(block.lines)


@given(TEXTS)
@EXAMPLES
def test_nothing_is_lost_from_a_made_up_page(text: str) -> None:
    """The blocks joined are the file, the pieces joined their block, and every program parses."""
    check_page(text)
    check_page(text, ())


@given(st.lists(st.sampled_from([*FRAGMENTS, "a", "b c", "\n", "\n\n"]), max_size=40).map("".join))
@EXAMPLES
def test_nothing_is_lost_from_made_up_prose(text: str) -> None:
    """The same for passages where marks of all kinds stand close together."""
    check_page(text)


@pytest.mark.parametrize("page", pages(), ids=lambda page: page[:20])
def test_nothing_is_lost_from_a_real_page(page: str) -> None:
    """The same for the pages of the book and of the conformance cases."""
    check_page(page)


@pytest.mark.timeout(300)
def test_ten_thousand_damaged_pages() -> None:
    """Real pages with lines dropped, repeated, shuffled, cut and riddled with fragments of the dialect."""
    for page in mutated(10_000, seed=20260):
        with time_limit(SECONDS_PER_PAGE, page):
            check_page(page)


N = 30_000
CELL = "```{{.python .input}}\n#@tab all\n{}\n```\n"
HOSTILE = {
    "a line of a megabyte": "a" * 1_000_000,
    "a megabyte of colons": ":" * 1_000_000,
    "a megabyte of backslashes": "\\" * 1_000_000,
    "a megabyte of blank lines": "\n" * 1_000_000,
    "an endless marker": "<!-- translated-from: " + " " * 1_000_000,
    "fences": "```\n" * N,
    "fences with info strings": "```a\n" * N,
    "cells that never close": "```{.python .input}\n" * N,
    "indented fences": "".join(" " * (n % 50 + 1) + "```a\n" for n in range(N)),
    "fences in list items": "- ```a\n" * N,
    "indented code": "    a\n\n" * N,
    "list items within list items": "".join(" " * n + "- a\n" for n in range(1000)),
    "dollar signs": "$" * N,
    "dollar signs before words": "$x " * N,
    "double dollar signs": "$$ " * N,
    "formulas that never close": "$$a\n\n" * N,
    "text commands": "$\\text{" * N,
    "text commands that close far away": "$\\text{" * 20_000 + "}" * 20_000 + "x" * 300_000 + "$",
    "labels": "$$a$$\n:eqlabel:`x`\n" * N,
    "a label far below": "$$a$$" + "**)" * N + " " * 500_000,
    "slide marks": "[**" * N,
    "slide marks by paragraph": "[**\n\n" * N,
    "bold links": "[**a**](  " * N,
    "half-wide marks": "(**a **）" * N,
    "backticks": " `" * N,
    "runs of backticks": "".join("`" * n + " " for n in range(1200)),
    "comments": "<!--" * N,
    "roles": ":ref:`x`" * N,
    "unknown roles": ":xyz:`x` " * N,
    "roles that never close": ":ref:`" * N,
    "tab blocks that never close": (":begin_tab:`jax`\n" + CELL.format("x")) * 10_000,
    "a list of names": ":begin_tab:`" + "a," * N + "`\n",
    "a name of a megabyte": ":begin_tab:`" + "a" * 1_000_000 + "`\n",
    "markers": CELL.format("#@tab jax\n" * N),
    "markers after code": CELL.format("x=1 # @tab " * N),
    "an info string of classes": "```{" + ".a " * N + "}\nx\n```\n",
    "an info string of open quotes": "```{" + 'a="' * N + "\nx\n```\n",
    "control characters": "\f\n" * N,
    "carriage returns": "\r\n" * N + "\r" * N,
    "lists in JSON": "```{.json .output}\n" + "[" * N + "\n```\n",
    "packages": CELL.format("%load_ext d2lbook.tab\n#required_libs(" + '"a", ' * N),
    "open brackets in code": CELL.format("(" * N),
    "a sum in code": CELL.format("x=1" + "+1" * N),
    "negations": CELL.format("if " + "not " * N + "tab.selected('jax'):\n    x=1"),
    "branches": CELL.format("if tab.selected('jax'):\n    x=1\n" * 3_000),
    "arms": CELL.format("if tab.selected('jax'):\n    x=1\n" + "elif a:\n    x=1\n" * N),
    "a condition": CELL.format("if tab.selected('jax')" + " and x" * 10_000 + ":\n    x=1"),
    "magics": CELL.format("%a\n" * N),
    "quotes in code": CELL.format("'''\\" * N),
}


@pytest.mark.parametrize("page", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_page_ends_soon(page: str) -> None:
    """What grows with the square of its length, or calls itself too deeply, does not get through here."""
    with time_limit(20.0, page):
        check_page(page)
