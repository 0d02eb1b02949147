"""A book's folder in; its cells by page and framework, and the facts of its pages, as each tool makes them, out."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pypandoc
from rich.console import Console

from conformance.facts import Fact, facts_of
from source.test_conformance import cells_of
from tabbook import build, config, execute, frameworks, library, source

HERE = Path(__file__).parent
Cell = tuple[str, str, tuple[str, ...] | None]
"""Its type, its source, and the framework it is for; `None` for prose that all share."""
Cells = tuple[Cell, ...] | None
"""Those of a page for a framework; `None` where the page does not exist for it."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a tool made of a book."""

    cells: Mapping[tuple[str, str], Cells]
    """By page and framework."""
    facts: Mapping[str, list[Fact]]


def environment(folder: Path) -> Path:
    """The folder of d2lbook's programs, installed from its pins where that was not done yet."""
    pins, stamp = (HERE / "requirements.txt").read_text(), folder / "stamp"
    if not stamp.exists() or stamp.read_text() != pins:
        uv = str(Path(sys.executable).with_name("uv"))
        python = str(folder / "bin" / "python")
        subprocess.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(folder)], check=True)
        subprocess.run(
            [uv, "pip", "install", "--quiet", "--python", python, "-r", str(HERE / "requirements.txt")], check=True
        )
        stamp.write_text(pins)
    return folder / "bin"


def by_d2lbook(root: Path, programs: Path) -> Made:
    """The book through `d2lbook build`: the notebooks of every framework, then the site of all. Runs no cell."""
    settings = config.read(root)
    for name in settings.frameworks:
        _d2lbook(root, programs, "eval", "--tab", name)
    _d2lbook(root, programs, "html", "--tab", "all")
    folder = settings.build_folder
    cells = {}
    for name in settings.frameworks:
        notebooks = folder / ("eval" if name == settings.frameworks[0] else f"eval_{name}")
        for file in sorted(notebooks.rglob("*.ipynb")):
            path = file.relative_to(notebooks).with_suffix("").as_posix()
            cells[path, name] = _cells_of(file) if file.stat().st_size else None
    return Made(cells, facts_of(folder / "html"))


def _d2lbook(root: Path, programs: Path, *arguments: str) -> None:
    pandoc = Path(pypandoc.get_pandoc_path()).parent
    path = os.pathsep.join([str(programs), str(pandoc), os.environ["PATH"]])
    command = [str(programs / "d2lbook"), "build", *arguments]
    done = subprocess.run(command, cwd=root, env=os.environ | {"PATH": path}, capture_output=True, text=True)
    (root / f"{arguments[0]}.log").write_text(done.stdout + done.stderr)
    if done.returncode:
        sys.exit(f"d2lbook stopped in {root}:\n{(done.stdout + done.stderr)[-3000:]}")


def _cells_of(file: Path) -> tuple[Cell, ...]:
    cells = nbformat.read(file, as_version=4).cells
    return tuple((cell.cell_type, cell.source.strip("\n"), _tab(cell.metadata.get("tab"))) for cell in cells)


def _tab(tab: Any) -> tuple[str, ...] | None:
    return (tab,) if isinstance(tab, str) else tuple(tab) if tab else None


def by_tabbook(root: Path) -> Made:
    """The book through tabbook; runs no cell."""
    settings = config.read(root)
    progress = execute.Progress(Console(file=io.StringIO()))
    problems = build.build(settings, "html", build.Scope(runs=False), None, progress)
    if errors := [str(problem) for problem in problems if problem.is_error]:
        sys.exit(f"tabbook stopped in {root}:\n" + "\n".join(errors))
    language = settings.source_language
    book = source.read(settings, language)
    found, _ = frameworks.programs(book, settings.frameworks)
    sections = {name: settings.library_of(name) for name in settings.frameworks}
    programs = {
        (program.path, program.framework): library.rewrite(program, section)
        if (section := sections[program.framework])
        else program
        for program in found
    }
    cells: dict[tuple[str, str], Cells] = {}
    for page in book.pages:
        for name in settings.frameworks:
            made = cells_of(page, programs.get((page.path, name)))
            cells[page.path, name] = made and tuple(
                (cell["type"], cell["source"].strip("\n"), _tab(cell["tab"])) for cell in made
            )
    return Made(cells, facts_of(settings.build_folder / "website", language))


def cells_of_cases(folder: Path, programs: Path) -> dict[str, dict[str, list[dict[str, Any]] | None]]:
    """What the real d2lbook makes of each of the twenty cases."""
    script = str(HERE / "cells_of_cases.py")
    done = subprocess.run([str(programs / "python"), script, str(folder)], capture_output=True, text=True, check=True)
    cases: dict[str, dict[str, list[dict[str, Any]] | None]] = json.loads(done.stdout)
    return cases
