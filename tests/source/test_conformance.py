"""Twenty pages compared with what d2lbook 1.0.3 makes of them, cell by cell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from cases import IS_WRITING
from tabbook import config, frameworks, source
from tabbook.document import (
    Block,
    Book,
    Code,
    Formula,
    Listing,
    Page,
    Program,
    Prose,
    Rst,
    Selector,
    SlideMark,
    StoredOutput,
    TabLine,
    Toc,
)

HERE = Path(__file__).parent / "conformance"
FOLDERS = sorted(folder for folder in HERE.iterdir() if folder.is_dir())
ACCIDENTS = {(entry["case"], entry["tab"]): entry for entry in json.loads((HERE / "accidents.json").read_text())}
TABS = [(folder, tab) for folder in FOLDERS for tab in config.read(folder).frameworks]


def page_of(folder: Path) -> tuple[Page, dict[str, Program]]:
    """The page of a case, and its program for each framework it exists for."""
    names = config.read(folder).frameworks
    text = (folder / "input.md").read_bytes().decode("utf-8")
    blocks, _ = source.parse(text, "input.md", names)
    page = Page("input", "input.md", "en", blocks)
    programs, _ = frameworks.programs(Book("en", (page,)), names)
    return page, {program.framework: program for program in programs}


@dataclass
class Piece:
    """A cell of a page before a framework is chosen."""

    tabs: tuple[str, ...] | None
    """Frameworks of the tab block around prose; `None` outside, empty for `all`."""
    texts: list[str] = field(default_factory=list)
    code: int | None = None
    """Index of the block, for code."""


def pieces_of(page: Page) -> list[Piece]:
    """The cells of a page; prose that nothing but blank lines divides is one cell."""
    pieces: list[Piece] = []
    is_for_all = False
    for index, block in enumerate(page.blocks):
        if isinstance(block, TabLine):
            is_for_all = block.is_begin and ":`all`" in block.text
        elif isinstance(block, Code | Selector):
            pieces.append(Piece((), code=index))
        elif text := prose_of(block):
            tabs = () if is_for_all else getattr(block, "frameworks", ()) or None
            if not pieces or pieces[-1].code is not None or pieces[-1].tabs != tabs:
                pieces.append(Piece(tabs))
            pieces[-1].texts.append(text)
    return pieces


def prose_of(block: Block) -> str:
    """A block as d2lbook keeps it in a prose cell; nothing for a block without words."""
    if isinstance(block, Prose):
        return block.text.replace("\r\n", "\n").strip()
    if isinstance(block, Listing):
        run = block.text[: len(block.text) - len(block.text.lstrip("`~"))]
        return f"{run}{block.info}\n{block.source}\n{run}" if block.source else ""
    return block.text.strip() if isinstance(block, Toc | Rst) else ""


def cells_of(page: Page, program: Program | None) -> list[dict[str, Any]] | None:
    """The cells of a page for one framework, as the expected files write them."""
    if program is None:
        return None
    return [cell for position, piece in enumerate(pieces_of(page)) for cell in written(page, program, piece, position)]


def written(page: Page, program: Program, piece: Piece, position: int) -> Iterator[dict[str, Any]]:
    """One cell, if the framework has it."""
    tab = program.framework
    if piece.code is None:
        if not piece.tabs or tab in piece.tabs:
            text = "\n\n".join(piece.texts) + "\n"
            yield {"type": "markdown", "source": text, "tab": None if piece.tabs is None else [tab], "pos": position}
        return
    for cell in program.cells:
        if cell.block == piece.code:
            yield {"type": "code", "source": cell.source, "tab": [tab], "pos": position} | annotations(page, cell.block)


def annotations(page: Page, index: int) -> dict[str, int]:
    """The execution number and the stored outputs of a cell."""
    code = page.blocks[index]
    found = {key: int(value) for key, value in code.attributes if key == "n"} if isinstance(code, Code) else {}
    for block in page.blocks[index + 1 :]:
        if isinstance(block, StoredOutput):
            found["outputs"] = len(block.outputs)
        if not isinstance(block, StoredOutput) and block.text.strip():
            break
    return found


def without_positions(cells: list[dict[str, Any]] | None) -> list[dict[str, Any]] | None:
    """Cells without their positions, whose order is the list's own."""
    assert cells is None or all(one["pos"] < next_one["pos"] for one, next_one in pairwise(cells))
    return cells and [{key: value for key, value in cell.items() if key != "pos"} for cell in cells]


@pytest.mark.parametrize(("folder", "tab"), TABS, ids=lambda value: getattr(value, "name", value))
def test_cells(folder: Path, tab: str) -> None:
    """Every cell is d2lbook's, or differs by an accident that the list names."""
    page, programs = page_of(folder)
    cells = cells_of(page, programs.get(tab))
    expected = without_positions(json.loads((folder / f"expected-{tab}.json").read_text(encoding="utf-8")))
    if (folder.name, tab) not in ACCIDENTS:
        assert without_positions(cells) == expected
        return
    file = folder / f"ours-{tab}.json"
    if IS_WRITING:
        file.write_text(json.dumps(cells, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert cells == json.loads(file.read_text(encoding="utf-8"))
    assert without_positions(cells) != expected, "this is no accident any more: take it from the list"


def test_the_list_of_accidents_is_complete() -> None:
    """Every file of our own is in the list, and every entry of the list is a case."""
    files = {(file.parent.name, file.stem.removeprefix("ours-")) for file in HERE.glob("*/ours-*.json")}
    cells = {(case, tab) for case, tab in files if (HERE / case / f"expected-{tab}.json").exists() and "-" not in tab}
    assert cells == set(ACCIDENTS)
    assert set(ACCIDENTS) <= {(folder.name, tab) for folder, tab in TABS}


def test_required_packages_are_for_every_framework() -> None:
    """Packages that the selector cell names belong to each framework, without quotes (accident 8.27)."""
    _, programs = page_of(HERE / "06-tab-selector-cell")
    assert {tab: program.required_libs for tab, program in programs.items()} == {
        "alpha": ("yeast==2.1", "flour[rye]"),
        "beta": ("yeast==2.1", "flour[rye]"),
    }


def without_slide_marks(block: Prose) -> str:
    """The prose of a book page: marks gone, and struck-out text with its marks."""
    texts, is_shown = [], True
    for piece in block.pieces:
        if isinstance(piece, SlideMark):
            is_shown = not piece.is_open or "~~" not in piece.kind
        elif is_shown:
            assert not isinstance(piece, Formula)
            texts.append(piece.text)
    return "".join(texts).strip()


def test_slide_marks_vanish_from_the_book() -> None:
    """A page without its slide marks reads as d2lbook's."""
    folder = HERE / "19-slide-marks"
    expected = json.loads((folder / "expected-alpha-book.json").read_text(encoding="utf-8"))
    prose = [block for block in page_of(folder)[0].blocks if isinstance(block, Prose) and block.text.strip()]
    assert [without_slide_marks(block) + "\n" for block in prose] == [
        cell["source"] for cell in expected if cell["type"] == "markdown"
    ]
