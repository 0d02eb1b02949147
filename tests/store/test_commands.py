"""`tabbook store` as a person types it: what it lists, finds damaged and removes."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest

from conftest import tabbook
from execute.little_programs import link_kernels

PAGE = "# Title\n\n```{.python .input}\nprint('SAID')\n```\n"
DAY = 24 * 60 * 60


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book of one page in two languages, in which each said something else, built."""
    root = link_kernels(tmp_path / "book").root
    (root / "config.ini").write_text("[build]\ntabs = mxnet\n[languages]\nsource = en\ntranslations = ja\n")
    for language in ("en", "ja"):
        write_page(root, language, f"said in {language}")
    return build(root)


def write_page(root: Path, language: str, said: str) -> None:
    file = root / "chapters" / language / "index.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(PAGE.replace("SAID", said))


def build(root: Path) -> Path:
    done = tabbook(root, "build", "notebooks")
    assert (done.returncode, done.stderr) == (0, "")
    return root


def entries(root: Path) -> list[Path]:
    return sorted((root / "build" / "cache" / "outputs").glob("??/*.json"))


def make_old(path: Path, days: int) -> None:
    then = time.time() - days * DAY
    os.utime(path, (then, then))


def listed(root: Path) -> str:
    """What `tabbook store list` prints, its numbers as `#`, blanks one."""
    done = tabbook(root, "store", "list")
    assert (done.returncode, done.stderr) == (0, "")
    return re.sub(r"[\d.]+", "#", re.sub(r"^ +| +(?= )", "", done.stdout, flags=re.MULTILINE))


def test_list_names_what_is_kept(book: Path) -> None:
    """Each entry has its seconds, size and age, its page, framework and languages; a sum stands below."""
    make_old(entries(book)[0], 3)
    told = listed(book)
    lines = [f"# s # kB {age} index · mxnet · {language}" for age in ("today", "# days") for language in ("en", "ja")]
    assert len(told.splitlines()) == 3
    assert set(told.splitlines()[:2]) <= set(lines)
    assert told.splitlines()[2] == "# entries, # MB"


def test_languages_of_shared_code_stand_together(book: Path) -> None:
    """A run that served two languages names both."""
    for language in ("en", "ja"):
        write_page(book, language, "the same")
    assert "index · mxnet · en ja\n" in listed(build(book))


def test_verify_drops_what_is_damaged(book: Path) -> None:
    """Each damaged entry is a Problem and exit code 1; it is gone, and what is left is right."""
    assert tabbook(book, "store", "verify").stdout == "2 entries, 0 damaged\n"
    damaged, whole = entries(book)
    damaged.write_bytes(damaged.read_bytes()[:-5])
    before = listed(book)
    assert "is damaged" in before
    assert entries(book) == [damaged, whole]
    done = tabbook(book, "store", "verify")
    assert (done.returncode, done.stdout) == (1, "2 entries, 1 damaged\n")
    assert done.stderr == (
        f"{damaged.relative_to(book).as_posix()}:1: these stored outputs are damaged: its checksum does not match; "
        "they were dropped; `tabbook build` makes them anew [X05]\n1 error, 0 warnings\n"
    )
    assert entries(book) == [whole]
    assert tabbook(book, "store", "verify").returncode == 0


