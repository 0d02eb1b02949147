"""Pages run on the workers of a real Dask cluster as they run at home, and its faults are told and survived."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import dask
import psutil
import pytest

import tabbook
from conftest import tabbook as tabbook_command
from execute.clusters import Cluster
from execute.little_programs import REPOSITORY, link_kernels, program, run, texts
from execute.test_interrupted import wait_for_line, wait_until
from tabbook.config import Config
from tabbook.document import Outputs
from tabbook.execute.cluster import worker
from tabbook.execute.cluster.worker import Unfit

START = Callable[..., Cluster]
SOURCES = Path(tabbook.__file__).parents[1]
WHO = "import os; print(os.environ['WORKER'])"
"""Prints the process of the worker."""

BUILD = """
import sys
from pathlib import Path
from execute.little_programs import book_in, program
from tabbook import execute

pages = [program(f"page{number}", "mxnet", [source]) for number, source in enumerate(sys.argv[3].split("|"))]
outputs = execute.run_all(pages, book_in(Path(sys.argv[1])), cluster=sys.argv[2], progress=execute.progress())
for problem in outputs.problems:
    print(problem)
"""
WITHOUT_DASK = """
import sys
from importlib.machinery import PathFinder

class Finder(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.partition(".")[0] in ("dask", "distributed") else super().find_spec(name, path, target)

sys.meta_path[:] = [Finder if finder is PathFinder else finder for finder in sys.meta_path]
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the workers are started in: a clone with kernels, but without the book's files and outputs."""
    return link_kernels(tmp_path_factory.mktemp("clone") / "book").root


@pytest.fixture(scope="module")
def cluster(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Two workers: one for PyTorch and MXNet, one for MXNet alone."""
    begun = Cluster(home, tmp_path_factory.mktemp("logs"))
    try:
        begun.add_worker("pytorch=1,mxnet=1")
        begun.add_worker("mxnet=1")
        yield begun
    finally:
        begun.close()


@pytest.fixture
def start(home: Path, tmp_path: Path) -> Iterator[START]:
    """Starts a cluster that a test may do harm to."""
    begun: list[Cluster] = []

    def make(*workers: str, **environment: str) -> Cluster:
        begun.append(Cluster(home, tmp_path, environment))
        for resources in workers:
            begun[0].add_worker(resources)
        return begun[0]

    yield make
    for one in begun:
        one.close()


@pytest.fixture
def build(book: Config) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts a build of MXNet pages on a cluster, in a process of its own."""
    begun: list[subprocess.Popen[str]] = []

    def make(address: str, *sources: str, before: str = "") -> subprocess.Popen[str]:
        command = [sys.executable, "-c", before + BUILD, str(book.root), address, "|".join(sources)]
        paths = os.pathsep.join([str(Path(__file__).parents[1]), str(SOURCES)])
        environment = os.environ | {"PYTHONPATH": paths, "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        begun.append(process)
        return process

    yield make
    for process in begun:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def shown(outputs: Outputs) -> list[list[object]]:
    """The outputs of all cells."""
    return [[cell.outputs for cell in page.cells] for page in outputs.programs.values()]


def endless(book: Config) -> str:
    """A page that writes the number of its process into the file `pid`, and does not end."""
    return f"import os, time; open({str(book.root / 'pid')!r}, 'w').write(str(os.getpid())); time.sleep(600)"


def wait_for_pid(book: Config) -> int:
    """The process of the endless page."""
    file = book.root / "pid"
    wait_until(lambda: file.exists() and file.read_text())
    return int(file.read_text())


def test_outputs_are_those_of_home(cluster: Cluster, book: Config, tmp_path: Path) -> None:
    """A page sees its data files and the helper library, and prints the same as here, in each framework."""
    pages = [
        program(
            "pytorch", "pytorch", ["import torch\ntorch.manual_seed(1)\nx = torch.rand(300, 300)", "(x @ x).sum()"]
        ),
        program(
            "data", "mxnet", ["#@depends data/words.txt\nprint(open('data/words.txt').read())", "import os, helped"]
        ),
        program(
            "library", "mxnet", ["import helped", "helped.twice(21)", "helped.__file__", "#@stderr\nhelped.warn()"]
        ),
        program("figure", "pytorch", ["from matplotlib import pyplot", "pyplot.plot([1, 2]); pyplot.show()"]),
    ]
    found: list[Outputs] = []
    for root, address in ((tmp_path / "here", None), (tmp_path / "there", cluster.address)):
        one = link_kernels(root)
        (root / "chapters" / "en" / "data").mkdir(parents=True)
        (root / "chapters" / "en" / "data" / "words.txt").write_text("two words")
        (root / "build" / "library").mkdir()
        code = "import warnings\ndef twice(x):\n    return 2 * x\ndef warn():\n    warnings.warn('beware')\n"
        (root / "build" / "library" / "helped.py").write_text(code)
        outputs, told = run(one, *pages, cluster=address)
        assert outputs.problems == ()
        assert "ran 10 cells in 4 programs, 0 failed" in told
        found.append(outputs)
    here, there = (str(shown(outputs)) for outputs in found)
    assert there.replace(str(tmp_path / "there"), str(tmp_path / "here")) == here
    assert "ran 0 cells" in run(one, *pages)[1]


def test_a_worker_runs_what_it_offers(cluster: Cluster, book: Config) -> None:
    """A page runs on a worker that offers its framework, and both work at the same time on what both offer."""
    pytorch, mxnet = (str(worker.pid) for worker in cluster.processes[1:])
    pages = [program(f"p{number}", "pytorch", [f"{WHO}  # {number}", f"{number}"]) for number in range(3)]
    meet = f"""import os, time
open(os.path.join({str(book.root)!r}, 'at ' + os.environ['WORKER']), 'w')
while len([name for name in os.listdir({str(book.root)!r}) if name.startswith('at ')]) < 2:
    time.sleep(0.1)
print(os.environ['WORKER'])"""
    others = [program(f"m{number}", "mxnet", [meet, f"{number}"]) for number in range(2)]
    outputs, told = run(book, *pages, *others, jobs=None, cluster=cluster.address)
    assert outputs.problems == (), told
    ran_by = [texts(page)[0].strip() for page in outputs.programs.values()]
    assert ran_by[:3] == [pytorch] * 3
    assert sorted(ran_by[3:]) == sorted([pytorch, mxnet])


def test_pages_on_one_machine_share_its_gpus(start: START, book: Config) -> None:
    """Two workers of a machine with two GPUs give each page one of its own; what none offers is told."""
    cluster = start("mxnet=1,gpu=1", "mxnet=1,gpu=1", CUDA_VISIBLE_DEVICES="4,5")
    meet = f"""#@gpu 1
import os, time
open(os.path.join({str(book.root)!r}, 'at ' + os.environ['WORKER']), 'w')
while len([name for name in os.listdir({str(book.root)!r}) if name.startswith('at ')]) < 2:
    time.sleep(0.1)
print(os.environ['CUDA_VISIBLE_DEVICES'])"""
    pages = [program(f"p{number}", "mxnet", [meet, f"{number}"]) for number in range(2)]
    without = program("none", "mxnet", ["import os", "os.environ['CUDA_VISIBLE_DEVICES']"])
    both = program("both", "mxnet", ["#@gpu 2\n2"])
    outputs, _ = run(book, *pages, without, both, jobs=None, cluster=cluster.address)
    shown_by = [texts(page)[:2] for page in outputs.programs.values()]
    assert sorted(first for first, _ in shown_by[:2]) == ["4\n", "5\n"]
    assert shown_by[2] == ["", "''"]
    assert outputs.problems[0].what == "no worker offers gpu=2 mxnet=1; they offer gpu=1 mxnet=1"


def test_a_framework_that_nobody_offers(cluster: Cluster, book: Config) -> None:
    """It is one Problem, told before anything has run; pages of other frameworks run all the same."""
    pages = [program(f"page{number}", name, ["1", f"{number}"]) for number, name in enumerate(["jax", "mxnet", "jax"])]
    outputs, told = run(book, *pages, cluster=cluster.address)
    assert told.splitlines()[:2] == ["[1/3] FAILED page0 · jax", "[2/3] FAILED page2 · jax"]
    assert [str(problem) for problem in outputs.problems] == [
        "config.ini:1: no worker offers jax=1; they offer mxnet=1 | mxnet=1 pytorch=1; "
        'start one that does: dask worker … --nthreads 1 --resources "jax=1" [X12]'
    ]
    assert texts(outputs.programs["en", "page1", "mxnet"]) == ["1", "1"]


def test_the_command_builds_on_a_cluster(cluster: Cluster, book: Config) -> None:
    """`tabbook build --cluster` publishes what the workers printed; where none is to be reached, nothing, with 1."""
    (book.root / "config.ini").write_text("[build]\ntabs = mxnet\n[languages]\nsource = en\n")
    (book.root / "chapters" / "en").mkdir(parents=True)
    (book.root / "chapters" / "en" / "index.md").write_text("# Title\n\n```{.python .input}\nprint(6 * 7)\n```\n")
    lost = tabbook_command(book.root, "build", "--cluster", "tcp://127.0.0.1:1")
    assert lost.returncode == 1
    assert lost.stderr.startswith("config.ini:1: no Dask scheduler was reached at tcp://127.0.0.1:1: ")
    assert not (book.build_folder / "website").exists()
    done = tabbook_command(book.root, "build", "--cluster", cluster.address)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert ">42" in (book.build_folder / "website" / "en" / "index.html").read_text()


def test_faults_are_told_as_at_home(cluster: Cluster, book: Config) -> None:
    """A cell that raises, and one that kills its kernel, have their page, line and cause; the worker is named."""
    pages = [program("raises", "mxnet", ["1", "1 / 0"]), program("dies", "mxnet", ["import os; os.abort()"])]
    outputs, told = run(book, *pages, cluster=cluster.address)
    first, second = (str(problem).splitlines()[0] for problem in outputs.problems)
    assert (
        first
        == "chapters/en/raises.md:6: the mxnet cell raised ZeroDivisionError: division by zero; mend the cell [X01]"
    )
    assert second.startswith(
        "chapters/en/dies.md:1: the mxnet cell ended its kernel, which died by SIGABRT on worker tcp:"
    )
    assert "ran 3 cells in 2 programs, 2 failed" in told


def test_a_second_interrupt_ends_the_kernels(cluster: Cluster, book: Config, build) -> None:  # type: ignore[no-untyped-def]
    """The first Ctrl-C waits for what runs there, the second lets go of it; what is finished is kept."""
    process = build(cluster.address, "print('quick')", endless(book))
    wait_for_line(process, "ran page0")
    number = wait_for_pid(book)
    process.send_signal(signal.SIGINT)
    wait_for_line(process, "interrupted: finishing page1")
    assert psutil.pid_exists(number)
    process.send_signal(signal.SIGINT)
    told, _ = process.communicate()
    assert process.returncode == -signal.SIGINT
    assert "ran 1 cells in 1 programs, 0 failed\n" in told
    wait_until(lambda: not psutil.pid_exists(number))
    assert "ran 0 cells" in run(book, program("page0", "mxnet", ["print('quick')"]))[1]


def test_a_killed_build_leaves_no_kernel_there(cluster: Cluster, book: Config, build) -> None:  # type: ignore[no-untyped-def]
    """A worker ends what nobody waits for any more, and is free for the next build."""
    process = build(cluster.address, endless(book))
    number = wait_for_pid(book)
    process.kill()
    wait_until(lambda: not psutil.pid_exists(number))
    assert texts(run(book, program("next", "mxnet", ["1"]), cluster=cluster.address)[0].programs["en", "next", "mxnet"])


def test_a_page_of_a_killed_worker_runs_elsewhere(start: START, book: Config) -> None:
    """The worker is killed mid-page; its kernel ends, and another worker runs the page."""
    cluster = start("mxnet=1", "mxnet=1")
    seen = book.root / "seen"
    source = f"""import os, time
with open({str(seen)!r}, 'a') as file:
    print(os.getpid(), os.environ['WORKER'], file=file)
if len(open({str(seen)!r}).readlines()) == 1:
    os.kill(int(os.environ['WORKER']), 9)
    time.sleep(600)
print('done')"""
    pages = [
        program("page", "mxnet", [source]),
        program("other", "mxnet", ["import time; time.sleep(1); print('other')"]),
    ]
    outputs, _ = run(book, *pages, jobs=None, cluster=cluster.address)
    assert outputs.problems == ()
    assert [texts(page) for page in outputs.programs.values()] == [["done\n"], ["other\n"]]
    (first, killed), (_, second) = (line.split() for line in seen.read_text().splitlines())
    assert {killed, second} == {str(worker.pid) for worker in cluster.processes[1:]}
    wait_until(lambda: not psutil.pid_exists(int(first)))


def test_a_page_that_ends_every_worker_is_told(start: START, book: Config) -> None:
    """It does not go round for ever."""
    cluster = start("mxnet=1", "mxnet=1")
    page = program("page", "mxnet", ["import os; os.kill(int(os.environ['WORKER']), 9)"])
    with dask.config.set({"distributed.scheduler.allowed-failures": 1}):
        outputs, _ = run(book, page, cluster=cluster.address)
    assert [str(problem) for problem in outputs.problems] == [
        "chapters/en/page.md:1: the mxnet page ended every worker that ran it, 2 in all; "
        "read the log of the last worker; the page may need more memory [X03]"
    ]


def test_a_killed_scheduler_is_told_and_takes_nothing_away(start: START, book: Config, build) -> None:  # type: ignore[no-untyped-def]
    """What was finished is kept, what ran and what waited is not waited for, and nothing runs on there."""
    cluster = start("mxnet=1")
    process = build(cluster.address, "print('quick')", endless(book), "print('never')")
    wait_for_line(process, "ran page0")
    number = wait_for_pid(book)
    cluster.scheduler.kill()
    told, _ = process.communicate()
    assert told == (
        "[2/3] FAILED page1 · mxnet\n"
        "ran 1 cells in 2 programs, 1 failed\n"
        f"config.ini:1: the Dask scheduler at {cluster.address} ended or cannot be reached any more; "
        "what is finished is kept; start it and its workers, and build again [X13]\n"
    )
    wait_until(lambda: not psutil.pid_exists(number))
    assert "ran 0 cells" in run(book, program("page0", "mxnet", ["print('quick')"]))[1]


def test_a_worker_with_other_versions_runs_nothing(start: START, book: Config, tmp_path: Path) -> None:
    """The Problem says what differs where, and what to do there, once for all pages."""
    kernels = tmp_path / "clone" / "build" / "kernels"
    copy_environment("mxnet", "numpy", "9.9.9", kernels)
    cluster = start()
    cluster.add_worker("mxnet=1,jax=1", TABBOOK_KERNELS=str(kernels))
    pages = [program("page", "mxnet", ["1"]), program("other", "mxnet", ["2"]), program("page", "jax", ["3"])]
    outputs, _ = run(book, *pages, cluster=cluster.address)
    at_home = json.loads((book.build_folder / "kernels" / "mxnet" / "versions.json").read_text())["versions"]["numpy"]
    mxnet, jax = (re.sub(r"worker tcp://\S+ on \S+", "worker W", str(problem)) for problem in outputs.problems)
    cure = "bring the book's clone there up to date, run `make kernels` in it, and start the worker anew [X14]"
    assert mxnet == f"kernels/mxnet.txt:1: worker W has numpy 9.9.9 (the book: numpy {at_home}); {cure}"
    assert jax == (f"kernels/jax.txt:1: worker W cannot run jax: there is no environment of jax in {kernels}; {cure}")


def copy_environment(framework: str, package: str, version: str, kernels: Path) -> None:
    """An environment in which one package has another version; its code is not there, as nothing may run."""
    real = REPOSITORY.build_folder / "kernels" / framework
    packages = f"env/lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"
    for metadata in (real / packages).glob("*.dist-info/METADATA"):
        copy = kernels / framework / packages / metadata.parent.name / "METADATA"
        copy.parent.mkdir(parents=True)
        text = metadata.read_text(encoding="utf-8")
        if metadata.parent.name.startswith(f"{package}-"):
            text = re.sub(r"^Version: .*$", f"Version: {version}", text, count=1, flags=re.MULTILINE)
        copy.write_text(text, encoding="utf-8")
    python = kernels.resolve() / framework / "env" / "bin" / "python"
    python.parent.mkdir()
    python.symlink_to(sys.executable)
    (kernels / framework / "stamp").write_text("made")
    spec = kernels / "share" / "jupyter" / "kernels" / f"tabbook-{framework}" / "kernel.json"
    spec.parent.mkdir(parents=True)
    spec.write_text(json.dumps({"argv": [str(python)]}))


def test_a_worker_with_another_tabbook_reads_nothing() -> None:
    """What another version packed may mean something else."""
    told = worker.run("0.0.0", b"", "one", lambda: True)
    assert told == Unfit(
        "differs", f"worker one on {socket.gethostname()} has tabbook {tabbook.__version__}, the book has 0.0.0"
    )


def test_a_scheduler_without_workers_is_told(start: START, book: Config) -> None:
    """There is nothing to wait for."""
    outputs, _ = run(book, program("page", "mxnet", ["1"]), cluster=start().address)
    assert [str(problem) for problem in outputs.problems] == [
        "config.ini:1: no worker offers mxnet=1; none has joined; "
        'start one that does: dask worker … --nthreads 1 --resources "mxnet=1" [X12]'
    ]


def test_an_address_where_no_scheduler_is(book: Config) -> None:
    """A wrong address, one where nobody listens, and one where something else does are each told, and end."""
    with socket.create_server(("127.0.0.1", 0)) as mute:
        busy = f"tcp://127.0.0.1:{mute.getsockname()[1]}"
        told = [told_of(book, address) for address in ("dask", "tcp://127.0.0.1:1", busy, "tls" + busy[3:])]
    assert told == [
        f"config.ini:1: no Dask scheduler was reached at {where}; "
        "start one with `dask scheduler`, or mend the address [X13]"
        for where in (
            "dask: an address is written tcp://host:port",
            "tcp://127.0.0.1:1: Connection refused",
            f"{busy}: what listens there does not answer as one",
            f"tls{busy[3:]}: Dask's own config must name the certificates for tls://",
        )
    ]


def told_of(book: Config, address: str) -> str:
    """The one Problem of a build of two pages on a cluster that is not there."""
    pages = [program("page", "mxnet", ["1"]), program("other", "mxnet", ["2"])]
    (problem,) = run(book, *pages, cluster=address)[0].problems
    return str(problem)


def test_without_dask_the_cure_is_told(book: Config, build) -> None:  # type: ignore[no-untyped-def]
    """Who did not install the extra reads how to."""
    told, _ = build("tcp://127.0.0.1:1", "1", before=WITHOUT_DASK).communicate()
    assert told.splitlines()[-1] == (
        "config.ini:1: --cluster needs Dask, which is not installed here; "
        'install it with `pip install "tabbook[cluster]"` [X13]'
    )
