"""What running the whole book costs, against a cold kernel for each notebook of each language, in one run.

    python bench/execution.py [--jobs N] [--book FOLDER]

Everything is run from nothing: no stored outputs, nothing that XLA compiled before. Four ways, on the same cores:

- nbclient: each notebook of each language in a new kernel, as nbclient does it
- warm alone: the same notebooks, each in a kernel forked from a warm process
- sharing alone: each key once for all languages, each in a new kernel
- tabbook: both, as `tabbook build` does it

Beside the seconds on the clock stand those of the processors, which other work on the machine cannot change much.

Then, for each framework, what a page costs beyond the bare `exec` of its cells in a process that is warm already.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import contextlib
import json
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from rich.console import Console

from tabbook import build, config, execute, kernels, warm
from tabbook.config import Config
from tabbook.document import Program
from tabbook.execute.jobs import Job, Runner, Surroundings
from tabbook.execute.pool import run_jobs
from tabbook.execute.run import Run
from tabbook.store import Key, Ran, Store

BARE = """
import io, json, os, sys, time
for name in json.loads(sys.argv[1]):
    __import__(name)
from matplotlib import pyplot
def show():
    for number in pyplot.get_fignums():
        pyplot.figure(number).savefig(io.BytesIO(), format="svg", bbox_inches="tight")
    pyplot.close("all")
pyplot.switch_backend("svg")
pyplot.show = show
taken = []
for cells in json.load(sys.stdin):
    read, write = os.pipe()
    if os.fork() == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        names = {"__name__": "__main__"}
        begun = time.perf_counter()
        for cell in cells:
            exec(compile(cell, "cell", "exec"), names)
        os.write(write, str(time.perf_counter() - begun).encode())
        os._exit(0)
    os.close(write)
    taken.append(float(os.read(read, 100)))
print(json.dumps(taken))
"""
"""The cells of each page with nothing around them, each page in a fork of a process that has imported the framework.

Pictures are drawn as a kernel draws them, and thrown away.
"""
REPEATS = 3


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--book", type=Path, default=Path(), help="folder of the book; here where left out")
    arguments.add_argument("--jobs", type=int, default=os.cpu_count(), help="how much runs at once; all cores")
    given = arguments.parse_args()
    book = config.read(given.book.resolve())
    _, programs, modules, _ = build._read(book)
    programs = tuple(program for program in programs if program.cells)
    print(f"{len(programs)} notebooks of {len(book.all_languages)} languages, {given.jobs} at once")
    seconds = {
        "nbclient": measure(lambda: run_with_nbclient(programs, book, given.jobs), book),
        "warm alone": measure(lambda: run_each(programs, book, given.jobs), book),
        "sharing alone": measure(lambda: run_shared(programs, modules, book, given.jobs, is_warm=False), book),
        "tabbook": measure(lambda: run_shared(programs, modules, book, given.jobs, is_warm=True), book),
    }
    for name, taken in seconds.items():
        times = [first / own for first, own in zip(seconds["nbclient"], taken, strict=True)]
        print(
            f"{name:15}{taken[0]:7.1f} s, {times[0]:4.1f} times as fast;"
            f"{taken[1]:8.1f} s of processors, {times[1]:4.1f} times less"
        )
    for framework in book.frameworks:
        tell_overhead([page for page in programs if page.framework == framework], book, framework)


def measure(act: Callable[[], None], book: Config) -> tuple[float, float]:
    """Seconds that `act` takes when nothing is compiled yet: on the clock, and of all processors."""
    for framework in book.frameworks:
        shutil.rmtree((book.build_folder / "kernels" / framework).resolve() / "compiled", ignore_errors=True)
    begun, used = time.perf_counter(), processor_seconds()
    act()
    return time.perf_counter() - begun, processor_seconds() - used


def processor_seconds() -> float:
    """Of this process and of all that it started and that has ended."""
    return sum(os.times()[:4])


def run_with_nbclient(programs: Sequence[Program], book: Config, jobs: int) -> None:
    """Each program as a notebook in a new kernel, whose kernelspec knows nothing of tabbook."""
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        specs = write_plain_specs(book, Path(folder))
        list(pool.map(lambda program: run_notebook(program, specs, book), programs))


def write_plain_specs(book: Config, folder: Path) -> Path:
    for framework in book.frameworks:
        name = kernels.find(book, framework).kernelspec
        spec = json.loads((kernels.jupyter_path(book) / "kernels" / name / "kernel.json").read_text())
        del spec["metadata"]["kernel_provisioner"]
        spec["env"] = {name: value for name, value in spec["env"].items() if not name.startswith("JAX_")}
        spec["argv"] = [spec["argv"][0], "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        (folder / "specs" / name).mkdir(parents=True)
        (folder / "specs" / name / "kernel.json").write_text(json.dumps(spec))
    return folder / "specs"


def run_notebook(program: Program, specs: Path, book: Config) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell.source) for cell in program.cells])
    manager = AsyncKernelManager(
        kernel_name=kernels.find(book, program.framework).kernelspec,
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[str(specs)]),
    )
    environment = os.environ | {"PYTHONPATH": str(book.build_folder / "library")}
    with tempfile.TemporaryDirectory(prefix="tabbook-") as folder:
        client = NotebookClient(notebook, km=manager, resources={"metadata": {"path": folder}})
        client.execute(env=environment, stderr=subprocess.DEVNULL, cleanup_kc=True)


def run_each(programs: Sequence[Program], book: Config, jobs: int) -> None:
    """Each program in a warm kernel, as if no two meant the same."""
    todo = [
        Job(Key(f"{number:064}", ""), program, [], kernels.find(book, program.framework))
        for number, program in enumerate(programs)
    ]
    around = surroundings(book)
    with tempfile.TemporaryDirectory() as folder:
        quiet = execute.Progress(Console(quiet=True))
        done = run_jobs(todo, Runner(lambda job: Run(job, around), jobs, around.limit), Store(Path(folder)), quiet)
    warm.close_all()
    assert all(one.ran for one in done), [str(one.problem) for one in done if one.problem]


def run_shared(programs: Sequence[Program], modules, book: Config, jobs: int, *, is_warm: bool) -> None:
    """All programs as a build runs them, nothing of them stored."""
    with without_outputs(book) as bare:
        chosen = replace(bare, execute=replace(book.execute, warm=is_warm))
        quiet = execute.Progress(Console(quiet=True))
        outputs = execute.run_all(programs, chosen, jobs=jobs, progress=quiet, modules=modules)
    assert all(program.was_run for program in outputs.programs.values()), [str(one) for one in outputs.problems]


@contextlib.contextmanager
def without_outputs(book: Config) -> Iterator[Config]:
    """The same book with its kernels and its library, and nothing stored."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("kernels", "library"):
            (Path(folder) / name).symlink_to(book.build_folder.resolve() / name)
        yield replace(book, build=replace(book.build, output_dir=folder))


