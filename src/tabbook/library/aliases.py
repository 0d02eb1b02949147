"""A library section's four alias lists in, tables of names out; and the lines that keep every alias callable."""

from __future__ import annotations

import ast
import functools
import re
from dataclasses import dataclass

from tabbook.config import Library

ARROW = "->"


@dataclass(frozen=True, slots=True)
class Call:
    """One line of `args_alias`: `name(a_x, k=None) -> target(a_x, kk=k)`."""

    name: str
    pattern: str
    target: str
    positional: tuple[str, ...]
    """Parameters of the pattern given by position; they begin with `a_`."""
    keywords: tuple[str, ...]
    """The others, given by name."""


@dataclass(frozen=True, slots=True)
class Reverse:
    """One line of `reverse_alias`: a regular expression and what replaces it."""

    pattern: re.Pattern[str]
    replacement: str


@dataclass(frozen=True, slots=True)
class Aliases:
    """How `d2l.name` is written for one framework."""

    reverse: tuple[Reverse, ...]
    simple: dict[str, str]
    """Name to what replaces `d2l.name`: `concat` to `torch.cat`."""
    fluent: dict[str, str]
    """Name to method: `numpy` to `detach().numpy`."""
    calls: tuple[Call, ...]
    faults: tuple[tuple[str, str, str], ...]
    """Key, line and reason of each line that cannot be used."""


@functools.lru_cache(maxsize=64)
def read(section: Library) -> Aliases:
    """The alias lists of a library section; lines that cannot be used are left out and named in `faults`."""
    faults: list[tuple[str, str, str]] = []
    reverse: list[Reverse] = []
    calls: list[Call] = []
    for line in _lines(section.reverse_alias):
        try:
            reverse.append(_reverse(line))
        except re.error as error:
            faults.append(("reverse_alias", line, f"{error}"))
    for line in _lines(section.args_alias):
        try:
            calls.append(_call(line))
        except SyntaxError as error:
            faults.append(("args_alias", line, error.msg or "no call"))
    simple = {name: f"{section.lib_name}.{target}" for name, target in _pairs(section.simple_alias)}
    if simple and not section.lib_name:
        faults.append(("simple_alias", next(iter(simple)), "lib_name is missing"))
        simple = {}
    return Aliases(tuple(reverse), simple, dict(_pairs(section.fluent_alias)), tuple(calls), tuple(faults))


def module_lines(section: Library) -> str:
    """What stands at the end of the module, so that every `d2l.name` also works unrewritten."""
    aliases = read(section)
    own = list(_lines(section.alias))
    made = [f"{name} = {target}" for name, target in aliases.simple.items() if name.isidentifier()]
    made += [
        f"{name} = lambda x, *args, **kwargs: x.{method}(*args, **kwargs)" for name, method in aliases.fluent.items()
    ]
    made += [f"def {call.pattern}:\n    return {call.target}" for call in aliases.calls]
    return "\n\n".join("\n".join(block) for block in (own, made) if block)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _pairs(text: str) -> list[tuple[str, str]]:
    """The items of a list separated by commas or line ends: `a` or `a -> b`; a trailing parenthesis says nothing."""
    items = [item.strip() for item in re.split(r"[,\n]", text) if item.strip()]
    split = [item.partition(ARROW) for item in items]
    return [(_name(left), _name(right) if arrow else _name(left)) for left, arrow, right in split]


def _name(text: str) -> str:
    return text.strip().removesuffix("(").rstrip()


def _reverse(line: str) -> Reverse:
    left, arrow, right = (part.strip() for part in line.partition(ARROW))
    if not arrow or not left:
        raise re.error("it is no `text -> text`")
    if re.fullmatch(r"[\w.]+", left):
        left = re.escape(left)
    whole = r"(?!(?<=\w)\w)"  # not in the middle of a word
    pattern = re.compile(f"{whole}(?:{left}){whole}")
    pattern.sub(right, "")  # raises where the replacement names a group that is not there
    return Reverse(pattern, right)


def _call(line: str) -> Call:
    left, _, right = (part.strip() for part in line.partition(ARROW))
    definition = ast.parse(f"def {left}: pass").body[0]
    target = ast.parse(right, mode="eval").body
    if not isinstance(definition, ast.FunctionDef) or not isinstance(target, ast.Call):
        raise SyntaxError("it is no `name(a_x, k=None) -> name(a_x, k=k)`")
    names = [argument.arg for argument in (*definition.args.args, *definition.args.kwonlyargs)]
    positional = tuple(name for name in names if name.startswith("a_"))
    keywords = tuple(name for name in names if not name.startswith("a_"))
    return Call(definition.name, left, right, positional, keywords)
