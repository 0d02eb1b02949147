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
QUICK, ENDLESS = "print('quick')", "import time; time.sleep(600)"


@pytest.fixture
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder for temporary files of the build, short enough for sockets; its name is in each kernel's command."""
    return tmp_path_factory.mktemp("t")


@pytest.fixture
def build(book: Config, temporary: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts a build of pages in a process of its own."""
    begun: list[subprocess.Popen[str]] = []

    def start(*sources: str, size_limit: int | None = None) -> subprocess.Popen[str]:
        tests = Path(__file__).parents[1]
        command = [sys.executable, "-c", BUILD, str(book.root), "|".join(sources)]
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
    """The running kernels whose files lie in `folder`."""
    running = psutil.process_iter(["cmdline"])
    return [process.pid for process in running if str(folder / "tabbook-") in " ".join(process.info["cmdline"] or ())]


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


def test_an_interrupt_keeps_what_is_finished(build, book: Config, temporary: Path) -> None:  # type: ignore[no-untyped-def]
    """Ctrl-C ends the kernels and the build at once; the page that was done is not run again."""
    process = build(QUICK, ENDLESS)
    wait_for_line(process, "ran page0")
    process.send_signal(signal.SIGINT)
    told, _ = process.communicate()
    assert process.returncode == -signal.SIGINT
    assert told.startswith("ran 1 cells in 1 programs, 0 failed\nTraceback")
    assert told.endswith("KeyboardInterrupt\n")
    assert kernels_in(temporary) == []
    assert list(temporary.iterdir()) == []
    assert "ran 0 cells" in run(book, program("page0", "mxnet", [QUICK]))[1]


def test_a_killed_build_leaves_no_kernel(build, book: Config, temporary: Path) -> None:  # type: ignore[no-untyped-def]
    """After SIGKILL the kernels end by themselves, and the next build takes what was finished."""
    process = build(QUICK, ENDLESS)
    wait_for_line(process, "ran page0")
    wait_until(lambda: kernels_in(temporary))
    process.kill()
    process.wait()
    wait_until(lambda: not kernels_in(temporary))
    assert "ran 0 cells" in run(book, program("page0", "mxnet", [QUICK]))[1]


def test_a_full_disk_is_a_problem(build, book: Config) -> None:  # type: ignore[no-untyped-def]
    """Outputs that cannot be stored are told once, still shown, and leave no half file behind."""
    process = build("print('x' * 300_000)", "print('y' * 300_000)", QUICK, size_limit=100_000)
    told, _ = process.communicate()
    assert (
        "chapters/en/page0.md:1: the outputs of this page and of 1 more could not be stored: File too large; "
        "free some space, then run again [X06]\n[True, True, True]\n"
    ) in told
    assert process.returncode == 0
    stored = [path for path in (book.build_folder / "cache").rglob("*") if path.is_file()]
    assert len(stored) == 1
