"""After an edit of prose only the edited pages are made; the site is, byte for byte, that of a build from nothing."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import tabbook
from generated import generated_book
from tabbook import build, config, edits, execute
from test_unchanged import SAID

PAGE = "chapters/en/chapter-00/page-000.md"
TRANSLATED = PAGE.replace("/en/", "/ja/")


def build_whole(root: Path) -> None:
    problems = build.build(config.read(root), "html", build.Scope(runs=False), None, execute.progress())
    assert not [problem for problem in problems if problem.is_error]


def build_edited(root: Path, *files: str) -> bool:
    return edits.build(files, (), config.read(root))


def site_of(root: Path) -> dict[str, bytes]:
    folder = root / "build" / "website"
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def marked(translation: str, original: bytes) -> str:
    """A translation that names the original as it is."""
    blob = hashlib.sha1(b"blob %d\0" % len(original) + original).hexdigest()
    return f"<!-- translated-from: {blob} -->\n{translation}"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("book")
    generated_book.write(root, pages=4, languages=2)
    for file in (root / "chapters" / "ja").rglob("*.md"):
        original = root / "chapters" / "en" / file.relative_to(root / "chapters" / "ja")
        file.write_text(marked(file.read_text(), original.read_bytes()))
    build_whole(root)
    return root


def change(root: Path, file: str, old: str, new: str) -> None:
    text = (root / file).read_text()
    assert old in text
    (root / file).write_text(text.replace(old, new, 1))


def test_an_edit_of_prose_makes_the_same_site(book: Path) -> None:
    """Of an original, then of its translation, then of another page, with lines that move; each in one go."""
    before = site_of(book)
    change(book, PAGE, ". ", ", indeed. ")
    assert build_edited(book, PAGE)
    change(book, TRANSLATED, "。", "、まさに。\n\n新しい段落である。")
    assert build_edited(book, TRANSLATED)
    other = PAGE.replace("page-000", "page-001")
    change(book, other, ".\n\n", ".\n\nA new paragraph, *marked* and with `code`.\n\n")
    change(book, PAGE, "indeed", "surely")
    assert build_edited(book, PAGE, other)
    again = site_of(book)
    assert again != before
    for left in ("website", "again", "search"):
        shutil.rmtree(book / "build" / left)
    build_whole(book)
    anew = site_of(book)
    assert again.keys() == anew.keys()
    assert [name for name in anew if again[name] != anew[name]] == []


MORE: dict[str, Callable[[Path], None]] = {
    "a title": lambda root: change(root, PAGE, "# ", "# More "),
    "a label": lambda root: change(root, PAGE, ":label:`sec_", ":label:`sec_x_"),
    "a formula": lambda root: change(root, PAGE, ". ", " $x_{new}$. "),
    "a citation": lambda root: change(root, PAGE, ". ", " :cite:`work1`. "),
    "an unknown label": lambda root: change(root, PAGE, ". ", " :numref:`nowhere`. "),
    "a link to nowhere": lambda root: change(root, PAGE, ". ", " [a](nowhere.md). "),
    "a picture": lambda root: change(root, PAGE, ". ", " ![a](../../../static/figure-2.svg). "),
    "code": lambda root: change(root, PAGE, "values_1 * 2", "values_1 * 3"),
    "a broken fence": lambda root: change(root, PAGE, "```{.python .input}", "``{.python .input}"),
    "a word that is no UTF-8": lambda root: (root / PAGE).write_bytes((root / PAGE).read_bytes() + b"\xff"),
    "a table of contents": lambda root: change(root, PAGE, ". ", ".\n\n```toc\n:maxdepth: 2\n```\n\n"),
}


@pytest.mark.parametrize("edit", MORE)
def test_an_edit_that_shows_elsewhere_is_left_to_a_whole_build(book: Path, edit: str) -> None:
    """Whatever other pages show, what is new to the site and what is wrong; nothing is written then."""
    text, site = (book / PAGE).read_bytes(), (book / "build" / "website").stat()
    MORE[edit](book)
    try:
        assert not build_edited(book, PAGE)
        assert (book / "build" / "website").stat().st_ino == site.st_ino
    finally:
        (book / PAGE).write_bytes(text)


def test_a_page_that_now_needs_a_heading_is_left_to_a_whole_build(tmp_path: Path) -> None:
    """One that only includes others needs none, until it says something itself."""
    (tmp_path / "chapters" / "en").mkdir(parents=True)
    (tmp_path / "config.ini").write_text("[languages]\nsource = en\n")
    (tmp_path / "chapters" / "en" / "index.md").write_text("# Title\n\n```toc\npage\n```\n")
    page = tmp_path / "chapters" / "en" / "page.md"
    page.write_text("```eval_rst\nWords.\n```\n")
    build_whole(tmp_path)
    page.write_text("```eval_rst\nOther words.\n```\n")
    assert build_edited(tmp_path, "chapters/en/page.md")
    page.write_text("```eval_rst\nOther words.\n```\n\nOwn words.\n")
    assert not build_edited(tmp_path, "chapters/en/page.md")


def test_what_was_left_and_cannot_be_read_makes_a_whole_build(book: Path) -> None:
    """As after another version of tabbook, or a killed build."""
    for name in ("book.pickle", "library.pickle", "website.pickle"):
        left = book / "build" / "again" / name
        content = left.read_bytes()
        for damage in (b"", content[: len(content) // 2], b"cos\nnosuch\n."):
            left.write_bytes(damage)
            assert not build_edited(book, PAGE)
        left.write_bytes(content)
    assert build_edited(book, PAGE)


def test_sections_of_the_search_that_are_damaged_make_a_whole_build(book: Path) -> None:
    """They are taken from the site's own script, whose name tells what it is."""
    (script,) = (book / "build" / "website" / "assets" / "search").glob("en-*.js")
    content = script.read_bytes()
    script.write_bytes(content.replace(b"a", b"b", 1))
    assert not build_edited(book, PAGE)
    script.write_bytes(content)
    assert build_edited(book, PAGE)


