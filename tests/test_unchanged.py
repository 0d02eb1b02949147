"""A build that would write what is there is not made; any change that could show makes it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import tabbook
from tabbook import config, unchanged
from tabbook.errors import Place, Problem
from test_cli import PAGE, write_book

WARNING = Problem("S01", Place("chapters/en/index.md", 1), "a thing", "mend it", severity="warning")
SAID = "nothing has changed"


def noted(root: Path) -> Path:
    """A book whose build is taken to be done, with a file of each kind that counts."""
    write_book(root)
    for name in ("build/website/en/index.html", "build/cache/ab/run", "build/kernels/pytorch/stamp", "static/a.svg"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("old")
    settings = config.read(root)
    unchanged.note(settings, unchanged.look(settings, ("html",)), [WARNING])
    return root


def recalled(root: Path, asked: str = "html") -> unchanged.Last | None:
    settings = config.read(root)
    return unchanged.recall(settings, unchanged.look(settings, (asked,)))


def is_done(root: Path) -> bool:
    """Whether there is nothing to build."""
    last = recalled(root)
    return last is not None and not last.edited


def test_what_was_said_is_said_again(tmp_path: Path) -> None:
    """With everything as it was, the Problems are those of the last build; another request is another build."""
    noted(tmp_path)
    assert recalled(tmp_path) == unchanged.Last((WARNING,), frozenset())
    assert recalled(tmp_path, "pdf") is None


def test_edited_pages_are_named(tmp_path: Path) -> None:
    """Where the text of pages is all that changed, their files are told; with anything else it is a build like any."""
    noted(tmp_path)
    (tmp_path / "chapters/en/index.md").write_text(PAGE + "More.\n")
    assert recalled(tmp_path) == unchanged.Last((WARNING,), frozenset({"chapters/en/index.md"}))
    (tmp_path / "static/a.svg").write_text("new")
    assert recalled(tmp_path) is None


CHANGES: dict[str, Callable[[Path], object]] = {
    "a page": lambda root: (root / "chapters/en/index.md").write_text(PAGE + "More.\n"),
    "a page of the same length": lambda root: (root / "chapters/en/index.md").write_text(PAGE.upper()),
    "a new page": lambda root: (root / "chapters/en/new.md").write_text(PAGE),
    "a page gone": lambda root: (root / "chapters/en/index.md").unlink(),
    "a picture": lambda root: (root / "static/a.svg").write_text("new"),
    "the settings": lambda root: (root / "config.ini").write_text((root / "config.ini").read_text() + "[pdf]\n"),
    "an environment": lambda root: (root / "build/kernels/pytorch/stamp").write_text("newer"),
    "a stored run gone": lambda root: (root / "build/cache/ab/run").unlink(),
    "an output spoilt": lambda root: (root / "build/website/en/index.html").write_text("spoilt"),
    "an output gone": lambda root: (root / "build/website/en/index.html").unlink(),
    "a note cut off": lambda root: (root / "build" / unchanged.FILE).write_text('{"sources": "'),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_makes_a_build(tmp_path: Path, change: str) -> None:
    """Whatever may show in what is built is noticed."""
    noted(tmp_path)
    CHANGES[change](tmp_path)
    assert not is_done(tmp_path)


def test_the_environment_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`SOURCE_DATE_EPOCH` is written into what is built."""
    noted(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    assert not is_done(tmp_path)


def test_what_is_sealed_for_the_next_build_is_no_output(tmp_path: Path) -> None:
    """Where it is gone or spoilt, that build sees it by the seal, and this one wrote what it should."""
    noted(tmp_path)
    for name in ("build/again/book.pickle", "build/search/en-0/seal.json"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("spoilt")
    assert is_done(tmp_path)


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    """A folder that leads back to the book is passed through once."""
    noted(tmp_path)
    (tmp_path / "static" / "back").symlink_to(tmp_path)
    assert is_done(tmp_path)


def test_a_second_build_does_nothing(tmp_path: Path) -> None:
    """The command says so, and says its warnings again; an edit, then an error, end that."""
    root = write_book(tmp_path, PAGE + "\nA <b>bold</b> word.\n")
    first = tabbook(root, "build", "html")
    assert SAID not in first.stdout
    second = tabbook(root, "build", "html")
    assert SAID in second.stdout
    assert second.stderr == first.stderr != ""
    page = root / "chapters/en/index.md"
    page.write_text(PAGE + "\n```{.python .input}\n")
    for _ in range(2):
        failed = tabbook(root, "build", "html")
        assert (failed.returncode, SAID in failed.stdout) == (1, False)
    os.utime(page)
    assert SAID not in tabbook(root, "build", "html").stdout
