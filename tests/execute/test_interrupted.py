"""A build that is stopped, killed or out of space keeps what is finished and leaves nothing running."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from execute.little_programs import program, run
from tabbook.config import Config

BUILD = """
import resource, sys
from pathlib import Path
from execute.little_programs import book_in, program
from tabbook import execute

if sys.argv[3:]:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
pages = [program(f"page{number}", "mxnet", [source]) for number, source in enumerate(sys.argv[2].split("|"))]
outputs = execute.run_all(pages, book_in(Path(sys.argv[1])), jobs=2, progress=execute.progress())
for problem in outputs.problems:
    print(problem)
print([page.was_run for page in outputs.programs.values()])
"""
INTERRUPT = """
import signal, sys, threading, time
from pathlib import Path

def interrupt():
    while not (Path(sys.argv[1]) / "begun").exists():
        time.sleep(0.1)
    signal.pthread_kill(threading.get_ident(), signal.SIGINT)

threading.Thread(target=interrupt, daemon=True).start()
"""
"""A thread that the signal is handed to, as the system may do, when the page has begun."""
QUICK, ENDLESS = "print('quick')", "import time; time.sleep(600)"


@pytest.fixture
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder for temporary files of the build, short enough for sockets; each kernel works in it."""
    return tmp_path_factory.mktemp("t")


