"""The library: what is saved, how it is noted, and what aliases become."""

from __future__ import annotations

import configparser
import dataclasses
import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from cases import check, show
from tabbook import library
from tabbook.config import Config, Library
from tabbook.config.sections import Build
from tabbook.document import Book, Cell, Code, Mark, Page, Program, Prose
from tabbook.errors import Place, Problem

HERE = Path(__file__).parent
CONFORMANCE = HERE.parent / "source" / "conformance" / "20-alias-and-save"
FILE = "page.md"


def _section(text: str, name: str = "alpha") -> Library:
    parser = configparser.ConfigParser()
    parser.read_string(f"[library]\n{text}")
    return Library(name=name, **{key: value.strip() for key, value in parser["library"].items()})


def _config(*sections: Library, root: Path = Path(".")) -> Config:
    return Config(root=root, build=Build(tabs=tuple(section.name for section in sections)), library_sections=sections)


def _page(parts: Sequence[tuple[str, str]], framework: str = "alpha") -> tuple[Book, Program]:
    """A page of prose and code, and its program; each part begins on the line after the last one's end."""
    blocks: list[Prose | Code] = []
    cells: list[Cell] = []
    line = 1
    for kind, text in parts:
        place = Place(FILE, line)
        count = text.count("\n") + 1
        if kind == "code":
            lines = tuple(range(line, line + count))
            cells.append(Cell(place, text, len(blocks), lines))
            blocks.append(Code(place, text, text, lines))
        else:
            marks = re.findall(r"(?m)^:label:`(.*)`$", text)
            blocks.append(Prose(place, text, tuple(Mark(place, mark, "label", mark) for mark in marks)))
        line += count
    page = Page("page", FILE, "en", tuple(blocks))
    return Book("en", (page,)), Program("page", FILE, "en", framework, tuple(cells))


def _split(before: str) -> tuple[str, str]:
    settings, _, rest = before.partition("---\n")
    return settings, rest.removesuffix("\n")


def test_aliases_become_the_frameworks_own_names() -> None:
    """A cell is rewritten by the lists of its library section, and nothing else of it changes."""

    def rewritten(before: str) -> str:
        settings, source = _split(before)
        _, program = _page([("code", source)])
        return library.rewrite(program, _section(settings)).cells[0].source

    check(HERE / "cases" / "aliases.md", rewritten)


def test_whole_statements_are_saved() -> None:
    """The library holds the statements that begin at a mark, and reports those it cannot hold."""

    def saved(before: str) -> str:
        parts = [part.removesuffix("\n") for part in before.split("---\n")]
        book, program = _page([("prose" if ":label:" in part else "code", part) for part in parts])
        modules, problems = library.collect(book, [program], _config(Library(name="alpha", lib_file="lib.py")))
        text = modules[0].text.partition("Don't edit it directly\n\n")[2]
        return text + "".join(f"{show(problem)}\n" for problem in problems)

    check(HERE / "cases" / "saved.md", saved)


def test_lines_of_a_rewritten_cell_stay_right() -> None:
    """Where rewriting joins lines, each line of the cell still names its line of the file."""
    source = "\ny = d2l.numpy(\n    d2l.reshape(x,  # why\n        (1, 2)))\nz = 1\n"
    _, program = _page([("prose", "one\ntwo"), ("code", source)])
    cell = library.rewrite(program, _section("fluent_alias = numpy, reshape")).cells[0]
    assert cell.source == "y = x.reshape(  # why\n        (1, 2)).numpy()\nz = 1"
    assert cell.lines == (4, 6, 7)


def test_modules_are_kept_by_framework_and_their_names_known() -> None:
    """Each name a module defines comes with the source that defines it; imports and aliases count."""
    book, program = _page([("code", "#@save\nimport os.path as path, sys\n\ndef f():  #@save\n    return 1")])
    section = _section("lib_file = d2l/a.py\nlib_name = aa\nsimple_alias = ones\nalias = X, Y = 1, 2")
    translated = dataclasses.replace(program, language="ja", cells=())
    (module,), problems = library.collect(book, [program, translated], _config(section))
    assert not problems
    assert (module.framework, module.file) == ("alpha", "d2l/a.py")
    assert set(module.symbols) == {"path", "sys", "f", "X", "Y", "ones"}
    assert module.symbols["f"] == "def f():\n    return 1"


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ("lib_file =", "no module of the book"),
        ("lib_file = ../a.py", "no module of the book"),
        ("lib_file = a.py\nreverse_alias = d2l.(x -> y", "reverse_alias"),
        ("lib_file = a.py\nreverse_alias = d2l.x -> \\3", "reverse_alias"),
        ("lib_file = a.py\nargs_alias = zed(a_x -> lib.zed(a_x)", "args_alias"),
        ("lib_file = a.py\nsimple_alias = ones", "lib_name is missing"),
        ("lib_file = a.py\nalias = Base = = 1", "no Python"),
    ],
)
def test_a_library_section_that_cannot_be_used_is_reported(settings: str, words: str) -> None:
    """A fault in a [library-…] section is a Problem that names the section, and stops nothing."""
    book, program = _page([("code", "x = d2l.x(1)")])
    section = _section(settings)
    _, problems = library.collect(book, [program], _config(section))
    assert [problem.code for problem in problems] == ["L03"]
    assert "[library-alpha]" in problems[0].what
    assert words in problems[0].what
    library.rewrite(program, section)


