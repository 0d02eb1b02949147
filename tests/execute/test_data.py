"""A page declares the files it reads with `#@depends`: their content counts, and they lie where it looks for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from execute.little_programs import program, run, texts
from tabbook import execute
from tabbook.config import Config
from tabbook.config.sections import Languages
from tabbook.execute.data import Declared, find_declared, lay_out


def write(book: Config, path: str, text: str) -> None:
    (book.root / path).parent.mkdir(parents=True, exist_ok=True)
    (book.root / path).write_text(text, encoding="utf-8")


def ran(book: Config, *sources: str) -> tuple[list[str], bool]:
    """What the page's cells show, and whether it ran just now."""
    outputs, told = run(book, program("deep/page", "mxnet", sources))
    assert outputs.problems == ()
    return texts(outputs.programs["en", "deep/page", "mxnet"]), "ran 0 cells" not in told


def test_the_content_of_a_declared_file_counts(book: Config) -> None:
    """Another content runs the page again, the old one does not."""
    cell = "open('data.csv').read()  #@depends data.csv"
    seen = []
    for text in ("one", "two", "one"):
        write(book, "chapters/en/deep/data.csv", text)
        seen.append(ran(book, cell))
    assert seen == [(["'one'"], True), (["'two'"], True), (["'one'"], False)]


def test_a_declared_folder_is_all_files_below_it(book: Config) -> None:
    """Content, names and new files count."""
    cell = "# @depends  ../data\nimport os\nsorted(name for _, _, names in os.walk('../data') for name in names)"
    write(book, "chapters/en/data/a/x.csv", "1")
    write(book, "chapters/en/data/y.csv", "1")
    assert ran(book, cell) == (["['x.csv', 'y.csv']"], True)
    write(book, "chapters/en/data/z.csv", "1")
    assert ran(book, cell) == (["['x.csv', 'y.csv', 'z.csv']"], True)
    write(book, "chapters/en/data/a/x.csv", "2")
    assert ran(book, cell) == (["['x.csv', 'y.csv', 'z.csv']"], True)
    assert ran(book, cell)[1] is False


@pytest.mark.parametrize("path", ["../../../static/x.csv", "static/x.csv", "../../other/../../static/x.csv"])
def test_a_path_may_begin_at_the_page_or_at_the_root(book: Config, path: str) -> None:
    """The page opens the file under the path as it declares it, however far up that goes."""
    write(book, "static/x.csv", "far")
    write(book, "chapters/other/more.txt", "")
    assert ran(book, f"#@depends {path}\nopen('{path}').read()")[0] == ["'far'"]


def test_a_translated_page_finds_the_files_of_the_original(book: Config) -> None:
    """Data beside the English page need no copy beside the Japanese one; where there is one, it is the one."""
    book = replace(book, languages=Languages(source="en", translations=("ja",)))
    page = program("deep/page", "mxnet", ["#@depends data.csv"], language="ja")
    for language in ("en", "ja"):
        write(book, f"chapters/{language}/deep/data.csv", language)
        ((declared,), problems) = find_declared(page, book)
        assert problems == ()
        assert [file.read_text() for file in declared.files.values()] == [language]


def test_a_page_changes_its_copy_only(book: Config) -> None:
    """What a page writes into a declared file does not reach the book."""
    write(book, "chapters/en/deep/data.csv", "old")
    ran(book, "#@depends data.csv\nopen('data.csv', 'w').write('new')")
    assert (book.root / "chapters/en/deep/data.csv").read_text() == "old"


@pytest.mark.parametrize("path", ["gone.csv", "../../../../secret", "/etc/passwd", "", "."])
def test_a_file_that_is_not_there_is_told_at_its_line(book: Config, path: str) -> None:
    """Once for all frameworks; the page does not run, nothing outside the book is found."""
    (book.root.parent / "secret").write_text("")
    pages = [program("deep/page", name, ["1", f"2\n3  #@depends {path}"]) for name in ("mxnet", "pytorch")]
    named = f"`#@depends {path}` names no file or folder of the book" if path else "`#@depends` names no file"
    said = f"chapters/en/deep/page.md:7: {named}; write its path from the page's folder, or from the book's root [X08]"
    outputs, _ = run(book, *pages)
    assert [str(problem) for problem in outputs.problems] == [said]
    assert [str(problem) for problem in execute.find_faults(pages, book)] == [said]
    assert not any(page.was_run for page in outputs.programs.values())


def test_words_about_it_in_a_string_declare_nothing(book: Config) -> None:
    """Only a comment does."""
    assert ran(book, "'#@depends gone.csv'")[0] == ["'#@depends gone.csv'"]


def test_a_file_that_changes_while_the_build_runs_is_not_used(book: Config) -> None:
    """The page would be stored under a key that is not that of what it read."""
    write(book, "static/x.csv", "one")
    file = book.root / "static" / "x.csv"
    declared = Declared("x.csv", {"": file}, {"": "the digest of another content"})
    with pytest.raises(OSError, match=r"x\.csv changed while the build ran"):
        lay_out([declared], book.root / "run")
