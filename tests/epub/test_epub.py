"""Little books, bound: what each EPUB shows, what is told, what is kept."""

from __future__ import annotations

import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from browser import NewReader
from epub.opened import complaints, part, texts
from pdf.test_pdf import CONFIG, PAGE
from tabbook import build, config, epub, execute, pandoc
from tabbook.document import Book, Outputs
from tabbook.epub.formulas import typeset
from tabbook.errors import Problem
from website import little_book

PACKAGE = "EPUB/content.opf"
STYLE = Path(epub.__file__).with_name("book.css")
DRAWN = """<?xml version="1.0"?>
<!DOCTYPE svg [<!ENTITY ns "http://www.inkscape.org/namespaces/inkscape">]>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:inkscape="&ns;" width="40"
 height="40" inkscape:version="1" onload="alert(1)"><script>alert(1)</script><inkscape:view/><g id="1a" inkscape:x="1">
<rect id="a" width="40" height="40" fill="#297bb6"/><rect id="a" width="9" height="9"/></g>
<image xlink:href="https://example.org/x.png" width="9" height="9"/><use xlink:href="#a"/></svg>"""

FIRST_LETTERS = """() => {
    const letters = document.createTreeWalker(document.querySelectorAll("pre code > span")[1], NodeFilter.SHOW_TEXT);
    const tops = [];
    while (letters.nextNode()) for (let at = 0; at < letters.currentNode.length && tops.length < 9; at += 1) {
        const range = new Range();
        range.setStart(letters.currentNode, at);
        range.setEnd(letters.currentNode, at + 1);
        tops.push(Math.round(range.getClientRects()[0].top));
    }
    return tops;
}"""
"""How far down the first nine letters of the second line of code stand."""