def test_a_library_is_written_whole_and_can_be_imported(tmp_path: Path) -> None:
    """With the folder on the path the module is imported; its hand-written head stays; stale modules go."""
    (tmp_path / "d2l").mkdir()
    (tmp_path / "d2l" / "alpha.py").write_text("import math\n\n##### WARNING #####\nold = 1\n")
    book, program = _page([("code", "def area(r):  #@save\n    return math.pi * r * r")])
    config = _config(_section("lib_file = d2l/alpha.py"), root=tmp_path)
    modules, problems = library.collect(book, [program], config, library.read_heads(config))
    assert not problems
    folder = tmp_path / "build" / "library"
    library.write(modules, folder)
    (folder / "stale.py").write_text("")
    before = (folder / "d2l" / "alpha.py").stat().st_mtime_ns
    library.write(modules, folder)
    code = "from d2l import alpha as d2l; print(round(d2l.area(1), 2), hasattr(d2l, 'old'))"
    printed = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    assert printed.stdout == "3.14 False\n"
    assert (folder / "d2l" / "alpha.py").stat().st_mtime_ns == before
    assert not (folder / "stale.py").exists()
    library.write((), folder)
    assert not list(folder.rglob("*.py"))
    library.write((), tmp_path / "nowhere")


# ---------------------------------------------------------------------------------------------------------------------


def _conformance(framework: str) -> tuple[Book, Program]:
    cells = json.loads((CONFORMANCE / f"expected-{framework}.json").read_text())
    return _page([("code" if cell["type"] == "code" else "prose", cell["source"]) for cell in cells], framework)


def _sections() -> Mapping[str, Library]:
    parser = configparser.ConfigParser()
    parser.read_string((CONFORMANCE / "config.ini").read_text())
    return {
        name: Library(name=name, **{key: value.strip() for key, value in parser[f"library-{name}"].items()})
        for name in ("alpha", "beta")
    }


def _expected(name: str) -> str:
    """Our own file where an accident of d2lbook makes ours differ."""
    ours = CONFORMANCE / f"ours-{name}"
    theirs = CONFORMANCE / f"expected-{name}"
    assert not ours.exists() or ours.read_text() != theirs.read_text()
    return (ours if ours.exists() else theirs).read_text()


@pytest.mark.parametrize("framework", ["alpha", "beta"])
def test_conformance_20_cells(framework: str) -> None:
    """Cells are rewritten as d2lbook does, but for names that only begin alike and for sorted imports."""
    book, program = _conformance(framework)
    cells = [cell.source for cell in library.rewrite(program, _sections()[framework]).cells]
    expected = [cell for cell in json.loads(_expected(f"{framework}-eval.json")) if cell["type"] == "code"]
    assert cells == [cell["source"] for cell in expected]
    assert len(book.pages) == 1


@pytest.mark.parametrize("framework", ["alpha", "beta"])
def test_conformance_20_library(framework: str) -> None:
    """The module is d2lbook's, but for sorted imports; a method for a class saved on the page is in its class."""
    book, program = _conformance(framework)
    (module,), problems = library.collect(book, [program], _config(_sections()[framework]))
    assert problems == ()
    assert module.text == _expected(f"{framework}-library.txt")


def test_a_problem_names_the_line_of_the_page() -> None:
    """A method whose class was not saved is reported where it stands, with what to do."""
    book, program = _page([("prose", "a"), ("code", "x = 1\n\n@d2l.add_to_class(Dish)  #@save\ndef fill(self): pass")])
    _, problems = library.collect(book, [program], _config(Library(name="alpha", lib_file="lib.py")))
    assert [(problem.code, problem.place) for problem in problems] == [("L02", Place(FILE, 4))]
    assert all(isinstance(problem, Problem) for problem in problems)
