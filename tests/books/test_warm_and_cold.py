"""Every page of the real book prints the same in a kernel that was forked warm and in one that was started cold."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from conftest import BuiltBook
from tabbook import build, execute


def test_warm_and_cold_notebooks_are_the_same_bytes(built_book: BuiltBook, tmp_path: Path) -> None:
    """All frameworks, in the source language, run anew without one warm kernel."""
    book = built_book.config
    assert book.execute.warm
    (tmp_path / "kernels").symlink_to(book.build_folder / "kernels")
    cold = replace(book, build=replace(book.build, output_dir=str(tmp_path)), execute=replace(book.execute, warm=False))
    told = execute.Progress(Console(file=io.StringIO()))
    scope = build.Scope(languages=(book.source_language,))
    assert not any(problem.is_error for problem in build.build(cold, "notebooks", scope, None, told))
    notebooks = sorted((tmp_path / "notebooks" / book.source_language).rglob("*.ipynb"))
    assert told.programs_run >= 8
    for file in notebooks:
        assert file.read_bytes() == (built_book.notebooks / file.relative_to(tmp_path / "notebooks")).read_bytes()
