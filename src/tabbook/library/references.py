"""A syntax tree and a module's name in; the names of the module that the tree uses, out, or that it cannot be seen."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

Dotted = tuple[str, ...]
"""A dotted name: `("d2l", "torch")`."""

DYNAMIC = frozenset(
    [
        "__import__",
        "importlib",
        "runpy",
        "pkgutil",
        "zipimport",
        "gc",
        "builtins",
        "__globals__",
        "__builtins__",
        "__subclasses__",
        "get_ipython",
    ]
)
"""Names by which code reaches a module without naming it."""
RUNNERS = frozenset(("exec", "eval", "compile"))
"""What runs a string as code; as methods they mean something else."""


class Whole(Exception):
    """Raised where any name of the module may be used."""


class Everything(Exception):
    """Raised where any module may be used."""


@dataclass(frozen=True, slots=True)
class Imports:
    """What a tree imports of a module."""

    aliases: Mapping[str, Dotted]
    """Each name that stands for the module, or for a package around it, with what is left to write after it."""
    names: frozenset[str]
    """Names imported from the module."""


def find_imports(tree: ast.AST, dotted: Dotted, roots: Collection[str]) -> Imports:
    """What `tree` imports of the module `dotted`, where `roots` are the packages of all libraries.

    Raises `Everything` where it imports another library, `Whole` where it imports all names.
    """
    aliases: dict[str, Dotted] = {}
    names: set[str] = set()
    for node in ast.walk(tree):
        for path, bound in _imported(node):
            if path[0] not in roots:
                continue
            if path[:-1] == dotted:
                if path[-1] == "*":
                    raise Whole
                names.add(path[-1])
            elif path != dotted[: len(path)]:
                raise Everything
            else:
                rest = dotted[len(path) if bound else 1 :]
                if aliases.setdefault(bound or path[0], rest) != rest:
                    raise Whole
    return Imports(aliases, frozenset(names))


def _imported(node: ast.AST) -> Iterator[tuple[Dotted, str]]:
    """The dotted name of each thing imported, and the name it gets; empty where that is its first part."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield tuple(alias.name.split(".")), alias.asname or ""
    elif isinstance(node, ast.ImportFrom):
        if node.level:
            raise Everything
        for alias in node.names:
            yield (*(node.module or "").split("."), alias.name), alias.asname or alias.name


def check_static(tree: ast.AST, roots: Collection[str]) -> None:
    """Raises `Everything` where `tree` may reach a library without importing it by its name."""
    shown = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    words: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name):
                words |= {name, f"{name}()"}
            case ast.Attribute(attr=name):
                words.add(name)
            case ast.Import() | ast.ImportFrom():
                words.update(part for path, _ in _imported(node) for part in path)
                words |= {"modules"} if any(path == ("sys",) and bound for path, bound in _imported(node)) else set()
            case ast.Constant(value=value) if id(node) not in shown:
                if spells(str(value), roots):
                    raise Everything
                words.update(str(value).split(".") if len(str(value)) < 200 else ())
    if words & DYNAMIC or words & {f"{name}()" for name in RUNNERS} or {"sys", "modules"} <= words:
        raise Everything


def spells(text: str, names: Collection[str]) -> bool:
    """Whether one of `names` stands in `text` as a word that may be code: `d2l-data` names no module."""
    return any(name in text and re.search(rf"(?<!\w){re.escape(name)}(?![\w-])", text) for name in names)


def find_names(tree: ast.AST, imports: Imports) -> frozenset[str]:
    """The names that `tree` uses as attributes of the module.

    Raises `Whole` where the module itself is passed around, changed or named anew.
    """
    reader = _Reader(imports.aliases)
    reader.visit(tree)
    return frozenset(reader.names)


class _Reader(ast.NodeVisitor):
    """Reads `d2l.name`, and finds every other use of `d2l`."""

    def __init__(self, aliases: Mapping[str, Dotted]) -> None:
        self.aliases = aliases
        self.names: set[str] = set()

    def visit_Attribute(self, node: ast.Attribute) -> None:
        chain, inner = [node], node.value
        while isinstance(inner, ast.Attribute):
            chain.insert(0, inner)
            inner = inner.value
        if not isinstance(inner, ast.Name) or inner.id not in self.aliases:
            self.visit(inner)
            return
        rest = self.aliases[inner.id]
        if tuple(link.attr for link in chain[: len(rest)]) != rest or len(chain) == len(rest):
            raise Everything
        member = chain[len(rest)]
        if not isinstance(member.ctx, ast.Load) or member.attr.startswith("__"):
            raise Whole
        self.names.add(member.attr)

    def generic_visit(self, node: ast.AST) -> None:
        if not isinstance(node, ast.ImportFrom | ast.alias | ast.keyword | ast.Constant):
            values = [part for value in vars(node).values() for part in (value if isinstance(value, list) else [value])]
            if any(isinstance(value, str) and value in self.aliases for value in values):
                raise Whole
        super().generic_visit(node)
