"""How much faster two workers of a Dask cluster run the same pages than one, each worker on one core of this machine.

    python bench/cluster.py [--book FOLDER] [--pages N] [--steps N] [--framework NAME ...]

The pages are those of the book in its own language, and as many generated ones that only count, in one thread. The
scheduler and the build itself need a little of the same cores. Before the clock starts each worker has run one page of
each framework, as a worker that has been there for a while.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from tabbook import build, config, execute, library
from tabbook.config import Config
from tabbook.document import Cell, Program
from tabbook.errors import Place

COUNT = "total = 0\nfor step in range({steps}):\n    total += step * step % 7\nprint(total, {number})"
MEET = """import pathlib, time, uuid
(pathlib.Path({folder!r}) / str(uuid.uuid4())).touch()
limit = time.monotonic() + 10
while len(list(pathlib.Path({folder!r}).iterdir())) < {workers} and time.monotonic() < limit:
    time.sleep(0.05)
{number}"""
"""A page that ends when so many workers run one like it, so that each runs one; Dask may give one worker two."""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--book", type=Path, default=Path(), help="folder of the book; here where left out")
    arguments.add_argument("--pages", type=int, default=12, help="how many pages are generated")
    arguments.add_argument("--steps", type=int, default=40_000_000, help="how far each of them counts")
    arguments.add_argument("--framework", nargs="+", help="frameworks of the pages; all where left out")
    given = arguments.parse_args()
    root = given.book.resolve()
    frameworks = tuple(given.framework or config.read(root).frameworks)
    cores = sorted(os.sched_getaffinity(0))[:2]
    if len(cores) < 2:
        sys.exit("two workers of one core each need two cores")
    seconds = [measure(root, frameworks, given, cores[:number]) for number in (1, 2)]
    print(f"two workers are {seconds[0] / seconds[1]:.2f} times as fast as one")


def measure(root: Path, frameworks: Sequence[str], given: argparse.Namespace, cores: Sequence[int]) -> float:
    """Seconds that all pages take with a worker on each of `cores`, nothing stored before."""
    with tempfile.TemporaryDirectory(prefix="tabbook-") as name, start_cluster(Path(name), root, cores) as address:
        book = without_outputs(config.read(root), Path(name) / "build")
        _, programs, modules, _ = build._read(book)
        library.write(modules, book.build_folder / "library")
        pages = [page for page in programs if page.language == book.source_language and page.framework in frameworks]
        pages = [page for page in pages if page.cells]
        counting = [
            generate(
                f"count{number}", frameworks[number % len(frameworks)], COUNT.format(steps=given.steps, number=number)
            )
            for number in range(given.pages)
        ]
        for framework in frameworks:
            folder = Path(name) / f"met-{framework}"
            folder.mkdir()
            sources = [
                MEET.format(folder=str(folder), workers=len(cores), number=number) for number in range(len(cores))
            ]
            run([generate(f"meet{number}", framework, source) for number, source in enumerate(sources)], book, address)
        begun = time.perf_counter()
        run([*pages, *counting], book, address, modules)
        taken = time.perf_counter() - begun
    print(
        f"{len(pages)} pages of the book and {len(counting)} that count, {len(cores)} at once: {taken:.1f} s",
        flush=True,
    )
    return taken


def run(pages: Sequence[Program], book: Config, address: str, modules: Sequence[library.Module] = ()) -> None:
    quiet = execute.Progress(Console(quiet=True))
    outputs = execute.run_all(pages, book, cluster=address, progress=quiet, modules=modules)
    assert all(page.was_run for page in outputs.programs.values()), [str(one) for one in outputs.problems]


def generate(path: str, framework: str, source: str) -> Program:
    file = f"chapters/en/{path}.md"
    return Program(path, file, "en", framework, (Cell(Place(file, 1), source, 0),))


def without_outputs(book: Config, folder: Path) -> Config:
    """The same book with its kernels, and nothing stored."""
    folder.mkdir()
    (folder / "kernels").symlink_to(book.build_folder.resolve() / "kernels")
    return replace(book, build=replace(book.build, output_dir=str(folder)))


@contextlib.contextmanager
def start_cluster(folder: Path, root: Path, cores: Sequence[int]) -> Iterator[str]:
    """A scheduler, and a worker with the book's kernels on each of the cores; its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    resources = " ".join(f"{name}=1" for name in config.read(root).frameworks)
    begun = [
        start(folder / "scheduler.log", "Scheduler at:", ["scheduler", "--host", "127.0.0.1", "--port", str(port)])
    ]
    try:
        for core in cores:
            words = ["worker", address, "--no-nanny", "--nthreads", "1", "--resources", resources]
            begun.append(start(folder / f"worker{core}.log", "Registered to:", words, core, root))
        yield address
    finally:
        for process in reversed(begun):
            process.terminate()
        for process in begun:
            process.wait()


def start(
    log: Path, sign: str, words: Sequence[str], core: int | None = None, root: Path | None = None
) -> subprocess.Popen[bytes]:
    """Start a process of Dask, on one core if it is told which, and wait until its log says that it is ready."""
    command = [str(Path(sys.executable).with_name("dask")), *words, "--no-dashboard"]
    if core is not None:
        command = ["taskset", "--cpu-list", str(core), *command]
    with log.open("wb") as opened:
        process = subprocess.Popen(command, cwd=root, stdout=opened, stderr=subprocess.STDOUT)
    while sign not in log.read_text(errors="replace"):
        assert process.poll() is None, log.read_text(errors="replace")
        time.sleep(0.1)
    return process


if __name__ == "__main__":
    main()
