"""The commands `tabbook translate` as a translator types them: what they print, write and refuse."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import tabbook
from translation.little_history import History, begin, swap


@pytest.fixture
def book(tmp_path: Path) -> History:
    """A book whose one page is translated, and in English a paragraph ahead."""
    history = begin(tmp_path / "book")
    history.edit("en", swap("We take 12 points", "We take 40 points, no fewer"), swap("x = 1", "x = 3"))
    history.commit("more points")
    return history


def test_status_and_next_name_what_is_behind(book: History) -> None:
    """A person sees the page, the block, old and new English, and the one thing to do."""
    told = tabbook(book.root, "translate", "status")
    assert (told.returncode, told.stderr) == (0, "")
    assert "1 paragraph behind, code to sync" in told.stdout
    page = tabbook(book.root, "translate", "status", "ja", "loss").stdout
    for english in ("We take 12 points for it.", "We take 40 points, no fewer for it."):
        assert english in page
    todo = tabbook(book.root, "translate", "next", "ja").stdout
    assert todo.startswith("chapters/ja/loss.md:22: bring this up to date")
    data = json.loads(tabbook(book.root, "translate", "status", "--json").stdout)["pages"]
    assert [(page["path"], page["behind"], page["badge"]) for page in data] == [("loss", 1, "1 paragraph behind")]


def test_check_tells_people_programs_and_github(book: History, tmp_path: Path) -> None:
    """One fault, said as a line, as JSON, as an annotation and in the summary; older faults are warnings."""
    book.edit("ja", swap(":numref:`sec_loss`", ":numref:`sec_cost`"))
    told = tabbook(book.root, "translate", "check", "--since", "HEAD")
    assert told.returncode == 1
    assert (
        "chapters/ja/loss.md:9: the English names no `sec_cost` but `sec_loss`; write `sec_loss` [T06]" in told.stderr
    )
    assert f"<!-- translated-from: {book.git('hash-object', 'chapters/en/loss.md')} -->" in told.stdout
    data = json.loads(tabbook(book.root, "translate", "check", "--json").stdout)
    assert [finding["code"] for finding in data["pages"][0]["findings"]] == ["T06"]
    command = [str(Path(sys.executable).with_name("tabbook")), "translate", "check", "--since", "HEAD"]
    summary = tmp_path / "summary.md"
    there = os.environ | {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
    printed = subprocess.run(command, cwd=book.root, env=there, capture_output=True, text=True, check=False).stdout
    assert "::error file=chapters/ja/loss.md,line=9,title=T06::the English names no `sec_cost`" in printed
    assert "| error | chapters/ja/loss.md:9 |" in summary.read_text(encoding="utf-8")
    book.commit("a fault")
    book.edit("ja", swap("点の順序は関係ない。", "点の順序はどうでもよい。"))
    later = tabbook(book.root, "translate", "check", "--since", "HEAD")
    assert (later.returncode, "warning: chapters/ja/loss.md:9" in later.stderr) == (0, True)


def test_sync_shows_before_it_writes(book: History) -> None:
    """Without `--write` the difference is shown and nothing changes; with it, the file does."""
    before = book.file("ja").read_bytes()
    shown = tabbook(book.root, "translate", "sync").stdout
    assert "+x = 3  # 最初" in shown
    assert book.file("ja").read_bytes() == before
    assert tabbook(book.root, "translate", "sync", "--write").returncode == 0
    assert book.file("ja").read_text(encoding="utf-8") == before.decode().replace("x = 1", "x = 3")
    assert tabbook(book.root, "translate", "sync").stdout == "nothing to carry over\n"


def test_bump_moves_the_marker_when_all_is_done(book: History) -> None:
    """A block nobody touched keeps the marker where it is; once all is done it names today's English."""
    refused = tabbook(book.root, "translate", "bump", "ja/loss")
    assert refused.returncode == 1
    assert "[T02]" in refused.stderr
    tabbook(book.root, "translate", "sync", "--write")
    book.edit("ja", swap("点は12個とる。", "点は40個、少なくともとる。"))
    assert tabbook(book.root, "translate", "bump", "chapters/ja/loss.md").stdout.endswith("names today's English\n")
    assert tabbook(book.root, "translate", "next", "ja").stdout == "everything is up to date\n"


