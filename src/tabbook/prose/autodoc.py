"""An object's dotted name and a book's folder in, its signature and docstring as reStructuredText out.

The module's source is read as a tree and never imported: writing a page needs no framework, and runs nothing.
"""

from __future__ import annotations

import ast
import copy
import inspect
from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import indent

Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
_DEFINITIONS = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
_STATIC = "staticmethod"


def describe(name: str, module: str, members: Sequence[str] | None, folders: Sequence[Path]) -> str | None:
    """What `name`, below `module` or whole, is; `None` where no folder has it.

    `members` are told too: those that are named, all public ones where it is empty, none where it is `None`.
    """
    for full in (f"{module}.{name}".strip("."), name):
        parts = full.split(".")
        for count in range(len(parts), 0, -1):
            tree = _read(parts[:count], folders)
            said = _described(tree, parts[:count], parts[count:], members) if tree else None
            if said is not None:
                return said
    return None


def _read(parts: Sequence[str], folders: Sequence[Path]) -> ast.Module | None:
    """The module of that name below one of `folders`, and not outside of it through a link."""
    for folder in folders if all(parts) else ():
        path = folder.joinpath(*parts)
        for file in (path.with_name(f"{path.name}.py"), path / "__init__.py"):
            if file.is_file() and file.resolve().is_relative_to(folder.resolve()):
                try:
                    return ast.parse(file.read_bytes())
                except (SyntaxError, ValueError):
                    return None
    return None


def _described(
    tree: ast.Module, module: Sequence[str], names: Sequence[str], members: Sequence[str] | None
) -> str | None:
    if not names:
        parts = [inspect.cleandoc(ast.get_docstring(tree) or ""), *_members(tree, ".".join(module), members)]
        return "\n\n".join(part for part in parts if part)
    found: ast.AST = tree
    for name in names:
        found_next = _named(found, name)
        if found_next is None:
            return None
        found = found_next
    full = ".".join((*module, *names))
    if isinstance(found, _DEFINITIONS):
        return _definition(found, full, members, is_method=len(names) > 1)
    if isinstance(found, ast.Assign) and isinstance(found.value, ast.Lambda):
        return f"``{full}({_one_line(found.value.args)})``"
    return f"``{full}``"


def _named(tree: ast.AST, name: str) -> ast.AST | None:
    """The last definition of `name` in a module or class."""
    found = None
    for node in getattr(tree, "body", ()):
        targets = node.targets if isinstance(node, ast.Assign) else ()
        is_assigned = any(isinstance(target, ast.Name) and target.id == name for target in targets)
        if is_assigned or (isinstance(node, _DEFINITIONS) and node.name == name):
            found = node
    return found


def _members(tree: ast.AST, owner: str, wanted: Sequence[str] | None) -> Iterator[str]:
    for node in getattr(tree, "body", ()) if wanted is not None else ():
        if isinstance(node, _DEFINITIONS) and (node.name in (wanted or ()) or _is_public(node, wanted)):
            is_method = isinstance(tree, ast.ClassDef)
            name = node.name if is_method else f"{owner}.{node.name}"
            yield _definition(node, name, () if isinstance(node, ast.ClassDef) else None, is_method)


def _is_public(node: Definition, wanted: Sequence[str] | None) -> bool:
    return not wanted and not node.name.startswith("_")


def _definition(node: Definition, name: str, members: Sequence[str] | None, is_method: bool) -> str:
    """Its signature, with what it says of itself and of its members indented below."""
    parts = [inspect.cleandoc(ast.get_docstring(node) or "")]
    if isinstance(node, ast.ClassDef):
        bases = ", ".join(f"``{_one_line(base)}``" for base in node.bases)
        parts = [*([f"Bases: {bases}"] if bases else ()), *parts, *_members(node, name, members)]
        signature = f"**class** ``{name}({_arguments_of_class(node)})``"
    else:
        gives = f" -> {_one_line(node.returns)}" if node.returns else ""
        signature = f"``{name}({_arguments(node, is_method)}){gives}``"
    body = "\n\n".join(part for part in parts if part)
    return f"{signature}\n{indent(body, '   ')}" if body else signature


def _arguments_of_class(node: ast.ClassDef) -> str:
    starting = _named(node, "__init__")
    return _arguments(starting, is_method=True) if isinstance(starting, ast.FunctionDef) else ""


def _arguments(node: ast.FunctionDef | ast.AsyncFunctionDef, is_method: bool) -> str:
    """Without the object that a method is called on."""
    given = copy.deepcopy(node.args)
    is_static = any(isinstance(each, ast.Name) and each.id == _STATIC for each in node.decorator_list)
    if is_method and not is_static:
        del (given.posonlyargs or given.args)[:1]
    return _one_line(given)


def _one_line(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())