@pytest.fixture(scope="module")
def little(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The little book of the site's tests with an odd page more, as EPUBs."""
    root = tmp_path_factory.mktemp("little")
    shutil.copytree(little_book.FOLDER / "static", root / "static")
    draw(root / "static")
    assert [problem for problem in publish(root) if problem.is_error] == []
    return root


def draw(folder: Path) -> None:
    """Pictures of the kinds that books have, and under names that they have."""
    picture = Image.new("RGB", (8, 8), "#297bb6")
    for name, kind in (("図一.png", "PNG"), ("wrong.png", "JPEG"), ("still.gif", "GIF"), ("new.webp", "WEBP")):
        picture.save(folder / name, kind)
    (folder / "drawn.svg").write_text(DRAWN)


def read() -> tuple[dict[str, Book], Outputs]:
    """The little book, its English with the odd page."""
    books, outputs = little_book.read()
    source = (
        Path(__file__).with_name("odd.md").read_text(encoding="utf-8").replace("cannot hold: .", "cannot hold: \x0c.")
    )
    (tree,) = pandoc.parse([source], "en", format_name="markdown")
    odd, _ = little_book.page_of("en", "odd", source, tree)
    return books | {"en": replace(books["en"], pages=(*books["en"].pages, replace(odd, parent="index")))}, outputs


def publish(root: Path, *languages: str) -> tuple[Problem, ...]:
    books, outputs = read()
    wanted = {language: books[language] for language in languages or ("en", "ja")}
    given = little_book.config(root)
    given = replace(given, build=replace(given.build, tabs=("pytorch", "jax", "mxnet")))
    return epub.publish(wanted, outputs, given, root / "epub")


def bind(root: Path, page: str, more: str = "") -> tuple[Problem, ...]:
    """A book of one page, built without a run."""
    (root / "config.ini").write_text(CONFIG + more)
    (root / "index.md").write_text(page, encoding="utf-8")
    return build.build(config.read(root), "epub", build.Scope(runs=False), 1, execute.progress())


def told(problems: tuple[Problem, ...]) -> list[str]:
    return [f"{problem.code} {problem.place.line}" for problem in problems if problem.code.startswith("E")]


# ---------------------------------------------------------------------------------------------------------------------


def test_odd_things_are_valid(little: Path) -> None:
    """Notes in tabs, names no XML knows, pictures of every kind and addresses that are none: epubcheck is content."""
    assert complaints(little / "epub" / "book-en-pytorch.epub") == []


def test_an_epub_shows_one_framework(little: Path) -> None:
    """Its cells, tab blocks and outputs are there, those of the others are not."""
    torch = "".join(texts(little / "epub" / "book-en-pytorch.epub"))
    jax = "".join(texts(little / "epub" / "book-en-jax.epub"))
    assert "LazyLinear" in torch
    assert "LazyLinear" not in jax
    assert "In a tab." in torch
    assert "A note of one framework." not in jax
    assert "TypeError: can&#39;t assign" in torch
    assert '<div class="rich wide">\n<table' in torch


def test_the_rights_are_said_in_the_language_of_the_book(little: Path) -> None:
    """Where its section has a copyright line; else it is the book's."""
    found = {
        language: re.findall(
            "<dc:rights>(.*)</dc:rights>", part(little / "epub" / f"book-{language}-jax.epub", PACKAGE)
        )
        for language in ("en", "ja")
    }
    assert found == {"en": ["2026, The authors."], "ja": [little_book.RIGHTS["ja"]]}


def test_a_page_that_a_framework_lacks_says_so(little: Path) -> None:
    """It is shown in a framework that has it, below its title."""
    lacking = "".join(texts(little / "epub" / "book-en-mxnet.epub"))
    assert "This page does not exist for MXNet; it is shown for PyTorch." in lacking


def test_a_drawing_draws_and_does_nothing_else(little: Path) -> None:
    """No script, nothing from another host, no name twice."""
    pages = "".join(texts(little / "epub" / "book-en-pytorch.epub"))
    found = re.search(r'<img src="\.\./(media/file\d+\.svg)" alt="A drawing', pages)
    assert found
    drawn = part(little / "epub" / "book-en-pytorch.epub", f"EPUB/{found[1]}")
    assert '<rect id="a"' in drawn
    assert not re.search(r"script|alert|example\.org|inkscape|ENTITY", drawn)


def test_pages_below_a_chapter_stand_below_it_in_the_contents(little: Path) -> None:
    """The contents are as deep as the book, and formulas in them are formulas."""
    contents = part(little / "epub" / "book-ja-jax.epub", "EPUB/nav.xhtml")
    chapter = re.search(r'<li><a href="text/ch002\.xhtml#p1">.*?</a><ol class="toc"><li><a href="([^"]*)">', contents)
    assert chapter
    assert chapter[1] == "text/ch003.xhtml#p2"
    assert "<math" in part(little / "epub" / "book-en-jax.epub", "EPUB/nav.xhtml")


def test_a_long_line_of_code_goes_on_further_in(little: Path) -> None:
    """Four letters further than it begins, wherever that is; its blanks stay, for whoever copies it."""
    whole = "".join(texts(little / "epub" / "book-en-pytorch.epub"))
    blanks = '<span class="indent">    </span>'
    line = f'<span style="padding-left:4.8em;text-indent:-4.8em">{blanks}<span class="cf">return</span> fig</span>'
    assert line in whole
    assert ' id="cb' not in whole


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 240, 180])
def test_no_line_of_code_ends_behind_its_indentation(tmp_path: Path, new_reader: NewReader, width: int) -> None:
    """However narrow the screen, some of its first word stands beside it."""
    code = "with it:\n        misfit.load_parameters_of_all_and_everything_else('net')\n"
    bind(tmp_path, f"# A Page\n\n```python\n{code}```\n")
    with zipfile.ZipFile(tmp_path / "build/epub/small-en-jax.epub") as book:
        book.extractall(tmp_path / "opened")
    page = new_reader(width, 600).goto((tmp_path / "opened/EPUB/text/ch001.xhtml").as_uri())
    tops = page.evaluate(FIRST_LETTERS)
    assert len(tops) == 9
    assert len(set(tops)) == 1


