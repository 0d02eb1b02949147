"""Cells in, the lines found that only IPython understands and the Python that remains out."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from IPython.core.inputtransformer2 import TransformerManager

from cases import check, read_cases
from tabbook import magics

ROOT = Path(__file__).parents[2]
FILE = Path(__file__).with_name("cases") / "magics.md"
SOURCES = {case.title: case.before for case in read_cases(FILE)}


def rendered(source: str) -> str:
    found = []
    for magic in magics.find(source):
        first, last = (source.count("\n", 0, at) + 1 for at in (magic.start, magic.end))
        lines = str(first) if first == last else f"{first}-{last}"
        found.append(f"{lines}| {magic.target and magic.target.rstrip(' =') + ': '}{magic.text}\n")
    return "".join([*found, "--\n", magics.mask(source)])


def test_cases() -> None:
    """Each cell has the magics of its case, and leaves its Python."""
    check(FILE, rendered)


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_lines_keep_their_numbers(source: str) -> None:
    """What remains of a cell has as many lines as the cell."""
    assert magics.mask(source).count("\n") == source.count("\n")


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_ipython_finds_the_same(source: str) -> None:
    """IPython itself makes as many calls of a cell's magics as are found, or no Python where none remains."""
    if magics.has_cell_magic(source):
        source = source.partition("\n")[2]  # which IPython would hand over unread
    found = len(list(magics.find(source))) if tree_of(magics.mask(magics.unindent(source))) else None
    tree = tree_of(TransformerManager().transform_cell(source))
    calls = tree and sum(isinstance(node, ast.Name) and node.id == "get_ipython" for node in ast.walk(tree))
    assert found == calls


def tree_of(python: str) -> ast.Module | None:
    try:
        return ast.parse(python)
    except SyntaxError:
        return None


def test_python_has_no_magics() -> None:
    """Python without a magic stays as it is, whatever its strings hold."""
    files = [file for folder in ("src", "tests") for file in (ROOT / folder).rglob("*.py")]
    assert len(files) > 100
    for file in files:
        source = file.read_text(encoding="utf-8")
        assert magics.mask(source) == source, file


def test_what_stands_for_a_magic_can_be_chosen() -> None:
    """A magic may become any other line, made from its text and what takes its result."""
    masked = magics.mask("files = !ls \\\n  -l\nx = 1", lambda magic: f"{magic.target}run({magic.text!r})")
    assert masked == "files = run('!ls \\\\\\n  -l')\n\nx = 1"
