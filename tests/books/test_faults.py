"""A book with every fault an author makes: all are told in one run, and the last good site stays."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from cases import IS_WRITING
from conftest import tabbook
from execute.little_programs import link_kernels

FAULTS = Path(__file__).parent / "faults"
GOOD_INDEX = "# Good\n\n```toc\nfine\n```\n"


def without_times(text: str) -> str:
    """What was printed, without the lines whose order and seconds are chance."""
    return re.sub(r"^\[.*\n", "", text, flags=re.MULTILINE)


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_all_faults_are_told_and_the_last_site_stays(tmp_path: Path) -> None:
    """Each fault gives its Problem with file and line, all in one run with exit code 1; the other pages run; the site
    published before is untouched."""
    root = tmp_path / "book"
    link_kernels(root)
    shutil.copytree(FAULTS, root, dirs_exist_ok=True)
    for language in ("en", "ja"):
        (root / "chapters" / language / "index.md").write_text(GOOD_INDEX)
        for page in (root / "chapters" / language).glob("*.md"):
            if page.stem not in ("index", "fine"):
                page.unlink()
    good = tabbook(root, "build")
    assert (good.returncode, good.stderr) == (0, "")
    published = files_below(root / "build" / "website"), files_below(root / "build" / "notebooks")
    assert "en/fine.html" in published[0]

    shutil.copytree(FAULTS, root, dirs_exist_ok=True)
    bad = tabbook(root, "build")
    assert bad.returncode == 1
    told = without_times(bad.stdout) + without_times(bad.stderr)
    if IS_WRITING:
        (FAULTS / "expected.txt").write_text(told)
    assert told == (FAULTS / "expected.txt").read_text()
    assert (files_below(root / "build" / "website"), files_below(root / "build" / "notebooks")) == published

    again = tabbook(root, "build")
    assert "ran 3 cells in 3 programs, 2 programs (2 cells) from the store, 3 failed" in again.stdout


def test_check_tells_the_faults_of_the_sources_without_a_kernel(tmp_path: Path) -> None:
    """`tabbook check --strict` finds what is wrong in the sources, runs nothing and needs no environment."""
    shutil.copytree(FAULTS, tmp_path / "book")
    done = tabbook(tmp_path / "book", "check", "--strict")
    assert done.returncode == 1
    expected = [line.removeprefix("warning: ") for line in (FAULTS / "expected.txt").read_text().splitlines()]
    lines = [line.removeprefix("warning: ") for line in done.stderr.splitlines()[:-1]]
    told = [line for line in lines if line.startswith("chapters/")]
    assert told == [line for line in expected if re.match(r"chapters/.*\[[SN]\d+\]$", line)]
    assert not (tmp_path / "book" / "build" / "website").exists()
