"""Pages in, blocks and Problems out: every construct of the dialect, its faults and its repairs, as data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cases import check, show
from tabbook import source
from tabbook.document import (
    Block,
    Code,
    Formula,
    Listing,
    Mark,
    Origin,
    Piece,
    Prose,
    Role,
    Rst,
    Selector,
    SlideMark,
    StoredOutput,
    TabLine,
    Toc,
)

FILES = sorted((Path(__file__).parent / "cases").glob("*.md"))
FRAMEWORKS = ("pytorch", "mxnet", "jax", "tensorflow")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_cases(file: Path) -> None:
    """Each page becomes the blocks, pieces and Problems of its case."""
    names = () if file.stem.endswith("without-frameworks") else FRAMEWORKS
    check(file, lambda page: rendered(page, names))


def test_every_rule_has_a_case_file() -> None:
    """One construct, one file, one case file, all with the same noun."""
    rules = {file.stem for file in Path(source.__file__).parent.glob("rules/*.py")} - {"__init__"}
    assert rules <= {file.stem for file in FILES}


def rendered(page: str, names: tuple[str, ...]) -> str:
    """A page's blocks, each with its line, and its Problems; prose of blank lines only is left out."""
    blocks, problems = source.parse(page, "page.md", names)
    assert "".join(block.text for block in blocks) == page
    shown = [line for block in blocks for line in lines_of(block)]
    return "\n".join([*shown, *(show(problem) for problem in problems)])


def lines_of(block: Block) -> Iterator[str]:
    """A block in a few words; below it the pieces of prose, or the lines of code."""
    if isinstance(block, Prose):
        assert "".join(piece.text for piece in block.pieces) == block.text
        if block.text.strip():
            yield f"{block.place.line} prose{for_frameworks(block)}"
            yield from (f"  {piece.place.line} {words_of_piece(piece)}" for piece in block.pieces)
    elif isinstance(block, Code):
        yield f"{block.place.line} {block.language} code{for_frameworks(block)}{pairs_of(block)}"
        yield from (
            f"  {line}| {text}".rstrip() for line, text in zip(block.lines, block.source.split("\n"), strict=False)
        )
    else:
        yield f"{block.place.line} {words_of(block)}"


def for_frameworks(block: Prose | Code | Listing | Rst) -> str:
    return f" for {', '.join(block.frameworks)}" if block.frameworks else ""


def pairs_of(code: Code) -> str:
    return "".join(f" {key}={value}" for key, value in code.attributes)


def words_of(block: Block) -> str:
    """A block that is neither prose nor code."""
    match block:
        case Listing():
            return f"listing{for_frameworks(block)} {quoted(block.info)} {quoted(block.source)}"
        case Rst():
            return f"rst{for_frameworks(block)} {quoted(block.source)}"
        case Selector():
            return " ".join(["selector", *block.required_libs])
        case StoredOutput():
            return f"stored outputs {json.dumps(block.outputs)}"
        case Toc():
            options = [*["numbered"] * block.is_numbered, *[f"depth {block.max_depth}"] * (block.max_depth is not None)]
            return " ".join(["toc", *options, *(f"{entry.place.line}:{entry.path}" for entry in block.entries)])
        case Origin():
            return f"origin {block.blob}"
        case TabLine():
            return f"tab {'begins' if block.is_begin else 'ends'}"
    raise AssertionError(block)


def words_of_piece(piece: Piece) -> str:
    match piece:
        case Role() | Mark():
            return f"{type(piece).__name__.lower()} {piece.name} {quoted(piece.value)}"
        case SlideMark():
            return f"slide mark {piece.kind} {'opens' if piece.is_open else 'closes'}"
        case Formula():
            marks = "".join(f", {mark.text} inside" for mark in piece.slide_marks)
            label = f", label {quoted(piece.label)}" if piece.label else ""
            return f"{'display ' * piece.is_display}formula {quoted(piece.source)}{label}{marks}"
    return f"{type(piece).__name__.lower()} {quoted(piece.text)}"


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
