"""Little books, typeset: where things stand on the pages of a PDF, and what stands beside what."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from pdf.test_pdf import typeset
from tabbook.document import Node
from tabbook.document.tree import raw, text
from tabbook.pdf.together import aired, tied

TALL = "```python\n" + "x = 1\n" * 40 + "```\n"
PARTS = "".join(f"## Part {index}\n\n{TALL}\n" for index in range(1, 4))
LEADS = "".join(f"The number is 1{index:03d},\n$$x = 2{index:03d}$$\nand so on.\n\n" for index in range(60))


def test_where_things_stand(tmp_path: Path) -> None:
    """A page that begins with a section is headed by it, and no page ends between a formula and the words before it."""
    assert typeset(tmp_path, f"# A Page\n\n{PARTS}## Part 4\n\n{LEADS}") == ()
    pages = [page.extract_text() for page in PdfReader(tmp_path / "build/pdf/small-en-jax.pdf").pages]
    for part in ("Part 2", "Part 3"):
        assert [page.count(part) for page in pages if f"{part}\n" in page][-1] == 2
    ends = [(re.findall(r"1(\d{3}),", page), re.findall(r"2(\d{3})", page)) for page in pages]
    assert all(words == formulas for words, formulas in ends)
    assert len([words for words, _ in ends if words]) > 1


CODE = "".join(f"block{part} = 0\n" + f"row{part} = 1\n" * 5 + "\n" for part in range(4)).strip()
WORDS = "Words.\n\n"
BOOK = "".join(f"{WORDS * part}## Part {part}\n\n```\n{CODE}\n```\n\n" for part in range(12))


def test_long_code_is_parted_at_blank_lines(tmp_path: Path) -> None:
    """A page ends between its pieces where the whole would leave much of it empty, and never in one."""
    assert typeset(tmp_path, f"# A Page\n\n{BOOK}") == ()
    pages = [page.extract_text() for page in PdfReader(tmp_path / "build/pdf/small-en-jax.pdf").pages]
    rows = [(page.count(f"block{part} ="), page.count(f"row{part} =")) for page in pages for part in range(4)]
    assert all(many == 5 * first for first, many in rows)
    assert any(page.count("block0") > page.count("block3") for page in pages)


def test_code_that_no_page_holds_goes_on_on_the_next(tmp_path: Path) -> None:
    """And none of it stands below the edge of the page."""
    rows = "row = 1\n" * 99
    assert typeset(tmp_path, f"# A Page\n\n```\n{rows}```\n") == ()
    pages = PdfReader(tmp_path / "build/pdf/small-en-jax.pdf").pages
    counts = [count for page in pages if (count := page.extract_text().count("row"))]
    assert len(counts) == 2
    assert sum(counts) == 99


def typst(source: str) -> Node:
    return raw("typst", source, is_block=False)


def code(*pieces: str, ending: str = "") -> Node:
    quoted = ", ".join(f'"{piece}"' for piece in pieces)
    return typst(f"#code-words({quoted}{ending})")


@pytest.mark.parametrize(
    ("node", "is_apart"),
    [
        (code("__init__"), True),
        (code("torch.", "no_grad()"), True),
        (code("apply"), False),
        (code("apply", ending=", narrow: true"), True),
        (typst('#formula("x", $x$)'), True),
        (typst('#formula("x", $ x $)'), False),
    ],
)
def test_japanese_has_air_beside_what_typst_gives_none(node: Node, is_apart: bool) -> None:
    """Formulas in the line, code that ends in a sign, code in a box; not beside a comma."""
    air = typst("#h(0.2em, weak: true)")
    shown = aired([*text("は、"), node, *text("で")])
    assert shown == [*text("は、"), node, *([air] if is_apart else []), *text("で")]


@pytest.mark.parametrize(
    ("word", "is_whole"),
    [
        (text("신경망과"), True),
        ([code("net"), *text("은")], True),
        ([typst(r'#formula("n_{\\textrm{in}} \\boldsymbol{\\theta}", $n$)'), *text("이고")], True),
        (text("Keras"), False),
        (text("가" * 17), False),
    ],
)
def test_a_korean_word_is_never_parted(word: list[Node], is_whole: bool) -> None:
    """With the code or formula in it; a word without Korean letters, and one that is too long, are left."""
    around = text("a b")
    shown = [typst("#word["), *word, typst("]")] if is_whole else word
    assert tied([*around[:2], *word, *around[1:]]) == [*around[:2], *shown, *around[1:]]


def test_a_particle_stays_with_code_that_is_too_long_for_one_line() -> None:
    """The code may be parted; the particle after it begins no line."""
    long = code("keras.", "initializers.", "Initializer")
    opening, closing, joiner = map(typst, ("#word[", "]", "#sym.wj;"))
    assert tied([long, *text("를 b")]) == [long, joiner, opening, *text("를"), closing, *text("를 b")[1:]]


def test_what_touches_a_link_stays_with_it() -> None:
    """No line ends with the bracket before it or begins with the particle behind it."""
    link = [typst('#inside("p1")['), *text("1.2절"), typst("]")]
    opening, closing, joiner = map(typst, ("#word[", "]", "#sym.wj;"))
    shown = tied([*text("때입니다("), *link, *text("에서")])
    before, after = ([opening, *text(words), closing] for words in ("때입니다(", "에서"))
    assert shown == [*before, joiner, link[0], opening, link[1], closing, link[2], joiner, *after]


@pytest.mark.parametrize(
    ("language", "letter", "word"), [("en", "a ", "Equation "), ("ja", "か", "式"), ("ko", "가 ", "식 ")]
)
def test_no_line_begins_with_the_number_of_an_equation(tmp_path: Path, language: str, letter: str, word: str) -> None:
    """It stays with the word before it, however far along the line that stands."""
    lines = "".join(f"{letter * index}{word}:eqref:`eq_one`{letter * 9}\n\n" for index in range(20, 80))
    page = f"# A Page\n\n$$x = 1$$\n:eqlabel:`eq_one`\n\n{lines}"
    assert typeset(tmp_path, page, language=language) == ()
    file = tmp_path / f"build/pdf/small-{language}-jax.pdf"
    shown = "\n".join(page.extract_text() for page in PdfReader(file).pages)
    assert len(re.findall(rf"{word.strip()}\s?\u2060?\(1\)", shown)) == 60
    assert re.findall(rf"{word.strip()}\s*\n\s*\(1\)", shown) == []
