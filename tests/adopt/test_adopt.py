"""Folders made for d2lbook in, one book of tabbook out that builds; and the report of it."""

from __future__ import annotations

import hashlib
import re
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from adopt.shelf import ADDED, DRIFTED, git, write
from cases import IS_WRITING
from conftest import REPOSITORY, tabbook
from tabbook import adopt, build, config, execute, translation
from tabbook.adopt import Source
from tabbook.build import Scope
from tabbook.errors import BookError, Problem

HERE = Path(__file__).parent
CASES = REPOSITORY / "tests" / "source" / "conformance"


@dataclass(frozen=True, slots=True)
class Shelf:
    """Three folders, and the book that was made of them."""

    folders: Path
    commit: str
    book: Path
    printed: str
    before: dict[str, str]
    """What the folders held before."""

    @property
    def report(self) -> str:
        return (self.book / "ADOPTED.md").read_text(encoding="utf-8")


def contents(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    folders = tmp_path_factory.mktemp("folders")
    commit = write(folders)
    before = contents(folders)
    book = tmp_path_factory.mktemp("new") / "book"
    done = tabbook(folders, "adopt", "en", "ja", "ko", "--commit", f"ko={commit}", "--to", str(book))
    assert (done.returncode, done.stderr) == (0, "")
    return Shelf(folders, commit, book, done.stdout, before)


def read(book: Path, *parts: str) -> str:
    return book.joinpath(*parts).read_text(encoding="utf-8")


def expect(name: str, text: str) -> None:
    """Compare with the file of this name beside this one, or write it where snapshots are asked for."""
    if IS_WRITING:
        (HERE / name).write_text(text, encoding="utf-8")
    assert (HERE / name).read_text(encoding="utf-8") == text


def errors_of(problems: tuple[Problem, ...]) -> list[str]:
    return [str(problem) for problem in problems if problem.is_error]


def test_the_folders_stay_as_they_are(shelf: Shelf) -> None:
    """Adopting writes below the new folder only."""
    assert contents(shelf.folders) == shelf.before
    assert sorted(path.name for path in shelf.book.parent.iterdir()) == ["book"]


def test_pages_lie_by_language(shelf: Shelf) -> None:
    """English pages are those of the folder, byte for byte; pictures lie where pages reach them, the works beside."""
    english = shelf.folders / "en"
    for page in english.rglob("*.md"):
        assert (shelf.book / "chapters" / "en" / page.relative_to(english)).read_bytes() == page.read_bytes()
    for language in ("en", "ja", "ko"):
        assert (shelf.book / "chapters" / language / "img" / "figure-0.svg").is_file()
    assert (shelf.book / "chapters" / "refs.bib").read_bytes() == (english / "refs.bib").read_bytes()
    assert (shelf.book / "tools" / "release.sh").is_file()
    assert not list(shelf.book.rglob("*_origin.md"))


def test_a_translation_names_the_english_it_was_made_from(shelf: Shelf) -> None:
    """The first line is git's hash of the copy beside the page, or of the page at the commit that was named."""
    path = DRIFTED[0]
    blob = git(shelf.folders / "en", "rev-parse", f"{shelf.commit}:{path}.md")
    for language in ("ja", "ko"):
        marker, _, text = read(shelf.book, "chapters", language, f"{path}.md").partition("\n")
        assert marker == f"<!-- translated-from: {blob} -->"
        assert text == read(shelf.folders, language, f"{path}.md")


def test_what_drifted_can_be_told(shelf: Shelf) -> None:
    """The old English is in the book's history: the paragraph added since is told to be missing."""
    opened = translation.open_shelf(config.read(shelf.book))
    for language in ("ja", "ko"):
        states, problems = translation.read_states(opened, language)
        assert problems == []
        assert {state.origin for state in states if state.is_there} == {"known"}
        behind = {state.path for state in states for block in state.behind if block.new == ADDED.strip()}
        assert behind == set(DRIFTED)
    assert git(shelf.book, "status", "--porcelain") == ""


def test_the_config_keeps_its_comments(shelf: Shelf) -> None:
    """Keys with a use stay, the others are commented out with the reason; languages and old addresses are added."""
    expect("config.txt", read(shelf.book, "config.ini"))


def test_the_report_says_what_is_left(shelf: Shelf) -> None:
    """The report names each page and key that needs a person, and what to do."""
    expect("report.md", shelf.report.replace(shelf.commit, "COMMIT"))
    assert shelf.printed.startswith("14 pages in 3 languages: ")


def test_the_new_book_builds(shelf: Shelf, tmp_path: Path) -> None:
    """The site has every page in three languages, and what d2lbook's addresses were leads there."""
    root = tmp_path / "book"
    shutil.copytree(shelf.book, root)
    problems = build.build(config.read(root), "html", Scope(runs=False), 1, execute.progress())
    assert errors_of(problems) == []
    for language in ("en", "ja", "ko"):
        page = read(root, "build", "website", language, f"{DRIFTED[0]}.html")
        assert page.count("<img") >= 1
    assert f'href="../en/{DRIFTED[0]}.html"' in read(root, "build", "website", f"{DRIFTED[0]}.html")


def test_the_twenty_cases_become_a_book(tmp_path: Path) -> None:
    """Pages of every construct, with no page to begin with, become a book; what its report lists is all there is."""
    folder = tmp_path / "cases"
    for case in sorted(path for path in CASES.iterdir() if path.is_dir()):
        shutil.copytree(case, folder / case.name, ignore=shutil.ignore_patterns("*.json", "*.txt", "config.ini"))
    settings = (CASES / "20-alias-and-save" / "config.ini").read_text(encoding="utf-8")
    settings = settings.replace("notebooks = *.md", "notebooks = */*.md").replace("alpha, beta", "alpha, beta, gamma")
    (folder / "config.ini").write_text(settings, encoding="utf-8")
    adopted = adopt.adopt(adopt.read([Source(folder)]), tmp_path / "book")
    report = read(tmp_path / "book", "ADOPTED.md")
    assert "## A page was written\n" in report
    told = re.findall(r"^- chapters/en/(\S+?)/input\.md:(\d+): .* \[([A-Z]\d\d)\]$", report, re.MULTILINE)
    assert FAULTS.keys() <= set(told)
    mend(tmp_path / "book" / "chapters" / "en")
    problems = build.build(config.read(tmp_path / "book"), "html", Scope(), 1, execute.progress())
    assert errors_of(problems) == []
    assert len(list((tmp_path / "book" / "build" / "website" / "en").rglob("input.html"))) == 20
    assert adopted.pages == 20


FAULTS = {
    ("01-plain-cells", "27", "S32"): ("\nfirst/page\n", "\n"),
    ("04-mixed-markers", "5", "S08"): ("#@tab beta\nboth", "both"),
    ("04-mixed-markers", "23", "S09"): ("inline = 5  #@tab gamma", "#@tab gamma\ninline = 5"),
    ("05-begin-tab", "6", "N01"): ("# Tabbed Prose\n", "# Tabbed Prose\n:label:`sec_oven`\n"),
    ("15-unclosed-begin-tab", "3", "S03"): ("never closed.\n", "never closed.\n:end_tab:\n"),
    ("15-unclosed-begin-tab", "11", "S02"): ("Shared.\n:end_tab:\n", "Shared.\n"),
    ("15-unclosed-begin-tab", "14", "S03"): ("next cell.\n", "next cell.\n:end_tab:\n"),
}
"""The faults of the twenty cases, and what a person does about each."""


def mend(folder: Path) -> None:
    """Do what the report of the twenty cases asks for."""
    for (case, _, _), (old, new) in FAULTS.items():
        page = folder / case / "input.md"
        text = page.read_text(encoding="utf-8")
        assert text.count(old) == 1, (case, old)
        page.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def loose(shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same three folders, taken out of their clone."""
    folders = tmp_path_factory.mktemp("loose") / "folders"
    shutil.copytree(shelf.folders, folders, ignore=shutil.ignore_patterns(".git"))
    return folders


def test_folders_without_git_become_a_book(loose: Path, tmp_path: Path) -> None:
    """Where no folder is a clone, the copies beside the pages tell what a translation was made from, and what changed
    since; pages without a copy are told."""
    sources = [Source(loose / name) for name in ("en", "ja", "ko")]
    adopted = adopt.adopt(adopt.read(sources), tmp_path / "book")
    japanese, korean = adopted.translations
    assert (japanese.copies, japanese.unknown, len(korean.unknown), adopted.no_history) == (5, (), korean.pages, "")
    assert errors_of(adopted.problems) == []
    states, problems = translation.read_states(translation.open_shelf(config.read(tmp_path / "book")), "ja")
    assert (problems, {state.origin for state in states}) == ([], {"known"})
    assert set(DRIFTED) <= {state.path for state in states if state.behind}
    assert [path.name for path in tmp_path.iterdir()] == ["book"]


def test_a_book_is_adopted_where_git_is_not_installed(
    loose: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The book is the same but for its history, which the report says."""
    monkeypatch.setenv("PATH", str(tmp_path))
    adopted = adopt.adopt(adopt.read([Source(loose / "en"), Source(loose / "ja")]), tmp_path / "book")
    assert adopted.no_history == "git is not installed here"
    assert "No repository was made: git is not installed here." in read(tmp_path / "book", "ADOPTED.md")
    assert errors_of(build.check(config.read(tmp_path / "book"))) == []
    assert not (tmp_path / "book" / ".git").exists()


def test_refusals(shelf: Shelf, tmp_path: Path) -> None:
    """What cannot be adopted is told in a sentence, and nothing is written."""
    book = tmp_path / "one"
    book.mkdir()
    (book / "config.ini").write_text("[project]\nname = one\n")
    (book / "index.md").write_text("# One\n")
    second = tmp_path / "two"
    shutil.copytree(book, second)

    def refusal(*sources: Source, target: str = "new") -> str:
        with pytest.raises(BookError) as caught:
            adopt.adopt(adopt.read(sources), tmp_path / target)
        return str(caught.value)

    assert "two/config.ini:1: the language of this folder is not known" in refusal(Source(book), Source(second))
    assert "two folders are in `en`" in refusal(Source(book), Source(second, "en"))
    assert "there is something in this folder already" in refusal(Source(book), target="two")
    assert "this is a book of tabbook already" in refusal(Source(REPOSITORY))
    assert "there is no config.ini" in refusal(Source(tmp_path))
    done = tabbook(tmp_path, "adopt", "one", "ja=two", "--commit", "ja=abc", "--to", "new")
    assert done.returncode == 1
    assert "one/config.ini:1: `one` is no clone, so nobody knows commit `abc`; name a commit of the" in done.stderr
    english, korean = adopt.read([Source(shelf.folders / "en"), Source(shelf.folders / "ko")])
    with pytest.raises(BookError, match="commit `abc` holds none of its pages"):
        adopt.adopt([english, replace(korean, commit="abc")], tmp_path / "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]
