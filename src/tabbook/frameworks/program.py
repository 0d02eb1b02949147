"""A book in, the program of each page for each framework it exists for out."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeGuard

from tabbook import magics
from tabbook.document import Book, Cell, Code, Listing, Page, Program, Prose, Rst, Selector
from tabbook.errors import Place, Problem
from tabbook.frameworks import branches
from tabbook.frameworks.branches import Source
from tabbook.frameworks.resolve import Unresolvable, resolve
from tabbook.kept import Kept, ask

WITHOUT_FRAMEWORKS = "python"
"""What the one framework of a book without frameworks is called."""
MAGICS = {"bash": "%%bash", "r": "%%R", "ruby": "%%ruby"}
"""First line of a cell in another language."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A cell of a page, parsed once for all frameworks."""

    index: int
    code: Code
    source: Source | None
    """`None` where the cell is in another language."""


def programs(
    book: Book, names: tuple[str, ...], kept: Kept | None = None
) -> tuple[tuple[Program, ...], tuple[Problem, ...]]:
    """For each page in order, its program for each of the frameworks `names` it exists for."""
    found: list[Program] = []
    problems: dict[Problem, None] = {}
    for page in book.pages:
        own, wrong = ask(kept, ("programs", page.language, page.path), _programs_of, page, names)
        found += own
        problems |= dict.fromkeys(wrong)
    return tuple(found), tuple(problems)


def _programs_of(page: Page, names: tuple[str, ...]) -> tuple[list[Program], list[Problem]]:
    cells = [_prepare(index, block, names) for index, block in enumerate(page.blocks) if _is_cell(block)]
    problems = [problem for cell in cells for problem in _faults(cell, names)]
    found: list[Program] = []
    for framework in existing(page, names):
        program, wrong = _program(page, framework, cells)
        found.append(program)
        problems += wrong
    return found, problems


def existing(page: Page, names: tuple[str, ...]) -> tuple[str, ...]:
    """The frameworks that `page` exists for.

    Every one, if nothing on the page is code or all code is for every framework. Otherwise those that a cell or a tab
    block names; and the default, if there is a cell it can run.
    """
    if not names:
        return (WITHOUT_FRAMEWORKS,)
    cells = [block for block in page.blocks if _is_cell(block)]
    if all(not cell.frameworks for cell in cells):
        return names
    tabbed = [block for block in page.blocks if isinstance(block, Prose | Listing | Rst) and block.text.strip()]
    named = {name for block in (*cells, *tabbed) for name in block.frameworks}
    if any(not cell.frameworks for cell in cells):
        named.add(names[0])
    return tuple(name for name in names if name in named)


def _is_cell(block: object) -> TypeGuard[Code]:
    return isinstance(block, Code) and bool(block.source)


def _prepare(index: int, code: Code, names: tuple[str, ...]) -> _Prepared:
    return _Prepared(index, code, branches.read(code.source, names) if code.language == "python" else None)


def _program(page: Page, framework: str, prepared: Sequence[_Prepared]) -> tuple[Program, list[Problem]]:
    cells: list[Cell] = []
    problems: list[Problem] = []
    for cell in prepared:
        if cell.code.frameworks and framework not in cell.code.frameworks:
            continue
        try:
            cells += _cell(cell, framework)
        except Unresolvable as fault:
            what = f"the branches of this cell cannot be resolved for `{framework}`: {fault}"
            problems.append(Problem("F02", cell.code.place, what, "write the branches as plain `if` statements"))
    required = [name for block in page.blocks if isinstance(block, Selector) for name in block.required_libs]
    program = Program(page.path, page.file, page.language, framework, tuple(cells), tuple(dict.fromkeys(required)))
    return program, problems


def _cell(prepared: _Prepared, framework: str) -> list[Cell]:
    code = prepared.code
    if prepared.source is None:
        magic = MAGICS[code.language]
        return [Cell(code.place, f"{magic}\n{code.source}", prepared.index, (code.place.line, *code.lines))]
    lines = resolve(prepared.source, framework)
    words = [index for index, (_, text) in enumerate(lines) if text.strip()]
    lines = lines[words[0] : words[-1] + 1] if words else []
    source = "\n".join(text for _, text in lines)
    if len(lines) == 1 < len(code.lines) and magics.has_cell_magic(source):
        return []  # the magic's own lines are all another framework's
    return [Cell(code.place, source, prepared.index, tuple(code.lines[at] for at, _ in lines))] if lines else []


def _faults(prepared: _Prepared, names: tuple[str, ...]) -> list[Problem]:
    """What is wrong with a cell for every framework."""
    code, source = prepared.code, prepared.source
    if source is None:
        return []
    if source.fault:
        line, message = source.fault
        what = f"the cell is not valid Python: {message}"
        return [Problem("F01", _place(code, line), what, "mend the code")]
    problems = []
    for selection in branches.unresolvable(source):
        what = "`tab.selected` cannot be resolved here"
        cure = "use it in the condition of an `if`, with names in quotes"
        problems.append(Problem("F02", _place(code, selection.node.lineno), what, cure))
    for selection in branches.selections(source):
        for name in dict.fromkeys(selection.names or ()):
            if name not in names:
                problems.append(_unknown(_place(code, selection.node.lineno), name, names))
    return problems


def _unknown(place: Place, name: str, names: tuple[str, ...]) -> Problem:
    near = difflib.get_close_matches(name[:40], names, n=1)
    listed = ", ".join(f"`{known}`" for known in names)
    cure = f"did you mean `{near[0]}`?" if near else f"the book's frameworks are {listed or 'none'}"
    return Problem("F03", place, f"there is no framework `{name[:40]}`", cure)


def _place(code: Code, line: int) -> Place:
    return Place(code.place.file, code.lines[min(line, len(code.lines)) - 1])
