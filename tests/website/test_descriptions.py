"""What is read out in place of a picture."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from conftest import BuiltBook
from tabbook import website
from tabbook.document import Book, Code, Outputs
from tabbook.website.descriptions import Around, Drawn, describe, said, words_in_svg
from tabbook.website.words import words_of
from website import little_book

PLOT = r"""<svg><g id="axes_1">
<g id="matplotlib.axis_1"><g id="xtick_1"><g id="text_1"><!-- monday --></g></g><g id="text_2"><!-- $w$ --></g></g>
<g id="matplotlib.axis_2"><g id="ytick_1"><!-- $\mathdefault{10^{-3}}$ --></g><g id="text_3"><!-- count --></g></g>
<path d="M0 0"/><g id="text_4"><!-- first --></g><g id="legend_1"><text>second</text><!-- 0.5 --></g>
</g></svg>"""
ALT = re.compile(r'<img [^>]*?alt="([^"]*)"')


def test_the_words_of_a_drawing_are_found() -> None:
    """Titles, legends and ticks that are words are told from what the axes are called; numbers are left out."""
    assert words_in_svg(PLOT) == Drawn(("monday", "first", "second"), "w", "count")


@pytest.mark.parametrize(
    ("tex", "words"),
    [
        (r"one column of \mathbf{W}, so n_\textrm{in} = 4", "one column of W, so n_in = 4"),
        (r"\frac{1}{2}\,\sigma^2", "1/2 sigma^2"),
        (r"$\left( x \right)$", "( x )"),
    ],
)
def test_formulas_are_read_as_one_would_say_them(tex: str, words: str) -> None:
    """Commands that only make a formula look as it does are left out."""
    assert said(tex) == words


def test_a_picture_without_words_is_known_by_what_stands_before_it() -> None:
    """A description is never empty: it has the drawing's words, else the last sentence, else says that it is one."""
    around = Around("Weights", "We draw them.")
    assert describe(words_in_svg(""), around, words_of("ja")) == "「Weights」のコードが描いた図: We draw them."
    assert describe(words_in_svg(""), Around(), words_of("en")) == "Picture drawn by the code above"


def test_an_authors_words_come_first(little_root: Path) -> None:
    """`alt` in a cell's fence is what is read out; the second picture that would sound the same is counted."""
    books, outputs = little_book.read()
    page = books["en"].page("guide/parameters")
    assert page
    named = tuple(
        dataclasses.replace(block, attributes=(("alt", "Two <bars>"),)) if isinstance(block, Code) else block
        for block in page.blocks
    )
    book = Book("en", (dataclasses.replace(page, blocks=named),))
    shown = {key: program for key, program in outputs.programs.items() if key[:2] == ("en", page.path)}
    made = website.make({"en": book}, Outputs(shown), little_book.config(little_root), little_root / "none")
    html = made.files["en/guide/parameters.html"]
    assert isinstance(html, bytes)
    assert {"Two &lt;bars&gt;"} < set(ALT.findall(html.decode()))


def test_every_picture_of_the_book_is_described(built_book: BuiltBook) -> None:
    """No picture of a text is without words; of the readers of one framework none hears the same words twice."""
    for language in ("en", "ja", "ko"):
        for path in built_book.pages(language):
            article = (
                (built_book.site / path).read_text(encoding="utf-8").partition("<article")[2].partition("</article")[0]
            )
            shared, *panels = re.split(r'<div class="panel[^>]*data-framework="(\w+)"', article)
            for name in built_book.config.frameworks:
                texts = [text for found, text in zip(panels[::2], panels[1::2], strict=True) if found == name]
                heard = ALT.findall("".join([shared, *texts]))
                assert all(heard), path
                assert len(heard) == len(set(heard)), path
