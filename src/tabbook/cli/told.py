"""Problems and counts in; lines for a person, and the exit code, out. Also the options that commands share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tabbook.errors import Problem

Book = Annotated[Path, typer.Option("--book", "-C", help="Folder of the book: the one with config.ini.")]
Languages = Annotated[
    list[str] | None, typer.Option("--language", help="Run cells of this language only; may be repeated.")
]
Frameworks = Annotated[
    list[str] | None, typer.Option("--framework", help="Run cells of this framework only; may be repeated.")
]
HERE = Path(".")


def tell(problems: Sequence[Problem]) -> int:
    """Print `problems`, a count last, and give the exit code."""
    console = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)
    for problem in problems:
        console.print(("" if problem.is_error else "warning: ") + str(problem))
    errors = sum(problem.is_error for problem in problems)
    warnings = len(problems) - errors
    if problems:
        console.print(f"{count(errors, 'error')}, {count(warnings, 'warning')}")
    return 1 if errors else 0


def count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