def test_the_same_bytes_twice(little: Path, tmp_path: Path) -> None:
    """An EPUB depends on the book alone, and each has a name of its own."""
    shutil.copytree(little / "static", tmp_path / "static")
    publish(tmp_path, "ja")
    made = {file.name: file.read_bytes() for file in (little / "epub").glob("*-ja-*.epub")}
    assert {file.name: file.read_bytes() for file in (tmp_path / "epub").glob("*.epub")} == made
    names = {re.search(r"urn:uuid:[\w-]+", part(little / "epub" / name, "EPUB/content.opf")) for name in made}
    assert len({name[0] for name in names if name}) == len(made) == 3


def test_what_is_damaged_is_made_anew(little: Path) -> None:
    """An EPUB that is not as it was written is bound again; one of a framework that is gone is removed."""
    whole = little / "epub" / "book-ja-jax.epub"
    before, gone = whole.read_bytes(), little / "epub" / "book-ja-gone.epub"
    whole.write_bytes(before[:1000])
    gone.write_bytes(b"")
    publish(little)
    assert whole.read_bytes() == before
    assert not gone.exists()


# ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("addition", "expected", "words"),
    [
        ("A formula: $\\unknowncommand{x}$.", "E01 6", r"<code>\unknowncommand{x}</code>"),
        ("![There is none](nothing.png)", "E02 6", "There is none"),
        ("![Not a picture](config.svg)", "E02 6", "Not a picture"),
    ],
)
def test_a_fault_is_told_at_its_line(tmp_path: Path, addition: str, expected: str, words: str) -> None:
    """A warning; the EPUB has the formula's TeX, or the picture's words."""
    (tmp_path / "config.svg").write_text("no drawing")
    assert told(bind(tmp_path, f"{PAGE}\n{addition}\n")) == [expected]
    shown = "".join(texts(tmp_path / "build" / "epub" / "small-en-pytorch.epub"))
    assert words in shown


def test_an_error_leaves_the_epub_as_it_was(tmp_path: Path) -> None:
    """An error, as every warning is where the book is strict; the EPUB keeps the form it had."""
    bind(tmp_path, PAGE)
    file = tmp_path / "build" / "epub" / "small-en-pytorch.epub"
    before = file.read_bytes()
    block = ":begin_tab:`jax`\n## For JAX\n:label:`sec_jax`\n:end_tab:\n\nSee :ref:`sec_jax`.\n"
    assert "E03" in {problem.code for problem in bind(tmp_path, f"{PAGE}\n{block}", "warning_is_error = True\n")}
    assert file.read_bytes() == before
    (tmp_path / "logo.svg").write_text("no drawing")
    problems = bind(tmp_path, PAGE, "\n[pdf]\nlatex_logo = logo.svg\n")
    assert {problem.code for problem in problems if problem.is_error} == {"E05"}
    assert file.read_bytes() == before


def test_a_link_to_what_another_framework_shows_is_told(tmp_path: Path) -> None:
    """The words stay, without a link."""
    block = ":begin_tab:`jax`\n## For JAX\n:label:`sec_jax`\n:end_tab:\n\nSee :ref:`sec_jax`.\n"
    assert told(bind(tmp_path, f"{PAGE}\n{block}")) == ["E03 8"]
    assert "See For JAX." in "".join(texts(tmp_path / "build" / "epub" / "small-en-pytorch.epub"))


def test_formulas_are_in_the_words_of_mathml_3() -> None:
    """HTML in a formula becomes a variant, a level of its own an element, and the TeX is said."""
    key = (r"\begin{cases} a & \textbf{b } c \\ \end{cases}", True)
    mathml = typeset([key], None)[key]
    assert mathml
    assert 'alttext="\\begin{cases}' in mathml
    assert not re.search(r"<mtable[^>]*scriptlevel|<span|<b>", mathml)
    assert '<mtext mathvariant="bold">' in mathml


def test_colours_are_read_on_white_and_on_black() -> None:
    """What has a colour has a contrast of 4.5 with both."""
    for colour in re.findall(r"[ ;{]color: (#[0-9a-f]{6})", STYLE.read_text(encoding="utf-8")):
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
        assert min((light + 0.05) / 0.05, 1.05 / (light + 0.05)) >= 4.5, colour