def test_prune_removes_what_is_old_and_unused(book: Path) -> None:
    """An entry that a page uses stays however old, one that no page uses stays while it is young."""
    first = entries(book)
    write_page(book, "en", "edited")
    build(book)
    write_page(book, "en", "edited again")
    build(book)
    for path in entries(book):
        make_old(path, 40)
    young = next(path for path in entries(book) if path not in first and "edited\\n" in path.read_text())
    make_old(young, 10)
    unused = next(path for path in first if "said in en" in path.read_text())

    before = entries(book)
    assert len(before) == 4
    dry = tabbook(book, "store", "prune", "--dry-run")
    assert (dry.returncode, dry.stderr) == (0, "")
    assert dry.stdout.splitlines()[0].endswith("index · mxnet · en")
    assert dry.stdout.splitlines()[1].startswith("1 entry would be removed, ")
    assert entries(book) == before

    done = tabbook(book, "store", "prune")
    assert done.stdout == dry.stdout.replace("would be removed", "removed")
    assert entries(book) == [path for path in before if path != unused]
    assert tabbook(book, "store", "prune", "--days", "0").stdout.splitlines()[-1].startswith("1 entry removed")
    assert entries(book) == [path for path in before if path not in (unused, young)]
    assert "ran 0 cells in 0 programs, 2 programs" in tabbook(book, "build", "notebooks").stdout


def test_prune_removes_what_killed_builds_left(book: Path) -> None:
    """Old half files and locks without owner go, also where no entry does."""
    entry = entries(book)[0]
    half, fresh = entry.with_name("half.123"), entry.with_name("fresh.456")
    lock = entry.parents[1] / "locks" / "one"
    for path in (half, fresh, lock):
        path.write_text("")
    make_old(half, 2)
    assert tabbook(book, "store", "prune").stdout == "0 entries removed, 0.0 MB\n"
    assert [path.exists() for path in (half, fresh, lock, entry)] == [False, True, False, True]


def test_prune_removes_nothing_while_it_cannot_know(book: Path) -> None:
    """With a framework that has no environment, or a fault in the sources, all entries stay."""
    before = entries(book)
    for path in before:
        make_old(path, 40)
    (book / "chapters" / "ja" / "index.md").write_text("# Title\n\n```text\nNever closed.\n")
    done = tabbook(book, "store", "prune")
    assert (done.returncode, done.stdout) == (1, "")
    assert "chapters/ja/index.md:3: " in done.stderr
    write_page(book, "ja", "edited")
    kernel = book / "build" / "kernels" / "mxnet"
    kernel.unlink()
    done = tabbook(book, "store", "prune")
    assert (done.returncode, done.stdout) == (1, "")
    assert "[K02]" in done.stderr
    assert entries(book) == before


def test_an_empty_store_is_in_order(tmp_path: Path) -> None:
    """A book that was never built has nothing to list, verify or prune."""
    (tmp_path / "chapters" / "en").mkdir(parents=True)
    (tmp_path / "chapters" / "en" / "index.md").write_text("# Title\n")
    (tmp_path / "config.ini").write_text("[build]\ntabs = mxnet\n[languages]\nsource = en\n")
    told = [tabbook(tmp_path, "store", what).stdout for what in ("list", "verify", "prune")]
    assert told == ["0 entries, 0.0 MB\n", "0 entries, 0 damaged\n", "0 entries removed, 0.0 MB\n"]


def test_a_run_that_warned_is_marked_and_shown(book: Path) -> None:
    """`list` marks what wrote to stderr; `show` tells when it ran, with what, and the warning that no page shows."""
    write_page(book, "ja", "x'); import sys; print('UserWarning: old', file=sys.stderr); print('")
    build(book)
    assert [line for line in listed(book).splitlines() if line.endswith("wrote to stderr")] == [
        "# s # kB today index · mxnet · ja · wrote to stderr"
    ]
    shown = tabbook(book, "store", "show", "index", "mxnet").stdout
    newest = shown[: shown.index("index · mxnet", shown.index("stderr: "))]
    assert "\n  stderr: UserWarning: old\n" in newest
    assert re.search(r"\n  on \d{4}-\d\d-\d\d \d\d:\d\d\n  cells: 1, pictures: 0\n", newest)
    assert re.search(r"[ ,]mxnet \d", newest)
    done = tabbook(book, "store", "show", "index", "pytorch")
    assert done.returncode == 1
    assert "there is no stored run of `index` in pytorch; look for it in `tabbook store list` [A04]" in done.stderr
