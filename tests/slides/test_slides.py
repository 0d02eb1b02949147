"""Slides: what is marked goes on them, and all code."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from tabbook import slides, source
from tabbook.document import Cell, Code, Page, Program
from tabbook.slides.paging import Part, paged, printed_by

CASE = Path(__file__).parent.parent / "source" / "conformance" / "19-slide-marks"
OURS = CASE / "ours-alpha-slides.json"
"""As d2lbook's, but the words stay as they are written: no letter is made a capital, no full stop is cut."""


def _deck(text: str, printed: str = "") -> tuple[slides.SlideCell, ...]:
    """The slides of a page; each cell whose code holds `printed` has an output."""
    blocks, _ = source.parse(text, "page.md", ("alpha",))
    outputs = ({"output_type": "stream", "name": "stdout", "text": "1"},)
    cells = tuple(
        Cell(block.place, block.source, index, outputs=outputs if printed and printed in block.source else ())
        for index, block in enumerate(blocks)
        if isinstance(block, Code)
    )
    return slides.deck(Page("page", "page.md", "en", blocks), Program("page", "page.md", "en", "alpha", cells))


def test_conformance_19() -> None:
    """The page of case 19 gives the slides that d2lbook makes, its words left as they are."""
    expected = json.loads(OURS.read_text())
    made = [
        {"type": cell.kind, "source": cell.source} | ({"slide_type": cell.slide_type} if cell.slide_type else {})
        for cell in _deck((CASE / "input.md").read_text())
    ]
    assert made == expected
    theirs = json.loads((CASE / "expected-alpha-slides.json").read_text())
    assert [cell | {"source": ""} for cell in made] == [cell | {"source": ""} for cell in theirs]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nothing is marked.\n\n```{.python .input}\nx\n```\n", []),
        ("# [**Title**]\n\n(**one**) and (**two**)\n", [("slide", "# Title\n\none\ntwo")]),
        ("(**$$a = b$$**)\n:eqlabel:`eq_a`\n\nthen (~~more, `f(**k)`~~)\n", [("-", "$$a = b$$\nmore, `f(**k)`")]),
        ("[**over\n\ntwo paragraphs**]\n", [("slide", "over\n\ntwo paragraphs")]),
        ("(**one**)\n\n:begin_tab:`alpha`\n[**two**]\n:end_tab:\n", [("-", "one"), ("slide", "two")]),
    ],
)
def test_marked_text_goes_on_slides(text: str, expected: list[tuple[str, str]]) -> None:
    """Marked texts of one run of prose are joined under its title; a mark with [ begins a slide."""
    assert [(cell.slide_type, cell.source) for cell in _deck(text)] == expected


def test_comments_are_cut_and_strings_are_not() -> None:
    """Comments go, lines of nothing else with them; a # in a string, a magic and other comments stay."""
    code = '%matplotlib inline\n# why\nx = "# no"  # yes\n#: kept\n"""\n# text\n"""\n#@save\ny = 1  #@save'
    deck = _deck(f"[**a**]\n\n```{{.python .input}}\n{code}\n```\n")
    assert deck[1].source == '%matplotlib inline\nx = "# no"\n#: kept\n"""\n# text\n"""\ny = 1'


def test_code_that_printed_is_not_joined_to_what_follows() -> None:
    """Neighbouring cells are joined by a blank line where the first printed nothing."""
    cells = "".join(f"```{{.python .input}}\n{code}\n```\n\n" for code in ("a", "b", "c"))
    deck = _deck(f"[**t**]\n\n{cells}", printed="b")
    assert [cell.source for cell in deck[1:]] == ["a\n\nb", "c"]
    assert deck[1].outputs
    assert not deck[2].outputs
    assert dataclasses.is_dataclass(deck[0])


def test_a_long_print_begins_below_its_code() -> None:
    """Two slides share it evenly, and nothing of it is lost."""
    text = "\n".join(f"line {number}" for number in range(30))
    part = Part(code="print(text)", outputs=({"output_type": "stream", "name": "stdout", "text": text},))
    first, second = paged([part], ())
    assert [piece.code for piece in first.parts] == ["print(text)", ""]
    pieces = [printed_by(sheet.parts[-1].outputs[0]) or "" for sheet in (first, second)]
    assert "\n".join(pieces) == text
    assert [piece.count("\n") for piece in pieces] == [14, 14]


@pytest.mark.parametrize(("width", "scale"), [(60, 1.25), (80, 1.1), (110, 0.8), (200, 1.25)])
def test_code_is_set_smaller_before_its_lines_wrap(width: int, scale: float) -> None:
    """Where the smallest does not help, lines wrap."""
    (sheet,) = paged([Part(code="x" * width)], ())
    assert sheet.scale == scale
