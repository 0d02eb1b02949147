"""Books of random constructs and faults: each is built or its Problems are told, and nothing is left of it."""

from __future__ import annotations

import io
import os
import random
import shutil
import tempfile
import time
from pathlib import Path

import psutil
import pytest
from rich.console import Console

from books import hostile_books, hostile_edits
from books.real_book import files_below
from source.test_any_text import time_limit
from tabbook import build, config, edits, execute, unchanged
from tabbook.errors import BookError, Problem
from tabbook.pandoc import process

BOOKS = int(os.environ.get("TABBOOK_HOSTILE", "12"))
"""How many books are built."""
FIRST = int(os.environ.get("TABBOOK_HOSTILE_FIRST", "0"))
"""The seed of the first one."""
EDITED = 5
"""Each fifth one is edited and built again, which must make what a build from nothing makes."""
SECONDS = 120
"""No book may take longer, however busy the machine."""
SCOPE = build.Scope(runs=False)


def problems_of(root: Path, output: str) -> tuple[Problem, ...]:
    """What a build of the book tells; one after another, as the command does it."""
    try:
        settings = config.read(root)
        seen = unchanged.look(settings, (output,))
        last = unchanged.recall(settings, seen) if output == "html" else None
        if last and edits.build(last.edited, last.problems, settings):
            problems = last.problems
        else:
            progress = execute.Progress(Console(file=io.StringIO()))
            problems = build.build(settings, output, SCOPE, 1, progress)
        if not any(problem.is_error for problem in problems):
            unchanged.note(settings, seen, problems)
        return problems
    except BookError as error:
        return error.problems


def differences_after_an_edit(root: Path, seed: int) -> list[str]:
    """The files of the site, of another one made from nothing, that a build after an edit makes otherwise."""
    shutil.rmtree(root / "build", ignore_errors=True)  # The site would offer the notebooks, which an edit leaves alone.
    problems_of(root, "html")
    done = hostile_edits.edit(root, random.Random(seed))
    told = problems_of(root, "html")
    again = files_below(root / "build" / "website")
    was_good = not any(problem.is_error for problem in told)
    shutil.rmtree(root / "build")
    problems = problems_of(root, "html")
    anew = files_below(root / "build" / "website")
    differs = sorted({name for name, _ in again.items() ^ anew.items()}) if was_good else []
    return [done, *differs, *map(str, set(told) ^ set(problems))] if differs or set(told) != set(problems) else []


@pytest.mark.timeout(600 + BOOKS * 20)
def test_no_book_breaks_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every book ends in Problems with a place and a cure, and most are built; no process or file is left over, and
    the later books need no more memory than the first."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    published, sizes, slowest = 0, [], (0.0, 0)
    for seed in range(FIRST, FIRST + BOOKS):
        begun = time.monotonic()
        with tempfile.TemporaryDirectory(dir=tmp_path) as folder:
            root = Path(folder)
            hostile_books.write(root, seed)
            with time_limit(SECONDS, f"seed {seed}"):
                problems = problems_of(root, "html") + problems_of(root, "notebooks")
            assert all(problem.what and problem.cure and problem.place.line > 0 for problem in problems), seed
            published += (root / "build" / "website" / "en" / "index.html").exists()
            is_good = not any(problem.is_error for problem in problems)
            assert (root / "build" / "website").exists() or not is_good, seed
            if seed % EDITED == 0:
                with time_limit(SECONDS * 3, f"seed {seed}, edited"):
                    assert differences_after_an_edit(root, seed) == [], seed
        assert list(temporary.iterdir()) == [], seed
        slowest = max(slowest, (time.monotonic() - begun, seed))
        sizes.append(psutil.Process().memory_info().rss)
    process.end()  # what is kept for the next build ends with the program
    assert psutil.Process().children(recursive=True) == []
    assert published > BOOKS // 3
    # The first books fill what is kept of modules, patterns and fonts.
    assert BOOKS < 200 or max(sizes[-50:]) < max(sizes[:100]) + 150_000_000
    print(f"{published} of {BOOKS} published, {sizes[-1] >> 20} MB; the slowest, {slowest[1]}: {slowest[0]:.1f} s")