@pytest.fixture
def build(book: Config, temporary: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts a build of pages in a process of its own."""
    begun: list[subprocess.Popen[str]] = []

    def start(*sources: str, size_limit: int | None = None, before: str = "") -> subprocess.Popen[str]:
        tests = Path(__file__).parents[1]
        command = [sys.executable, "-c", before + BUILD, str(book.root), "|".join(sources)]
        environment = os.environ | {"PYTHONPATH": str(tests), "TMPDIR": str(temporary), "PYTHONUNBUFFERED": "1"}
        begun.append(
            subprocess.Popen(
                [*command, *([str(size_limit)] if size_limit else [])],
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
        return begun[-1]

    yield start
    for process in begun:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def kernels_in(folder: Path) -> list[int]:
    """The running kernels whose files lie in `folder`, and what they started."""
    running = psutil.process_iter(["cwd", "cmdline"])
    return [process.pid for process in running if str(folder / "tabbook-") in " ".join(places_of(process))]


def places_of(process: psutil.Process) -> list[str]:
    """Where a process works: a forked kernel has the command of the server that it was forked from."""
    return [process.info["cwd"] or "", *(process.info["cmdline"] or ())]


def wait_until(condition: Callable[[], object]) -> None:
    """Return when `condition` holds; the test fails where it does not within a minute."""
    for _ in range(600):
        if condition():
            return
        time.sleep(0.1)
    pytest.fail("waited a minute in vain")


def wait_for_line(process: subprocess.Popen[str], part: str) -> None:
    assert process.stdout
    for line in process.stdout:
        if part in line:
            return
    pytest.fail(f"the build ended without {part!r}")


def test_an_interrupt_finishes_what_runs(build, book: Config, temporary: Path) -> None:  # type: ignore[no-untyped-def]
    """After one Ctrl-C the pages that run end and are kept, and no other page begins."""
    slow = "import time; time.sleep(5); print('slow')"
    process = build(QUICK, slow, ENDLESS.replace("600", "6"), "print('never')")
    wait_for_line(process, "ran page0")
    process.send_signal(signal.SIGINT)
    told, _ = process.communicate()
    assert process.returncode == -signal.SIGINT
    assert "[1/4] interrupted: finishing page1 · mxnet" in told
    assert "; interrupt once more to stop now\n" in told
    assert "ran page1" in told
    assert "ran page3" not in told
    assert kernels_in(temporary) == []
    assert "ran 0 cells" in run(book, program("page1", "mxnet", [slow]))[1]
    assert "ran 1 cells" in run(book, program("page3", "mxnet", ["print('never')"]))[1]


def test_a_second_interrupt_stops_now(build, book: Config, temporary: Path) -> None:  # type: ignore[no-untyped-def]
    """The second Ctrl-C ends the kernels and the build at once; the page that was done is not run again."""
    process = build(QUICK, ENDLESS)
    wait_for_line(process, "ran page0")
    process.send_signal(signal.SIGINT)
    wait_for_line(process, "interrupted: finishing page1")
    process.send_signal(signal.SIGINT)
    told, _ = process.communicate()
    assert process.returncode == -signal.SIGINT
    # Above it may stand a line that was being written, once more.
    assert "ran 1 cells in 1 programs, 0 failed\nTraceback" in told
    assert told.endswith("KeyboardInterrupt\n")
    assert kernels_in(temporary) == []
    assert list(temporary.iterdir()) == []
    assert "ran 0 cells" in run(book, program("page0", "mxnet", [QUICK]))[1]


def test_a_signal_that_another_thread_is_handed(build, book: Config) -> None:  # type: ignore[no-untyped-def]
    """It is acted on while the page runs, not when it has ended."""
    touches = f"open({str(book.root / 'begun')!r}, 'w'); import time; time.sleep(20)"
    process = build(touches, before=INTERRUPT)
    assert process.stdout
    assert "interrupted: finishing page0" in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    told, _ = process.communicate()
    assert "ran 0 cells in 0 programs" in told


@pytest.mark.parametrize(("number", "runs_on"), [(signal.SIGINT, True), (signal.SIGTERM, False)])
def test_an_interrupted_command_publishes_nothing(book: Config, temporary: Path, number: int, runs_on: bool) -> None:
    """`tabbook build` ends with 130 and writes no site; Ctrl-C lets the page end, SIGTERM does not."""
    source = "import time\ntime.sleep(8)\nprint('slow')"
    (book.root / "config.ini").write_text("[build]\ntabs = mxnet\n[languages]\nsource = en\n")
    (book.root / "chapters" / "en").mkdir(parents=True)
    (book.root / "chapters" / "en" / "index.md").write_text(f"# Title\n\n```{{.python .input}}\n{source}\n```\n")
    command = [str(Path(sys.executable).with_name("tabbook")), "build"]
    environment = os.environ | {"TMPDIR": str(temporary), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, cwd=book.root, env=environment, stdout=subprocess.PIPE, text=True) as process:
        wait_until(lambda: kernels_in(temporary))
        process.send_signal(number)
        told, _ = process.communicate()
    assert process.returncode == 130
    assert ("ran index · mxnet" in told) == runs_on
    assert ("interrupted: finishing index · mxnet" in told) == runs_on
    assert kernels_in(temporary) == []
    assert not (book.build_folder / "website").exists()
    assert not (book.build_folder / "notebooks").exists()
    assert len(list((book.build_folder / "cache" / "outputs").glob("??/*.json"))) == runs_on


def test_a_killed_build_leaves_no_kernel(build, book: Config, temporary: Path) -> None:  # type: ignore[no-untyped-def]
    """After SIGKILL the kernels end by themselves; the next build takes what was finished and clears what was left."""
    process = build(QUICK, ENDLESS)
    wait_for_line(process, "ran page0")
    wait_until(lambda: kernels_in(temporary))
    process.kill()
    process.wait()
    wait_until(lambda: not kernels_in(temporary))
    assert list(temporary.iterdir()) != []
    told, _ = build(QUICK).communicate()
    assert "ran 0 cells" in told
    assert list(temporary.iterdir()) == []


def test_a_full_disk_is_a_problem(build, book: Config) -> None:  # type: ignore[no-untyped-def]
    """Outputs that cannot be stored are told once, still shown, and leave no half file behind."""
    process = build("print('x' * 300_000)", "print('y' * 300_000)", QUICK, size_limit=100_000)
    told, _ = process.communicate()
    assert (
        "chapters/en/page0.md:1: the outputs of this page and of 1 more could not be stored: File too large; "
        "free some space, then run again [X06]\n[True, True, True]\n"
    ) in told
    assert process.returncode == 0
    stored = [path for path in (book.build_folder / "cache" / "outputs").rglob("*") if path.is_file()]
    assert len(stored) == 1
