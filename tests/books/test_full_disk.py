"""A disk that is really full: told as a Problem, with nothing lost, and right again when there is room."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import tabbook
from execute.little_programs import link_kernels

SCRIPT = Path(__file__).with_name("small_disk.py")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What the builds on a small disk said and left; on a system that lends no disk, files with a limit."""
    folder = tmp_path_factory.mktemp("small")
    mounting = ["unshare", "--map-root-user", "--mount"]
    tried = subprocess.run([*mounting, "mount", "-t", "tmpfs", "tmpfs", str(folder)], capture_output=True, check=False)
    command = [*(mounting if tried.returncode == 0 else []), sys.executable, str(SCRIPT), str(folder / "book")]
    path = os.pathsep.join([str(SCRIPT.parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"PYTHONPATH": path})
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["is_mounted"] == (tried.returncode == 0)
    return told


def full(told: Any) -> str:
    """What the system calls it."""
    return "No space left on device" if told["is_mounted"] else "File too large"


def test_outputs_that_find_no_room_are_a_problem(told: Any) -> None:
    """The build ends with 1 and one Problem, publishes nothing, leaves no half file, and runs the page again later."""
    good, bad, mended = (told["told"][name] for name in ("good", "no room to store", "room to store"))
    assert good["code"] == mended["code"] == 0
    problem = f"chapters/en/index.md:3: the outputs of this page could not be stored: {full(told)}; free some space, "
    assert (bad["code"], bad["complaint"]) == (1, f"{problem}then run again [X06]\n1 error, 0 warnings\n")
    assert (bad["made"], bad["half"]) == (good["made"], [])
    assert "ran 1 cells" in mended["told"]
    assert mended["made"] != good["made"]


@pytest.mark.parametrize(("case", "folder"), [("the notebooks", "notebooks"), ("the site", "website")])
def test_a_site_that_finds_no_room_is_a_problem(told: Any, case: str, folder: str) -> None:
    """The build ends with 1 and names the folder; what was published before is there, whole, and nothing beside it."""
    before, bad = told["told"]["room to store"], told["told"][f"no room for {case}"]
    assert bad["code"] == 1
    assert bad["complaint"].startswith(f"build/{folder}:1: this folder could not be written: {full(told)}")
    assert bad["complaint"].endswith("; what was there before is whole [A03]\n1 error, 0 warnings\n")
    assert (bad["made"], bad["half"]) == (before["made"], [])


def test_with_room_again_everything_is_published(told: Any) -> None:
    """The next build runs no cell and writes both, the new picture in them."""
    before, after = told["told"]["room to store"], told["told"]["room for all"]
    assert (after["code"], after["complaint"], after["half"]) == (0, "", [])
    assert "ran 0 cells" in after["told"]
    changed = {
        file for folder in after["made"] for file in after["made"][folder].items() - before["made"][folder].items()
    }
    assert {Path(file).suffix for file, _ in changed} >= {".png", ".ipynb"}


def test_a_damaged_entry_is_told_and_made_anew(tmp_path: Path) -> None:
    """One byte of an entry changed: the build warns, runs that page again and is right; `verify` finds nothing more."""
    root = tmp_path / "book"
    link_kernels(root)
    (root / "chapters").mkdir()
    (root / "config.ini").write_text("[build]\ntabs = mxnet\nsource_dir = chapters\nnotebooks = *.md\n")
    (root / "chapters" / "index.md").write_text("# Title\n\n```{.python .input}\nprint('kept')\n```\n")
    assert tabbook(root, "build").returncode == 0
    site = (root / "build" / "website" / "en" / "index.html").read_bytes()
    entry = next((root / "build" / "cache" / "outputs").glob("??/*.json"))
    whole = entry.read_bytes()
    entry.write_bytes(whole.replace(b"kept", b"lost"))
    found = tabbook(root, "build")
    assert (found.returncode, "ran 1 cells" in found.stdout) == (0, True)
    assert found.stderr == (
        "warning: chapters/index.md:3: the stored outputs of this page in mxnet are damaged: its checksum does not "
        "match; they were dropped, and the page runs again [X05]\n0 errors, 1 warning\n"
    )
    assert (root / "build" / "website" / "en" / "index.html").read_bytes() == site
    assert tabbook(root, "store", "verify").stdout == "1 entry, 0 damaged\n"
