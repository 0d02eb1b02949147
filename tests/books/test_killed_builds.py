"""Builds killed at random moments: the next build is right, and nothing of the killed one is left."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from books.real_book import copy_book, files_below
from conftest import BuiltBook, tabbook
from execute.little_programs import link_kernels
from tabbook import config, store

KILLS = int(os.environ.get("TABBOOK_KILLS", "2"))
"""How many builds of a little book are killed; from ten on also a tenth of that of the real one."""
COLD = ("builders-guide/parameters", "builders-guide/looking", "define", "use")
"""Pages whose stored outputs for mxnet are taken away before each build, so that kernels run when it is killed."""
MADE = ("website", "notebooks", "library")
"""What a build leaves that must be the same bytes every time."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A copy of the book, to be built, killed and built again."""

    root: Path
    temporary: Path
    """The folder for temporary files, short enough for sockets; its name is in each kernel's command."""
    good: dict[str, bytes]
    """What a build that nobody killed made."""
    seconds: float
    """How long that took."""

    def start(self) -> subprocess.Popen[bytes]:
        with (self.root / "told.txt").open("wb") as told:
            return subprocess.Popen(
                [str(Path(sys.executable).with_name("tabbook")), "build", "--jobs", "2"],
                cwd=self.root,
                env=os.environ | {"TMPDIR": str(self.temporary)},
                stdout=told,
                stderr=subprocess.STDOUT,
            )

    def build(self) -> float:
        """Build the book without a fault; how long it took."""
        begun = time.monotonic()
        code = self.start().wait()
        told = (self.root / "told.txt").read_text(encoding="utf-8")
        assert (code, " 0 failed" in told or "ran 0 cells" in told) == (0, True), told
        return time.monotonic() - begun

    def made(self) -> dict[str, bytes]:
        build = self.root / "build"
        return {f"{name}/{file}": text for name in MADE for file, text in files_below(build / name).items()}

    def left(self) -> list[str]:
        """What the book's folder and the folder for temporary files hold that only a killed build leaves."""
        build = self.root / "build"
        names = [*build.glob(".*"), *(build / "notebooks").glob(".*"), *self.temporary.iterdir()]
        names += [
            path for path in (build / "cache").rglob("*") if path.is_file() and path.suffix not in (".json", ".svg")
        ]
        names += build.glob("pandoc/**/tmp*")
        return [str(name) for name in names]

    def forget(self) -> None:
        """Take the stored outputs of two pages away, as if they had never run."""
        settings = config.read(self.root)
        stored = store.Store.of(settings)
        for entry in store.read_entries(settings):
            if entry.ran and entry.ran.framework == "mxnet" and entry.ran.page in COLD:
                stored.drop(entry.name)


def processes_in(folder: Path) -> list[int]:
    """The running processes whose files lie in `folder`."""
    running = psutil.process_iter(["cmdline"])
    return [process.pid for process in running if str(folder) in " ".join(process.info["cmdline"] or ())]


def real_book(root: Path) -> None:
    """The book of this repository, in its own language only, which is a third of the work."""
    copy_book(root)
    settings = (root / "config.ini").read_text(encoding="utf-8")
    head, _, rest = settings.partition("translations = ")
    (root / "config.ini").write_text(head + rest[rest.index("[framework-") :], encoding="utf-8")


def little_book(root: Path) -> None:
    """Two pages that share code."""
    link_kernels(root)
    shutil.copytree(Path(__file__).parent / "library", root, dirs_exist_ok=True)


def build_once(root: Path, temporary: Path) -> Trial:
    trial = Trial(root, temporary, {}, 0)
    trial.build()
    trial.forget()
    seconds = trial.build()
    return Trial(root, temporary, trial.made(), seconds)


@pytest.mark.timeout(KILLS * 120 + 600)
@pytest.mark.parametrize(("book", "kills"), [(little_book, KILLS), (real_book, KILLS // 10)][: 1 + (KILLS >= 10)])
def test_a_build_after_a_killed_one_is_right(
    built_book: BuiltBook, book: Callable[[Path], None], kills: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whenever SIGKILL comes, the next build makes the bytes that it would have made, and nothing is left over."""
    root = tmp_path_factory.mktemp("killed") / "book"
    book(root)
    trial = build_once(root, tmp_path_factory.mktemp("t"))
    chance = random.Random(3)
    faults: list[str] = []
    killed = number = 0
    seconds = trial.seconds
    while killed < kills:
        number += 1
        trial.forget()
        if number % 2:
            shutil.rmtree(trial.root / "build" / "website")
        moment = chance.uniform(0, seconds)
        process = trial.start()
        try:
            process.wait(timeout=moment)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
        for _ in range(100):
            if not (alive := processes_in(trial.temporary)):
                break
            time.sleep(0.1)
        seconds = trial.build()
        differs = {name for name, _ in trial.made().items() ^ trial.good.items()}
        if alive or differs or trial.left():
            faults.append(f"build {number}, killed after {moment:.2f} s: {alive} {sorted(differs)} {trial.left()}")
    assert faults == []
    assert tabbook(trial.root, "store", "verify").returncode == 0
