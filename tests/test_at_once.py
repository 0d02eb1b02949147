"""Two builds of one book at once: each ends well, and what they wrote is whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from generated import generated_book
from tabbook import config, edits, lock, unchanged
from tabbook.cli.commands import app

WANTED = "html,notebooks,epub"


def builds(root: Path, output: str) -> subprocess.Popen[str]:
    command = [str(Path(sys.executable).with_name("tabbook")), "build", output, "--no-run", "-C", str(root)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    generated_book.write(tmp_path, pages=3, languages=1)
    return tmp_path


def test_who_comes_second_waits_until_the_first_has_written(book: Path) -> None:
    """It says once for whom; nothing is written while another holds the book."""
    held = lock.take(edits.lock_of(config.read(book)))
    assert held
    with builds(book, "html") as process:
        assert process.stdout
        try:
            said = next((line for line in process.stdout if "waiting" in line), "")
            assert said.startswith("waiting for process ")
            assert not (book / "build" / "website").exists()
        finally:
            held.release()
        assert "waiting" not in process.stdout.read()
    assert process.returncode == 0
    assert (book / "build" / "website" / "index.html").exists()


def test_two_that_write_the_same_do_not_clear_it_away(book: Path) -> None:
    """Both are good, and a third finds nothing to do."""
    both = [builds(book, WANTED) for _ in range(2)]
    told = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    with builds(book, WANTED) as third:
        assert third.stdout
        assert "nothing has changed" in third.stdout.read()


def test_what_was_built_is_looked_at_while_no_other_build_writes(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who looked later than it wrote would note the outputs of a build that has not ended."""
    settings, others = config.read(book), []
    monkeypatch.setattr(unchanged, "note", lambda *_: others.append(lock.take(edits.lock_of(settings))))
    done = CliRunner().invoke(app, ["build", "html", "--no-run", "-C", str(book)])
    assert (done.exit_code, others) == (0, [None]), done.output


def test_a_build_that_writes_is_no_output(book: Path) -> None:
    """A note that was taken under the lock is that of what lies there without it."""
    with builds(book, "html") as process:
        process.wait()
    settings = config.read(book)
    seen = unchanged.look(settings, ())
    with lock.held(edits.lock_of(settings), lambda _: None):
        unchanged.note(settings, seen, ())
    assert unchanged.recall(settings, seen)
