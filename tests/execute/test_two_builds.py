"""Two builds on one store run each page once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from execute.little_programs import program, run, texts
from execute.test_interrupted import build, temporary, wait_until
from tabbook import lock
from tabbook.config import Config

__all__ = ["build", "temporary"]
HOLD = "import sys; from pathlib import Path; from tabbook import lock; held = lock.take(Path(sys.argv[1]));"
HOLD += "print(held is not None, flush=True); sys.stdin.read()"


def test_each_page_runs_once(build, book: Config, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """Both builds end with all outputs, and between them every cell ran a single time."""
    count = tmp_path / "count"
    sources = [
        f"import time; time.sleep(1); print({number}, file=open({str(count)!r}, 'a'), flush=True); {number}"
        for number in range(4)
    ]
    told = [process.communicate()[0] for process in [build(*sources), build(*sources)]]
    assert sorted(count.read_text().split()) == ["0", "1", "2", "3"]
    assert all("[True, True, True, True]" in text for text in told)
    locks = book.build_folder / "cache" / "outputs" / "locks"
    assert list(locks.iterdir()) == []
    outputs, summary = run(
        book, *[program(f"page{number}", "mxnet", [source]) for number, source in enumerate(sources)]
    )
    assert [texts(page) for page in outputs.programs.values()] == [["0"], ["1"], ["2"], ["3"]]
    assert "ran 0 cells" in summary


def test_a_build_waits_for_the_other_and_says_so(build, book: Config) -> None:  # type: ignore[no-untyped-def]
    """The second build names the process it waits for, and takes what that one stored."""
    source = "import time; time.sleep(6); print('slow')"
    first = build(source)
    locks = book.build_folder / "cache" / "outputs" / "locks"
    wait_until(lambda: locks.exists() and list(locks.iterdir()))
    told, _ = build(source).communicate()
    assert f"[0/1] waiting for page0 · mxnet, which another build runs (process {first.pid} on " in told
    assert "ran 0 cells in 0 programs, 1 programs (1 cells) from the store\n[True]\n" in told
    assert "ran 1 cells in 1 programs, 0 failed" in first.communicate()[0]


def test_a_killed_build_holds_nobody_up(build, book: Config) -> None:  # type: ignore[no-untyped-def]
    """When the build that runs a page is killed, the one that waits runs it."""
    go = book.root / "go"
    source = f"import os, time; time.sleep(0 if os.path.exists({str(go)!r}) else 600); print('done')"
    first = build(source)
    locks = book.build_folder / "cache" / "outputs" / "locks"
    wait_until(lambda: locks.exists() and list(locks.iterdir()))
    second = build(source)
    assert "waiting for page0" in second.stdout.readline()
    first.kill()
    go.touch()
    assert "ran 1 cells in 1 programs, 0 failed\n[True]\n" in second.communicate()[0]


def test_a_lock_is_one_process_s_and_ends_with_it(tmp_path: Path) -> None:
    """Nobody else gets it while it is held, its file names who has it, and it goes with its owner."""
    path = tmp_path / "locks" / "one"
    held = lock.take(path)
    assert held
    assert lock.owner(path) == ""
    assert lock.take(path) is None
    held.release()
    held.release()
    assert not path.exists()
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "True\n"
        assert lock.take(path) is None
        assert lock.owner(path).startswith(f"process {other.pid} on ")
        other.kill()
    last = lock.take(path)
    assert last
    last.release()
    assert not path.exists()


def test_where_no_lock_can_be_made_the_page_runs(tmp_path: Path) -> None:
    """A folder that cannot be made costs the lock only."""
    (tmp_path / "locks").write_text("")
    held = lock.take(tmp_path / "locks" / "one")
    assert held
    held.release()
    assert os.listdir(tmp_path) == ["locks"]