ELSEWHERE = """
import sys
from pathlib import Path
from test_edits import PAGE, build_edited
sys.exit(not build_edited(Path(sys.argv[1]), PAGE))
"""


def test_what_was_left_and_is_damaged_is_made_anew(book: Path) -> None:
    """The zip that another takes over from, and the templates as they were compiled; each by a process of its own."""
    command = [sys.executable, "-c", ELSEWHERE, book]
    assert subprocess.run(command, cwd=Path(__file__).parent).returncode == 0
    site = site_of(book)
    left = [*(book / "build" / "website").glob("*.zip"), *(book / "build" / "again" / "templates").iterdir()]
    assert len(left) > 1
    for damaged in left:
        content = damaged.read_bytes()
        damaged.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert subprocess.run(command, cwd=Path(__file__).parent).returncode == 0
    assert site_of(book) == site


def test_the_command_says_what_was_edited(book: Path) -> None:
    """And a build after it has nothing to do; a page with a fault is told at each build, and left to a whole one."""
    assert tabbook(book, "build", "html", "--no-run").returncode == 0
    change(book, PAGE, ". ", ", truly. ")
    done = tabbook(book, "build", "html", "--no-run")
    assert f"only the text of {PAGE} has changed" in done.stdout
    assert b"truly" in (book / "build" / "website" / "en" / "chapter-00" / "page-000.html").read_bytes()
    assert SAID in tabbook(book, "build", "html", "--no-run").stdout
    change(book, PAGE, ", truly", ", truly :numref:`nowhere`")
    for _ in range(2):
        faulty = tabbook(book, "build", "html", "--no-run")
        assert "label `nowhere` is not defined" in faulty.stderr
