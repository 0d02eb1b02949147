"""The formulas that textbooks use: each is written for the site and for the PDFs, or told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tabbook import pandoc
from tabbook.pdf import formulas

SHOWN, REFUSED = Path(__file__).with_name("formulas.txt").read_text(encoding="utf-8").split("\n# refused\n")


def lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip() and not line.startswith("# ")]


def test_every_formula_of_the_set_is_shown_by_both() -> None:
    """MathML and Typst for each formula, in a line and displayed, with a glyph for every letter."""
    keys = [(source, is_display) for source in lines(SHOWN) for is_display in (True, False)]
    assert len(keys) >= 2 * 300
    assert [key for key, mathml in zip(keys, pandoc.mathml(keys), strict=True) if mathml is None] == []
    assert [key for key, typst in formulas.typeset(keys, None, None).items() if typst is None] == []


def test_a_formula_that_cannot_be_shown_is_refused_by_both() -> None:
    """What has no meaning gives nothing, rather than something wrong."""
    keys = [(source, True) for source in lines(REFUSED)]
    assert pandoc.mathml(keys) == [None] * len(keys)
    assert set(formulas.typeset(keys, None, None).values()) == {None}


@pytest.mark.parametrize(
    ("tex", "typst"),
    [
        (r"\|\mathbf{x}\|_2", "lr(bar.v.double upright(bold(x)) bar.v.double)_2"),
        (r"|x|", "lr(|x|)"),
        (r"P(A|B)", r"P \( A \| B \)"),
        (r"\sum_{i} |w_i|", "sum_i lr(|w_i|)"),
        (r"\operatorname{ReLU}(x)", r'op("ReLU") \( x \)'),
        (r"\operatorname*{argmax}_y", 'op("argmax", limits: #true)_y'),
        (r"a \odot b", "a dot.o b"),
        (r"A \cap B", "A inter B"),
        (r"a &= b \\ \textrm{so } c &= d", r'a & = b\ "so "c & = d'),
        (r"\begin{matrix} a & b \\ c & d \end{matrix}", "mat(delim: #none, a, b; c, d)"),
        (r"\begin{Vmatrix} a \end{Vmatrix}", 'mat(delim: "‖", a)'),
        (r"x \& y", 'x"&"y'),
    ],
)
def test_what_pandoc_would_lose(tex: str, typst: str) -> None:
    """Norms, named operators, bare rows, matrices and names of an older Typst keep their meaning."""
    assert pandoc.typst_formulas([(tex, True)]) == [typst]
