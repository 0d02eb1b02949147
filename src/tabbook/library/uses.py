"""A program and the libraries in; what of its framework's library can change its outputs, out.

That is every statement that binds a name which the program uses, those that they use in turn, and every statement
that does more when the module is imported than bind a name. What cannot be seen counts as all: at worst slow.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tabbook import magics
from tabbook.document import Program
from tabbook.library.cells import parse
from tabbook.library.inert import is_inert, read_names
from tabbook.library.modules import Module, first_line, names_bound
from tabbook.library.references import (
    Dotted,
    Everything,
    Imports,
    Whole,
    check_static,
    find_imports,
    find_names,
    spells,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a library that counts."""

    name: str
    """The names it binds, with commas between; of a whole module its file."""
    source: str


@dataclass(frozen=True, slots=True)
class Uses:
    """What a program uses of the libraries."""

    parts: tuple[Part, ...] = ()
    """In the order of the module."""
    whole: tuple[Part, ...] = ()
    """The modules it may import, whole: they count where the text does."""


def find_uses(program: Program, modules: Sequence[Module], files: Iterable[Path] = ()) -> Uses:
    """What `program` uses of `modules`; `files` are the data files that it can read."""
    roots = frozenset(_dotted(module.file)[0] for module in modules)
    own = next((module for module in modules if module.framework == program.framework), None)
    try:
        if roots and any(root.encode() in file.read_bytes() for file in files for root in roots):
            raise Everything  # It may be code, or a pickle.
        return _find_uses(
            tuple(cell.source for cell in program.cells), Part(own.file, own.text) if own else None, roots
        )
    except Whole:
        everything = (own,) if own else modules
    except (Everything, RecursionError):
        everything = modules
    whole = tuple(Part(module.file, module.text) for module in everything)
    return Uses(whole, whole)


def _dotted(file: str) -> Dotted:
    parts = tuple(file.removesuffix(".py").split("/"))
    return parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts


@functools.cache
def _find_uses(sources: tuple[str, ...], own: Part | None, roots: frozenset[str]) -> Uses:
    """The same, `own` being the module of the framework; raises `Whole` or `Everything` where it cannot be seen."""
    if not roots:
        return Uses()
    tree, hidden = _read_cells(sources)
    if any(spells(text, roots) for text in hidden):
        raise Everything
    check_static(_without_own_name(tree), roots)
    dotted = _dotted(own.name) if own else ()
    imports = find_imports(tree, dotted, roots)
    if not own or not (imports.aliases or imports.names):
        return Uses()
    if any(spells(text, imports.aliases) for text in hidden):
        raise Whole
    library = _read_library(own.source, dotted, roots)
    numbers = _follow(library, find_names(tree, imports) | imports.names)
    return Uses(tuple(library.parts[number] for number in numbers), (own,))


def _read_cells(sources: Sequence[str]) -> tuple[ast.Module, list[str]]:
    """The code of all cells as one tree, and the texts among them that are no Python."""
    statements: list[ast.stmt] = []
    hidden: list[str] = []
    for source in sources:
        tree = None if magics.has_cell_magic(source) else parse(source)
        hidden += [magic.text for magic in magics.find(source)] if tree else [source]
        statements += tree.body if tree else ()
    return ast.Module(statements, []), hidden


@dataclass(frozen=True, slots=True, eq=False)
class _Library:
    """A module, statement by statement."""

    parts: tuple[Part, ...]
    statements: tuple[ast.stmt, ...]
    bound: dict[str, list[int]]
    """The statements that bind each name."""
    always: tuple[int, ...]
    """Those that do something when the module is imported."""
    imports: Imports
    """By what names the module knows itself."""
    dotted: Dotted
    roots: frozenset[str]


@functools.cache
def _read_library(text: str, dotted: Dotted, roots: frozenset[str]) -> _Library:
    """Raises `Whole` or `Everything` where it cannot be seen what the module's statements do."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        raise Whole from None
    lines = text.split("\n")
    found = find_imports(tree, dotted, roots)
    selves = {name: () for statement in tree.body if (name := _name_of_itself(statement))}
    parts: list[Part] = []
    bound: dict[str, list[int]] = {}
    for number, statement in enumerate(tree.body):
        names = list(dict.fromkeys(names_bound(statement)))
        parts.append(Part(", ".join(names), "\n".join(lines[first_line(statement) - 1 : statement.end_lineno])))
        for name in names:
            bound.setdefault(name, []).append(number)
    if any(name == "*" or (name.startswith("__") and name != "__all__") for name in bound):
        raise Whole
    meanings = read_names(tree)
    always = (number for number, statement in enumerate(tree.body) if not is_inert(statement, meanings))
    imports = Imports({**found.aliases, **selves}, found.names)
    return _Library(tuple(parts), tuple(tree.body), bound, tuple(always), imports, dotted, roots)


def _name_of_itself(statement: ast.stmt) -> str:
    """`d2l` where the statement is `d2l = sys.modules[__name__]`, the way a d2l book's module names itself."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if ast.unparse(value) == "sys.modules[__name__]":
            return name
    return ""


def _without_own_name(tree: ast.Module) -> ast.Module:
    """The code of a page but for `d2l = sys.modules[__name__]`, which it saves: there it names the page itself."""
    others = ast.Module([statement for statement in tree.body if not _name_of_itself(statement)], [])
    return tree if "'__name__'" in ast.dump(others) else others


def _is_plain_import(statement: ast.stmt) -> bool:
    """`import importlib` is seen where it is used: by its own name."""
    return isinstance(statement, ast.Import) and not any(alias.asname for alias in statement.names)


def _follow(library: _Library, names: frozenset[str]) -> list[int]:
    """The statements behind `names`, those behind the names that they use, and so on."""
    if not names <= set(library.bound):
        raise Whole
    todo = [*library.always, *(number for name in names for number in library.bound[name])]
    seen: set[int] = set()
    while todo:
        number = todo.pop()
        if number not in seen:
            seen.add(number)
            todo += (other for name in _needs(library, number) for other in library.bound[name])
    return sorted(seen)


@functools.cache
def _needs(library: _Library, number: int) -> frozenset[str]:
    """The module's names that one of its statements uses."""
    statement = library.statements[number]
    if _name_of_itself(statement):
        return frozenset({"sys"}) & set(library.bound)
    if not _is_plain_import(statement):
        check_static(statement, library.roots)
    names = find_names(statement, library.imports)
    names |= find_imports(statement, library.dotted, library.roots).names
    if not names <= set(library.bound):
        raise Whole
    for node in ast.walk(statement):
        names |= {node.id} if isinstance(node, ast.Name) else set()
        names |= set(node.names) if isinstance(node, ast.Global) else set()
    return names & set(library.bound)
