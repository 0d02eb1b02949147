"""A program in; the modules that it imports, itself or through the helper library that it carries, out."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import PurePosixPath

from tabbook import magics
from tabbook.document import Program
from tabbook.errors import Place

PYTHON_MAGICS = ("%%time", "%%timeit", "%%capture", "%%prun")
"""Magics of a whole cell below which Python stands."""


def imported(program: Program) -> dict[str, Place]:
    """Each module at the top that must be installed, and the cell it is first needed in."""
    own = {PurePosixPath(file).parts[0].removesuffix(".py") for file in program.library}
    found: dict[str, Place] = {}
    for source, place in _sources(program):
        for module in _modules(source):
            if module not in sys.stdlib_module_names and module not in own:
                found.setdefault(module, place)
    return found


def _sources(program: Program) -> Iterator[tuple[str, Place]]:
    for cell in program.cells:
        yield cell.source, cell.place
    # What the library imports is needed where the page begins.
    yield from ((text, program.cells[0].place) for text in program.library.values() if program.cells)


def _modules(source: str) -> Iterator[str]:
    if any(magic.text.startswith("%matplotlib") for magic in magics.find(source)):
        yield "matplotlib"
    if magics.has_cell_magic(source):
        first, _, source = source.lstrip().partition("\n")
        if first.split()[0] not in PYTHON_MAGICS:
            return
    try:
        tree = ast.parse(magics.mask(source))
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]