def test_names_that_are_no_pages_are_told(book: History) -> None:
    """Paths outside the book, unknown pages, languages and revisions are Problems, and nothing is read or written."""
    outside = book.root.parent / "secret.md"
    outside.write_text("# Secret\n")
    (book.root / "chapters" / "ja" / "link.md").symlink_to(outside)
    book.file("en", "link").write_text("# Link\n\nSome words of it.\n", encoding="utf-8")
    for arguments, code in (
        (("check", "../secret.md"), "T30"),
        (("check", str(outside)), "T30"),
        (("check", "ja/link"), "T30"),
        (("start", "ja", "../../../secret"), "T30"),
        (("start", "ja", "link"), "T30"),
        (("start", "fr", "loss"), "T30"),
        (("status", "ja", "nothing"), "T30"),
        (("check", "--since", "--output=x"), "T31"),
        (("bump", "ja/none"), "T30"),
    ):
        told = tabbook(book.root, "translate", *arguments)
        assert (told.returncode, f"[{code}]" in told.stderr) == (1, True), (arguments, told.stderr)
        assert "Traceback" not in told.stderr
    assert outside.read_text() == "# Secret\n"


def test_the_translation_of_a_renamed_page_is_not_begun_anew(book: History) -> None:
    """`start` names the file that the translation has still, and the command that lets it follow."""
    book.git("mv", "chapters/en/loss.md", "chapters/en/cost.md")
    done = tabbook(book.root, "translate", "start", "ja", "cost")
    assert (done.returncode, book.file("ja", "cost").exists()) == (1, False)
    assert done.stderr.startswith(
        "chapters/ja/loss.md:1: this is the translation of chapters/en/cost.md, which had another path; "
        "let it follow: `git mv chapters/ja/loss.md chapters/ja/cost.md` [T30]"
    )
    book.git("mv", "chapters/ja/loss.md", "chapters/ja/cost.md")
    assert "1 paragraph behind" in tabbook(book.root, "translate", "status", "ja").stdout


def test_a_folder_that_leads_out_is_not_written_to(book: History) -> None:
    """`start` refuses a place that a link leads out of the book."""
    away = book.root.parent / "away"
    away.mkdir()
    (book.root / "chapters" / "ja" / "part").symlink_to(away)
    (book.root / "chapters" / "en" / "part").mkdir()
    book.file("en", "part/one").write_text("# One\n\nSome words of it.\n", encoding="utf-8")
    told = tabbook(book.root, "translate", "start", "ja", "part/one")
    assert (told.returncode, "[S36]" in told.stderr) == (1, True)
    assert list(away.iterdir()) == []
    assert tabbook(book.root, "translate", "check").returncode == 0


def test_nothing_of_a_framework_is_imported(book: History) -> None:
    """A check brings in neither kernels nor writers, so it starts at once wherever Python is."""
    code = (
        "import sys; from pathlib import Path; from tabbook import config, translation as t;"
        "s = t.open_shelf(config.read(Path('.'))); t.review(s, t.choose(s, ()));"
        "print(sorted({'nbclient', 'zmq', 'jinja2', 'PIL', 'torch', 'numpy', 'fontTools'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=book.root, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_nothing_that_only_unix_has_is_asked_for(book: History) -> None:
    """A check and its answer come about without a module, function or signal that Windows lacks."""
    code = (
        "import os, signal, subprocess, sys;"
        "sys.modules.update(dict.fromkeys(['fcntl', 'termios', 'resource', 'pwd', 'grp', 'pty', 'tty']));"
        "[delattr(os, name) for name in ('fork', 'getuid', 'geteuid', 'sched_getaffinity', 'killpg', 'setsid')];"
        "[delattr(signal, name) for name in ('SIGHUP', 'SIGKILL', 'SIGUSR1', 'SIGALRM')];"
        "sys.argv[1:] = ['translate', 'check'];"
        "from tabbook.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=book.root, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("1 page checked, nothing found\n", "")
