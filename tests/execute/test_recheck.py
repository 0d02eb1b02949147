"""Outputs are checked: everything runs again and is compared with what its page last showed."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from rich.console import Console

from execute.little_programs import program, run, texts
from tabbook import execute
from tabbook.config import Config
from tabbook.document import Program
from tabbook.execute import Checked

Tell = Callable[[str], str]
"""Writes what a page reads behind its key's back, and gives the code that reads it."""


@pytest.fixture
def tell(tmp_path: Path) -> Tell:
    file = tmp_path / "told"

    def write(text: str) -> str:
        file.write_text(text)
        return f"print(open({str(file)!r}).read())"

    return write


def check(book: Config, *programs: Program) -> Checked:
    progress = execute.Progress(Console(file=io.StringIO()))
    return execute.check_outputs(programs, book, jobs=2, progress=progress)


def told(checked: Checked) -> list[str]:
    return [str(problem) for problem in checked.problems]


def stored(book: Config) -> dict[str, bytes]:
    folder = book.build_folder / "cache" / "outputs"
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def repinned(book: Config, text: str) -> Config:
    """The book after a change that counts for every page, as one of a pinned version does."""
    (book.root / "versions").write_text(text)
    return replace(book, build=replace(book.build, dependencies=("versions",)))


def test_what_shows_the_same_is_no_difference(book: Config) -> None:
    """Every page runs again, once for all languages, stored or not; the store stays as it was."""
    pages = [program("a", "mxnet", ["1 + 1", "print('x')"], language) for language in ("en", "ja")]
    pages.append(program("b", "mxnet", ["import sys; sys.stderr.write('once')"]))
    run(book, *pages)
    before = stored(book)
    assert check(book, *pages) == Checked(compared=2)
    assert stored(book) == before
    assert "No difference was found." in (book.build_folder / "check" / "outputs.html").read_text()


def test_what_differs_is_told_at_its_cell(book: Config, tell: Tell) -> None:
    """Old and new stand beside each other, and the stored output stays."""
    page = program("a", "mxnet", ["1 + 1", tell("one\nloss 0.25")])
    run(book, page)
    before = stored(book)
    tell("one\nloss 0.26")
    checked = check(book, page)
    assert (checked.compared, checked.differences) == (1, 1)
    assert told(checked) == [
        "chapters/en/a.md:5: the mxnet cell shows numbers up to 0.01 from what they were; code and versions are the "
        "same, so fix its seeds, or allow it with `#@tolerance` [X11]\n"
        "    was                                              is\n"
        "    one                                              one\n"
        "    loss 0.25                                      | loss 0.26"
    ]
    assert stored(book) == before
    report = (book.build_folder / "check" / "outputs.html").read_text()
    assert '<td class="differs">loss 0.25<td class="differs">loss 0.26' in report


def test_a_tolerance_allows_it(book: Config, tell: Tell) -> None:
    """In the cell, or in the first line of the page; it changes no key."""
    source = tell("loss 0.25")
    run(book, program("a", "mxnet", ["x = 1", source]))
    tell("loss 0.2501")
    for sources in (["x = 1", source + "  #@tolerance 1e-3"], ["#@tolerance 1e-3\nx = 1", source]):
        assert check(book, program("a", "mxnet", sources)) == Checked(compared=1)
    assert check(book, program("a", "mxnet", ["x = 1  #@tolerance 1e-3", source])).differences == 1


def test_after_a_change_of_versions_the_last_good_outputs_count(book: Config, tell: Tell) -> None:
    """Also in a second check; the new ones are kept, so that the build that takes them runs nothing."""
    page = program("a", "mxnet", [tell("old"), "2"])
    run(repinned(book, "1.0"), page)
    tell("new")
    later = repinned(book, "2.0")
    for _ in range(2):
        checked = check(later, page)
        assert (checked.compared, checked.differences) == (1, 1)
        assert "shows other text; if that is right, `tabbook build` takes it; " in told(checked)[0]
    outputs, said = run(later, page)
    assert "ran 0 cells" in said
    assert texts(outputs.programs["en", "a", "mxnet"]) == ["new\n", "2"]
    assert check(later, page) == Checked(compared=1)
    tell("old")
    assert texts(run(repinned(book, "1.0"), page)[0].programs["en", "a", "mxnet"]) == ["old\n", "2"]


def test_only_cells_with_their_old_code_are_compared(book: Config, tell: Tell) -> None:
    """A cell that was edited or added shows what it likes; the others are found where they stand now."""
    source = tell("old")
    run(book, program("a", "mxnet", ["x = 1; x", source]))
    tell("new")
    checked = check(book, program("a", "mxnet", ["x = 2; x", "'added'", f"# remark\n{source}"]))
    assert (checked.compared, checked.differences, checked.changed_cells) == (1, 1, 2)
    assert told(checked)[0].startswith("chapters/en/a.md:9: the mxnet cell shows other text; ")


def test_a_page_without_older_outputs_is_told(book: Config) -> None:
    """It is run and kept, and compared from then on; `runs` says which pages are run at all."""
    page = program("a", "mxnet", ["1"])
    assert check(book, page) == Checked(unknown=(page,))
    assert check(book, page) == Checked(compared=1)
    assert "ran 0 cells" in run(book, page)[1]
    nothing = execute.check_outputs(
        [page], book, progress=execute.Progress(Console(quiet=True)), runs=lambda program: False
    )
    assert nothing == Checked()


def test_a_damaged_entry_is_nothing_to_compare_with(book: Config) -> None:
    """It is dropped, and what the page shows now takes its place."""
    page = program("a", "mxnet", ["1"])
    run(book, page)
    [entry] = (book.build_folder / "cache" / "outputs").glob("??/*.json")
    entry.write_bytes(entry.read_bytes()[:-9])
    assert check(book, page) == Checked(unknown=(page,))
    assert check(book, page) == Checked(compared=1)


def test_a_page_that_fails_is_told_and_others_are_compared(book: Config, tell: Tell) -> None:
    """As in a build; a page that needs more GPUs than there are is deferred."""
    pages = [
        program("a", "mxnet", [f"{tell('1')}\nint(open({tell('1')[11:-9]}).read())"]),
        program("b", "mxnet", ["1"]),
    ]
    pages.append(program("c", "mxnet", ["2  #@gpu 9"]))
    run(replace(book, execute=replace(book.execute, gpus="9")), *pages)
    tell("one")
    checked = check(replace(book, execute=replace(book.execute, gpus="1")), *pages)
    assert checked.compared == 1
    assert [problem.code for problem in checked.problems] == ["X10", "X01"]


def test_pictures_stand_beside_each_other(book: Config, tmp_path: Path) -> None:
    """The page for the eye holds both, and asks for no other file."""
    picture = tmp_path / "picture.png"
    page = program("a", "mxnet", [f"from IPython.display import Image; Image({str(picture)!r})"])
    Image.new("RGB", (60, 40), "white").save(picture)
    run(book, page)
    Image.new("RGB", (60, 40), "orange").save(picture)
    checked = check(book, page)
    assert checked.differences == 1
    assert "the mxnet cell shows a picture 0.612 from what it was, where 0.01 is near; " in told(checked)[0]
    assert told(checked)[0].endswith("\n    both are in check/outputs.html of the build folder")
    report = (book.build_folder / "check" / "outputs.html").read_text()
    assert report.count('" src="data:image/png;base64,') == 2
    assert "http" not in report
