"""The font of the formulas is made while the pages are still read, and is the same as if it were made last."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tabbook import forks
from tabbook.document import Book, Formula, Page, Prose
from tabbook.errors import Place
from tabbook.website import ahead, fonts
from tabbook.website.formulas import typeset
from website import little_book

BUILDING = """
import sys
from tabbook import build, config, execute
from pathlib import Path
given = config.read(Path(sys.argv[1]))
problems = build.build(given, "html", build.Scope(runs=False), None, execute.progress())
print(len(list(Path(sys.argv[1]).glob("build/website/assets/fonts/*.woff2"))), "fontTools.subset" in sys.modules)
"""

PAGE = r"""# Sums

| $a$ | b |
|--|--|
| $\beta$ | $$c$$ |

$$\sum_i x_i % of all
$$ :eqlabel:`eq_sum`

![$\pi$](a.svg)
"""


def letters_of(tex: str) -> frozenset[int]:
    return fonts.characters_in(typeset([(tex, False)], Path("unused")).mathml.values())


def begun(tmp_path: Path, tex: str) -> ahead.Font:
    place = Place("chapters/en/index.md", 1)
    page = Page("index", place.file, "en", (Prose(place, f"${tex}$", (Formula(place, f"${tex}$", tex, False),)),))
    with ahead.begin({"en": Book("en", (page,))}, little_book.config(tmp_path), tmp_path / "website") as font:
        return font()


def test_the_font_that_was_begun_is_that_of_the_formulas_letters(tmp_path: Path) -> None:
    font = begun(tmp_path, "x + \\alpha % a note")
    assert font == ahead.Font(letters_of("x + \\alpha"), fonts.make(letters_of("x + \\alpha")))


def test_other_formulas_than_those_that_were_read_have_a_font_of_their_own(tmp_path: Path) -> None:
    font, other = begun(tmp_path, "x"), letters_of("\\oint")
    assert ahead.font_of(other, tmp_path, lambda: font).content == fonts.make(other) != font.content


def test_a_book_without_formulas_has_no_font(tmp_path: Path) -> None:
    assert ahead.font_of(frozenset(), tmp_path, None).content == b""


@pytest.mark.skipif(not forks.CAN_FORK or forks.cores() < 2, reason="there is no other process to make it")
def test_a_build_makes_the_font_in_another_process(tmp_path: Path) -> None:
    """Every formula of a page that is shown whole is known as soon as it is read."""
    (tmp_path / "config.ini").write_text("[project]\nname = little\n[languages]\nsource = en\n")
    (tmp_path / "chapters" / "en").mkdir(parents=True)
    (tmp_path / "chapters" / "en" / "index.md").write_text(PAGE)
    done = subprocess.run([sys.executable, "-c", BUILDING, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.stdout.split()[-2:] == ["1", "False"], done.stderr