def surroundings(book: Config) -> Surroundings:
    return Surroundings(kernels.jupyter_path(book) / "kernels", book.build_folder / "library", book.execute.timeout)


def tell_overhead(pages: Sequence[Program], book: Config, framework: str) -> None:
    """What a page takes in a warm kernel, and bare; both with everything compiled, the median of some runs."""
    pages = [page for page in pages if page.language == book.source_language]
    environment, around = kernels.find(book, framework), surroundings(book)
    ours: list[list[float]] = []
    for _ in range(REPEATS + 1):
        ours.append([])
        for page in pages:
            begun = time.perf_counter()
            ran = Run(Job(Key("", ""), page, [], environment), around).execute()
            ours[-1].append(time.perf_counter() - begun)
            assert isinstance(ran, Ran), ran
    warm.close_all()
    bare = [run_bare(pages, book, framework) for _ in range(REPEATS)]
    means = [statistics.median(statistics.mean(run) for run in runs) for runs in (ours[1:], bare)]
    print(
        f"{framework:12}{means[0]:6.2f} s a page, {means[1]:6.2f} s of it bare: {means[0] - means[1]:5.2f} s around it"
    )


def run_bare(pages: Sequence[Program], book: Config, framework: str) -> list[float]:
    spec = json.loads(
        (kernels.jupyter_path(book) / "kernels" / kernels.find(book, framework).kernelspec / "kernel.json").read_text()
    )
    modules = [*spec["metadata"]["kernel_provisioner"]["config"]["modules"], "matplotlib.pyplot", "IPython.display"]
    cells = json.dumps([[as_python(cell.source) for cell in page.cells] for page in pages])
    path = {"PYTHONPATH": str(book.build_folder / "library")}
    with tempfile.TemporaryDirectory(prefix="tabbook-") as folder:
        done = subprocess.run(
            [str(kernels.find(book, framework).python), "-c", BARE, json.dumps(modules)],
            cwd=folder,
            env=os.environ | spec["env"] | path,
            input=cells,
            capture_output=True,
            text=True,
            check=False,
        )
    assert not done.returncode, done.stderr
    return json.loads(done.stdout)


def as_python(source: str) -> str:
    """A cell without its magics, which bare Python does not know."""
    return "\n".join("pass" if line.startswith(("%", "!")) else line for line in source.split("\n"))


if __name__ == "__main__":
    main()
