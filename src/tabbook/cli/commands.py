"""Functions with annotated parameters in; commands of click out, which parse the arguments for them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin

import click
from click import BadParameter
from click.exceptions import Exit

__all__ = ["Argument", "BadParameter", "Commands", "Exit", "Option"]


@dataclass(frozen=True, slots=True)
class Argument:
    """A parameter that is given by its place."""

    help: str


class Option:
    """A parameter that is given by a name; by its own where none is said."""

    def __init__(self, *names: str, help: str, least: int | None = None, most: int | None = None, **more: Any) -> None:
        self.names, self.help, self.least, self.most = names, help, least, most
        self.more = more
        """What click is told as it is: `metavar`, `envvar`."""


class Commands(click.Group):
    """Commands in the order they were taken."""

    def __init__(self, help: str, version: str = "") -> None:
        super().__init__(help=help, params=[_version(version)] if version else [], no_args_is_help=True)

    def take(self, name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
        """A decorator: the function is the command `name`."""

        def add(function: Callable[..., None]) -> Callable[..., None]:
            self.add_command(_Command(name, function))
            return function

        return add

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


class _Command(click.Command):
    """One function; its parameters are looked at when it is called, for there are many, and one is."""

    def __init__(self, name: str, function: Callable[..., None]) -> None:
        super().__init__(name, help=inspect.getdoc(function), callback=lambda **given: function(**_in_lists(given)))
        self.function = function

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        if not self.params:
            self.params = list(map(_parameter, inspect.signature(self.function, eval_str=True).parameters.values()))
        return super().get_params(ctx)


def _in_lists(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in given.items()}


def _parameter(parameter: inspect.Parameter) -> click.Parameter:
    """The parameter of a command that gives a function this one."""
    annotated, told = get_args(parameter.annotation)
    kinds: Sequence[Any] = get_args(annotated) if isinstance(annotated, UnionType) else (annotated,)
    kind = next(kind for kind in kinds if kind is not NoneType)
    is_many, is_required = get_origin(kind) is list, parameter.default is parameter.empty
    kind = get_args(kind)[0] if is_many else kind
    more = {} if is_required or is_many else {"default": parameter.default}
    if isinstance(told, Argument):
        count = -1 if is_many else 1
        return click.Argument([parameter.name], is_required, told.help, type=_type(kind), nargs=count, **more)
    names = [*(told.names or [f"--{parameter.name}"]), parameter.name]
    if kind is bool:
        return click.Option(names, is_flag=True, help=told.help, **more, **told.more)
    more |= {"multiple": is_many, "required": is_required, "show_default": bool(more.get("default"))}
    return click.Option(names, type=_type(kind, told.least, told.most), help=told.help, **more, **told.more)


def _type(kind: type, least: int | None = None, most: int | None = None) -> click.ParamType[Any]:
    if kind is Path:
        return click.Path(path_type=Path)
    if least is not None or most is not None:
        return click.FloatRange(least, most) if kind is float else click.IntRange(least, most)
    return click.types.convert_type(kind)


def _version(text: str) -> click.Option:
    def tell(context: click.Context, _: click.Parameter, is_asked: bool) -> None:
        if is_asked:
            print(text)
            context.exit()

    return click.Option(
        ["--version"], is_flag=True, is_eager=True, expose_value=False, callback=tell, help="Print the version."
    )
