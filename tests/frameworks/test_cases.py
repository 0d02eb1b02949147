"""Pages in, programs out: branches, magics and which frameworks a page exists for, as data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cases import check, show
from tabbook import frameworks, source
from tabbook.document import Book, Code, Page, Program
from tabbook.errors import in_book_order

FILES = sorted((Path(__file__).parent / "cases").glob("*.md"))
FRAMEWORKS = ("pytorch", "mxnet", "jax")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_cases(file: Path) -> None:
    """Each page becomes the programs and Problems of its case; programs that are alike are shown once."""
    names = () if file.stem.endswith("without-frameworks") else FRAMEWORKS
    check(file, lambda page: rendered(page, names))


def rendered(text: str, names: tuple[str, ...]) -> str:
    """The programs of a page, lines with their numbers; a text without a fence is one cell for all."""
    page = page_of(text if "```" in text else f"```{{.python .input}}\n#@tab all\n{text}```\n", names)
    programs, problems = frameworks.programs(Book("en", (page,)), names)
    alike: dict[str, list[str]] = {}
    for program in programs:
        alike.setdefault("\n".join(lines_of(program)), []).append(program.framework)
    shown = [
        f"{', '.join(tabs)}:\n{lines}" if lines else f"{', '.join(tabs)}: nothing" for lines, tabs in alike.items()
    ]
    return "\n".join([*shown, *(show(problem) for problem in in_book_order(problems, [page.file]))])


def page_of(text: str, names: tuple[str, ...]) -> Page:
    blocks, _ = source.parse(text, "page.md", names)
    return Page("page", "page.md", "en", blocks)


def lines_of(program: Program) -> Iterator[str]:
    for number, cell in enumerate(program.cells):
        if number:
            yield "  --"
        lines = cell.source.split("\n")
        yield from (f"  {at}| {line}".rstrip() for at, line in zip(cell.lines, lines, strict=True))


def test_a_cell_knows_its_block() -> None:
    """A cell of a program names the block of the page it was made from."""
    page = page_of("# Title\n\n```{.python .input}\n#@tab all\nx = 1\n```\n", FRAMEWORKS)
    (program, *_), problems = frameworks.programs(Book("ja", (page,)), FRAMEWORKS)
    block = page.blocks[program.cells[0].block]
    assert isinstance(block, Code)
    assert block.place == program.cells[0].place
    assert (program.path, program.file, program.language) == ("page", "page.md", "en")
    assert problems == ()


def test_packages_of_the_selector_are_for_every_framework() -> None:
    """Each program names the packages that the tab-selector cells ask for, once."""
    cell = '```{.python .input}\n%load_ext d2lbook.tab\n#required_libs("a==1", "b")\n```\n'
    programs, _ = frameworks.programs(Book("en", (page_of(cell + cell, FRAMEWORKS),)), FRAMEWORKS)
    assert [program.required_libs for program in programs] == [("a==1", "b")] * 3
