"""A statement of a module in; whether it only binds its names when the module is imported, and does nothing else, out.

A base class and a class's own name are taken not to do anything by being read; whatever is called may do anything.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from tabbook.library.modules import names_bound

HARMLESS = frozenset(
    [
        "staticmethod",
        "classmethod",
        "property",
        "abc.abstractmethod",
        "contextlib.contextmanager",
        "functools.cache",
        "functools.cached_property",
        "functools.lru_cache",
        "typing.overload",
        "dataclasses.dataclass",
        "dataclasses.field",
        "collections.namedtuple",
        "typing.TypeVar",
    ]
)
"""What changes nothing but what it is called with."""
HOOKS = frozenset(["__init_subclass__", "__set_name__", "__class_getitem__", "__mro_entries__", "metaclass"])
"""Names by which making a class runs code of another."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the names of a module are."""

    origins: Mapping[str, str] = field(default_factory=dict)
    """Where a name is imported from: `cache` from `functools.cache`."""
    own: frozenset[str] = frozenset()
    """Names that the module binds by more than an import."""
    has_hooks: bool = False
    """Whether making a class may run other code of the module."""


def read_names(tree: ast.Module) -> Names:
    """What the names of the module `tree` are."""
    origins: dict[str, str] = {}
    words: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            origins |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            origins |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        words.update(name for name in (getattr(node, key, None) for key in ("id", "attr", "name", "arg")) if name)
    made = [statement for statement in tree.body if not isinstance(statement, ast.Import | ast.ImportFrom)]
    own = frozenset(name for statement in made for name in names_bound(statement))
    return Names(origins, own, bool(words & HOOKS))


def is_inert(statement: ast.stmt, names: Names) -> bool:
    """Whether running `statement` does no more than bind names. An import does: it may change anything."""
    match statement:
        case ast.Pass() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Assign(targets=targets, value=value):
            return all(_is_plain_target(target) for target in targets) and _is_still(value, names)
        case ast.AnnAssign(target=ast.Name(), annotation=annotation, value=value):
            return _is_annotation(annotation) and (value is None or _is_still(value, names))
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return _is_still_function(statement, names)
        case ast.ClassDef():
            return not statement.keywords and not names.has_hooks and _is_still_class(statement, names)
    return False


def _is_plain_target(target: ast.expr) -> bool:
    if isinstance(target, ast.Tuple | ast.List):
        return all(_is_plain_target(part) for part in target.elts)
    return isinstance(target, ast.Name)


def _is_still_class(statement: ast.ClassDef, names: Names) -> bool:
    return (
        all(_is_decorator(decorator, names) for decorator in statement.decorator_list)
        and all(_is_annotation(parent) for parent in statement.bases)
        and all(is_inert(inner, names) for inner in statement.body)
    )


def _is_still_function(statement: ast.FunctionDef | ast.AsyncFunctionDef, names: Names) -> bool:
    arguments = statement.args
    given = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    given += [argument for argument in (arguments.vararg, arguments.kwarg) if argument]
    annotations = [argument.annotation for argument in given] + [statement.returns]
    return (
        all(_is_decorator(decorator, names) for decorator in statement.decorator_list)
        and all(_is_still(default, names) for default in _defaults(arguments))
        and all(_is_annotation(annotation) for annotation in annotations if annotation)
    )


def _defaults(arguments: ast.arguments) -> list[ast.expr]:
    return [default for default in (*arguments.defaults, *arguments.kw_defaults) if default]


def _is_decorator(node: ast.expr, names: Names) -> bool:
    if isinstance(node, ast.Attribute) and node.attr in ("setter", "getter", "deleter"):
        # `x` of `@x.setter` is a name of the class, not of the module.
        return isinstance(node.value, ast.Name) and node.value.id not in {*names.own, *names.origins}
    return _is_harmless(node, names) or (isinstance(node, ast.Call) and _is_still(node, names))


def _is_harmless(node: ast.expr, names: Names) -> bool:
    """Whether `node` names something that changes nothing but what it is called with."""
    root, _, rest = ast.unparse(node).partition(".")
    return root not in names.own and ".".join(filter(None, (names.origins.get(root, root), rest))) in HARMLESS


def _is_still(node: ast.expr, names: Names) -> bool:
    """Whether working out the value of `node` runs no other code."""
    match node:
        case ast.Constant() | ast.Name():
            return True
        case ast.Attribute(value=value):
            # An attribute of an object that the module made may be a property.
            return not (isinstance(value, ast.Name) and value.id in names.own) and _is_still(value, names)
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            return all(_is_still(part, names) for part in parts)
        case ast.Dict(keys=keys, values=values):
            return all(key is not None and _is_still(key, names) for key in keys) and all(
                _is_still(value, names) for value in values
            )
        case ast.UnaryOp() | ast.BinOp():
            return not any(isinstance(part, ast.Name | ast.Call | ast.Lambda) for part in ast.walk(node))
        case ast.Lambda(args=arguments):
            return all(_is_still(default, names) for default in _defaults(arguments))
        case ast.Call(func=function, args=given, keywords=keywords):
            parts = [*given, *(keyword.value for keyword in keywords)]
            return _is_harmless(function, names) and all(_is_still(part, names) for part in parts)
    return False


def _is_annotation(node: ast.expr) -> bool:
    """The same for a type or a base class, where `list[int]` and `int | None` are no more than names."""
    allowed = ast.Name | ast.Attribute | ast.Subscript | ast.Constant | ast.Tuple | ast.List | ast.BinOp
    return all(isinstance(part, allowed | ast.BitOr | ast.expr_context) for part in ast.walk(node))
