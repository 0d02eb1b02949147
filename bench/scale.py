"""How long a large book takes to HTML without running cells, beside three other tools; and what grows with what.

    python bench/scale.py [--pages 192] [--quick]

All in one run, each from nothing: d2lbook 1.0.3, Sphinx with MyST and Furo, mystmd, tabbook. Then tabbook alone:
nothing changed, one edit of prose, one of the configuration, three languages, 48, 192 and 768 pages, and the memory of
all its processes at their peak. Writes what it found, with date, versions and machine, to RESULTS.md. `--quick` leaves
the others and the 768 pages out, and writes nothing.

mystmd is timed by its own word that its pages are built: what it does then, it asks of a host of its own.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import generated_book
import results
from peers import tools

REPOSITORY = Path(__file__).parents[1]
TABBOOK = [str(Path(sys.executable).with_name("tabbook")), "build", "html", "--no-run"]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a command took."""

    seconds: float
    processor: float
    """Seconds of all its processes on the processors."""
    memory: float
    """MB that all its processes held at the peak, what they share counted once."""

    def __str__(self) -> str:
        return f"{self.seconds:7.2f} s   processors {self.processor:7.2f} s   memory {self.memory:6.0f} MB"


BUILT = re.compile(r"Built \d+ pages for project in ([\d.]+) (m?)s")
"""What mystmd says when it has built its pages."""


def take(command: list[str], folder: Path, environment: Mapping[str, str] | None = None) -> Taken:
    """Run `command` in `folder`; ends the bench where it fails."""
    before, begun, told = os.times(), time.perf_counter(), folder.with_suffix(".log")
    with told.open("wb") as log:
        given = os.environ | dict(environment or {})
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=given, start_new_session=True)
        peak = _Peak(process.pid)
        code = process.wait()
    seconds, after = time.perf_counter() - begun, os.times()
    said = told.read_text()
    if built := BUILT.search(said):
        seconds = float(built[1]) / (1000 if built[2] else 1)
    elif code:
        sys.exit(f"{' '.join(command)} ended with {code} in {folder}:\n{said[-3000:]}")
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return Taken(seconds, used, peak.stop())


class _Peak:
    """Looks again and again how much memory the processes of a session hold."""

    def __init__(self, session: int) -> None:
        self.session, self.most, self.is_over = session, 0, threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)
        self.thread.start()

    def _look(self) -> None:
        while not self.is_over.wait(0.2):
            self.most = max(self.most, sum(map(self._held, Path("/proc").glob("[0-9]*"))))

    def _held(self, process: Path) -> int:
        """Bytes, of what it shares with others its part: forks share most of what they have."""
        try:
            fields = (process / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) != self.session:
                return 0
            lines = (process / "smaps_rollup").read_text().splitlines()
            return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
        except (OSError, ValueError, IndexError, StopIteration):
            return 0

    def stop(self) -> float:
        self.is_over.set()
        self.thread.join()
        return self.most / 1e6


def book(folder: Path, pages: int, languages: int = 1) -> Path:
    generated_book.write(folder, pages, languages)
    (folder / "build").mkdir()
    (folder / "kernels").symlink_to(REPOSITORY / "kernels")
    (folder / "build" / "kernels").symlink_to(REPOSITORY / "build" / "kernels")
    return folder


def others(folder: Path, root: Path) -> dict[str, Taken]:
    """What the other tools take for the book in `root`."""
    command, environment = tools.for_d2lbook(root, folder / "d2lbook")
    found = {"d2lbook 1.0.3": take(command, folder / "d2lbook", environment)}
    found["Sphinx, MyST, Furo"] = take(tools.for_sphinx(root, folder / "sphinx"), folder / "sphinx")
    if program := tools.mystmd():
        found["mystmd, without HTML"] = take(tools.for_mystmd(root, folder / "mystmd", program), folder / "mystmd")
    return found


def edits(root: Path) -> dict[str, Taken]:
    """What tabbook takes after nothing and after little."""
    page = sorted((root / "chapters" / "en").rglob("page-*.md"))[7]
    settings = root / "config.ini"
    deeds: dict[str, Callable[[], object]] = {
        "nothing changed": lambda: None,
        "one edit of prose": lambda: page.write_text(page.read_text().replace(". ", ", indeed. ", 1)),
        "one edit of the title": lambda: settings.write_text(settings.read_text().replace("Generated", "Made")),
    }
    found = {}
    for name, do in deeds.items():
        do()
        found[name] = take([*TABBOOK, "-C", str(root)], root)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pages", type=int, default=192)
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    found: dict[str, Taken] = {}

    def tell(taken: Mapping[str, Taken]) -> None:
        for name, each in taken.items():
            print(f"  {name:28}{each}", flush=True)
        found.update(taken)

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        root = book(folder / "book", given.pages)
        if not given.quick:
            tell(others(folder, root))
        tell({f"tabbook, {given.pages} pages": take([*TABBOOK, "-C", str(root)], root)})
        tell(edits(root))
        larger = {
            f"{given.pages} pages, 3 languages": (given.pages, 3),
            f"{given.pages // 4} pages": (given.pages // 4, 1),
        }
        larger |= {} if given.quick else {f"{given.pages * 4} pages": (given.pages * 4, 1)}
        for name, (pages, languages) in larger.items():
            made = book(folder / name.replace(" ", "-"), pages, languages)
            # They stay until the end: where thousands of files were just removed, ext4 makes new ones slowly.
            tell({f"tabbook, {name}": take([*TABBOOK, "-C", str(made)], made)})
    if not given.quick:
        results.write(_report(found, given.pages))


def _report(found: Mapping[str, Taken], pages: int) -> str:
    own = found[f"tabbook, {pages} pages"].seconds
    rows = "\n".join(
        f"| {name} | {each.seconds:.2f} | {each.seconds / own:.2f} | {each.processor:.1f} | {each.memory:.0f} |"
        for name, each in found.items()
    )
    return (
        "# A large book to HTML, no cell run\n\n"
        f"{results.circumstances('scale.py')}"
        f"A generated book of {pages} pages with four frameworks, the same words for each tool, each from nothing\n"
        "unless the row says otherwise; memory is what all its processes held at the peak. Of mystmd the seconds are\n"
        "those it tells itself, without its start; its processor seconds have all of it.\n\n"
        "| | seconds | times tabbook | processor seconds | MB |\n| --- | --- | --- | --- | --- |\n"
        f"{rows}\n"
    )


if __name__ == "__main__":
    main()
