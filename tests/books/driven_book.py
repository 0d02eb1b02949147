"""A book that a test edits and builds, in; which pages ran, and why they would, out."""

from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from execute.little_programs import link_kernels
from tabbook import build, config, execute
from tabbook.document import Program

Ran = list[tuple[str, str, str]]


class Listing(execute.Progress):
    """Also lists what runs, in order of the names."""

    def __init__(self) -> None:
        super().__init__(Console(file=io.StringIO()))
        self.ran: Ran = []

    def started(self, program: Program) -> None:
        super().started(program)
        self.ran.append((program.path, program.framework, program.language))


@dataclass(frozen=True, slots=True)
class DrivenBook:
    root: Path

    def build(self) -> Ran:
        """Build the notebooks; what ran."""
        progress = Listing()
        problems = build.build(config.read(self.root), "notebooks", build.Scope(), 4, progress)
        assert problems == ()
        return sorted(progress.ran)

    def explain(self) -> list[tuple[str, str, str, str]]:
        """What a build would run, and why."""
        causes, problems = build.explain(config.read(self.root), build.Scope())
        assert problems == ()
        return sorted((page.path, page.framework, page.language, str(cause)) for page, cause in causes)

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


def lend_kernels(root: Path) -> None:
    """The repository's kernels, that of mxnet in an environment of the book's own, which one can install into."""
    link_kernels(root)
    folder = root / "build" / "kernels"
    for name in ("share", "mxnet"):
        lent = (folder / name).resolve()
        (folder / name).unlink()
        # Links, or a copy would take a minute.
        options = "-r" if name == "share" else "-rs"
        subprocess.run(["cp", options, str(lent), str(folder / name)], check=True)
    for name in ("stamp", "versions.json", "lock"):
        shutil.copy((folder / "mxnet" / name).resolve(), folder / "mxnet" / "new")
        (folder / "mxnet" / "new").replace(folder / "mxnet" / name)
