"""Programs in, the helper library of each framework out, and what could not be saved."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from tabbook.config import Config, Library
from tabbook.config.read import FILE
from tabbook.document import Book, Cell, Mark, Page, Program, Prose
from tabbook.errors import Place, Problem
from tabbook.library import aliases
from tabbook.library.modules import Module, is_module_path, symbols_of
from tabbook.library.notes import indented, with_note
from tabbook.library.saved import Saved, find_mark, saved

HEAD = """\
#################   WARNING   ################
# The below part is generated automatically through:
#    d2lbook build lib
# Don't edit it directly
"""
"""What parts a hand-written head from what we write; d2lbook's own words, so that either finds the other's."""


def collect(
    book: Book, programs: Sequence[Program], config: Config, heads: Mapping[str, str] | None = None
) -> tuple[tuple[Module, ...], tuple[Problem, ...]]:
    """The library of each framework with a `[library-…]` section, and every Problem met.

    `programs` are as the pages write them, their aliases not yet rewritten; those of other languages do not count.
    `heads` are what `read_heads` gives.
    """
    modules: list[Module] = []
    problems: list[Problem] = []
    own = [program for program in programs if program.language == book.language]
    by_page = {(program.path, program.framework): program for program in own}
    for framework in config.frameworks:
        section = config.library_of(framework)
        if section is None:
            continue
        if not is_module_path(section.lib_file):
            what = f"has lib_file `{section.lib_file}`, which is no module of the book"
            problems.append(_section_fault(section, what, "name the module to write, such as d2l/torch.py"))
            continue
        blocks = _Blocks()
        for page in book.pages:
            program = by_page.get((page.path, framework))
            for cell in program.cells if program else ():
                blocks.add_cell(page, framework, cell)
        module, faults = _module(section, blocks.texts, (heads or {}).get(framework, ""))
        modules.append(module)
        problems += blocks.problems + faults
    return tuple(modules), tuple(dict.fromkeys(problems))


class _Blocks:
    """The saved code of one framework, growing cell by cell."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.classes: dict[str, int] = {}
        """Name of each saved class and the index of its block."""
        self.problems: list[Problem] = []

    def add_cell(self, page: Page, framework: str, cell: Cell) -> None:
        found = saved(cell.source)
        if found is None:
            place = cell.place_of(find_mark(cell.source) or 1)
            what = "a cell with `#@save` is no Python that can be read"
            self.problems.append(Problem("L01", place, what, "mend its syntax"))
            return
        label = _label_above(page, framework, cell)
        for block in found:
            self.add(block, label, cell.place_of(block.line))

    def add(self, block: Saved, label: str, place: Place) -> None:
        text = with_note(block.source, label) if label else block.source
        if not block.extends:
            self.classes |= dict.fromkeys(_classes_in(block.source), len(self.texts))
            self.texts.append(text)
        elif block.extends in self.classes:
            self.texts[self.classes[block.extends]] += "\n\n" + indented(text)
        else:
            what = f"a method is saved for class `{block.extends}`, which was not saved above"
            cure = "mark the class with `#@save`, above this method"
            self.problems.append(Problem("L02", place, what, cure))


def _classes_in(source: str) -> list[str]:
    return [statement.name for statement in ast.parse(source).body if isinstance(statement, ast.ClassDef)]


def _label_above(page: Page, framework: str, cell: Cell) -> str:
    """The nearest label of a section above a cell, among the prose its framework shows."""
    for block in reversed(page.blocks[: cell.block]):
        if isinstance(block, Prose) and (not block.frameworks or framework in block.frameworks):
            for piece in reversed(block.pieces):
                if isinstance(piece, Mark) and piece.name == "label" and "sec_" in piece.value:
                    return piece.value
    return ""


def _module(section: Library, blocks: Sequence[str], head: str) -> tuple[Module, list[Problem]]:
    """The module: the hand-written head, the saved code, the aliases."""
    problems = [
        _section_fault(section, f"has a line of {key} that cannot be used, `{line}` ({reason})", "mend the line")
        for key, line, reason in aliases.read(section).faults
    ]
    text = f"{head}{HEAD}\n" + "".join(f"{block}\n\n" for block in blocks)
    ending = aliases.module_lines(section)
    if ending:
        text += f"\n# Alias defined in config.ini\n{ending}\n\n"
    try:
        return Module(section.name, section.lib_file, text, symbols_of(text)), problems
    except SyntaxError as error:
        line = (error.text or "").strip()
        what = f"makes a module that is no Python, at `{line}` ({error.msg})"
        cure = "mend its alias lines, or the hand-written head of the module"
        return Module(section.name, section.lib_file, text), [*problems, _section_fault(section, what, cure)]


def _section_fault(section: Library, what: str, cure: str) -> Problem:
    return Problem("L03", Place(FILE, 1), f"[library-{section.name}] {what}", cure)
