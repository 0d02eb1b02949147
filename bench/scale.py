"""How long a large book takes to HTML without running cells, beside three other tools; and what grows with what.

    python bench/scale.py [--pages 192] [--quick]

All in one run, each from nothing: d2lbook 1.0.3 and Sphinx with MyST and Furo once, mystmd and tabbook three times in
turns. Of tabbook also: nothing changed, one edit of prose, one of the configuration, three languages, 48, 192 and 768
pages, and the memory of all its processes at their peak. Writes what it found, with date, versions and machine, to
RESULTS.md. `--quick` leaves the others and the 768 pages out, has one round, and writes nothing.

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
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import generated_book
import results
from peers import tools

REPOSITORY = Path(__file__).parents[1]
ROUNDS = 3
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


def slow_ones(folder: Path, root: Path) -> dict[str, Taken]:
    """What the tools take that need half a minute or more for the book in `root`."""
    command, environment = tools.for_d2lbook(root, folder / "d2lbook")
    found = {"d2lbook 1.0.3": take(command, folder / "d2lbook", environment)}
    found["Sphinx, MyST, Furo"] = take(tools.for_sphinx(root, folder / "sphinx"), folder / "sphinx")
    return found


def one_round(folder: Path, pages: int, is_quick: bool) -> Iterator[tuple[str, Taken]]:
    """What mystmd and tabbook take, one after the other, each for a book of its own."""
    folder.mkdir()
    root = book(folder / "book", pages)
    if not is_quick and (program := tools.mystmd()):
        yield "mystmd, without HTML", take(tools.for_mystmd(root, folder / "mystmd", program), folder / "mystmd")
    yield f"tabbook, {pages} pages", take([*TABBOOK, "-C", str(root)], root)
    yield from edits(root).items()
    larger = {f"{pages} pages, 3 languages": (pages, 3), f"{pages // 4} pages": (pages // 4, 1)}
    larger |= {} if is_quick else {f"{pages * 4} pages": (pages * 4, 1)}
    for name, (count, languages) in larger.items():
        made = book(folder / name.replace(" ", "-"), count, languages)
        yield f"tabbook, {name}", take([*TABBOOK, "-C", str(made)], made)


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
    found: dict[str, list[Taken]] = {}

    def tell(name: str, taken: Taken) -> None:
        print(f"  {name:34}{taken}", flush=True)
        found.setdefault(name, []).append(taken)

    # Books stay until the end: where thousands of files were just removed, ext4 makes new ones slowly.
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if not given.quick:
            for name, taken in slow_ones(folder, book(folder / "book", given.pages)).items():
                tell(name, taken)
        for turn in range(1 if given.quick else ROUNDS):
            for name, taken in one_round(folder / f"round-{turn}", given.pages, given.quick):
                tell(name, taken)
    if not given.quick:
        results.write(_report({name: _middle(taken) for name, taken in found.items()}, given.pages))


def _middle(taken: Sequence[Taken]) -> Taken:
    """That of middling length: the machine's own speed changes by a third from one minute to the next."""
    return sorted(taken, key=lambda each: each.seconds)[len(taken) // 2]


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
        f"unless the row says otherwise; of mystmd and tabbook the run of middling length of {ROUNDS}, in turns.\n"
        "Memory is what all its processes held at the peak. Of mystmd the seconds are those it tells itself, without\n"
        "its start; its processor seconds have all of it.\n\n"
        "| | seconds | times tabbook | processor seconds | MB |\n| --- | --- | --- | --- | --- |\n"
        f"{rows}\n"
    )


if __name__ == "__main__":
    main()
