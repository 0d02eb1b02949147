"""The real book, edited in every way an author edits it: exactly the pages run whose outputs that can change."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import uv

from books.driven_book import DrivenBook, Ran, lend_kernels
from books.real_book import copy_book
from conftest import BuiltBook
from kernels.little_wheels import write_wheel
from tabbook import config, kernels, source, store
from tabbook.document import Code

PARAMETERS, LOOKING, INIT, STORE = (
    f"builders-guide/{name}" for name in ("parameters", "looking", "init-param", "store")
)
FRAMEWORKS = ("jax", "mxnet", "pytorch", "tensorflow")
LANGUAGES = ("en", "ja", "ko")
KOREAN = ("translations = ja\n", "translations = ja, ko\n")
KOREAN_WORDS = (
    "[framework-pytorch]\n",
    """\
[language-ko]
title = 실전 매개변수
copyright = 2026, tabbook 저자 일동. 본문: CC BY-SA 4.0. 코드: Apache-2.0.

[framework-pytorch]
""",
)
SYMBOLS, WORDS = "samples)), '$w$', '$n$')", "samples)), '가중치', '개수')"
"""What stands beside the axes of a plot: in every language the same, or translated."""


@pytest.fixture(scope="module")
def book(built_book: BuiltBook, tmp_path_factory: pytest.TempPathFactory) -> DrivenBook:
    """A copy of the book in English and Japanese."""
    root = tmp_path_factory.mktemp("here") / "book"
    lend_kernels(root)
    copy_book(root)
    book = DrivenBook(root)
    book.edit("config.ini", *reversed(KOREAN))
    book.edit("config.ini", *reversed(KOREAN_WORDS))
    settings = config.read(root)
    assert kernels.prepare(settings, ("mxnet",), print) == ()
    return book


@pytest.fixture(scope="module")
def programs(book: DrivenBook) -> Ran:
    """Every page that has cells, in one framework and language."""
    english = source.read(config.read(book.root), "en")
    return sorted(
        pages(*(page.path for page in english.pages if any(isinstance(block, Code) for block in page.blocks)))
    )


def pages(*found: str, framework: str = "mxnet", language: str = "en") -> Ran:
    return [(page, framework, language) for page in found]


def test_the_first_build_of_the_copy_runs_nothing(book: DrivenBook) -> None:
    """The outputs that are stored fit the copy: not the path counts, only what the pages say."""
    assert book.build() == []


def test_a_language_added_runs_nothing_but_what_it_shows_in_its_own_words(book: DrivenBook) -> None:
    """Korean pages with the code of the English ones run nowhere; translated words of a plot run their page only."""
    book.edit("config.ini", *KOREAN)
    book.edit("config.ini", *KOREAN_WORDS)
    assert book.build() == []
    book.edit(f"chapters/ko/{INIT}.md", SYMBOLS, WORDS)
    assert book.build() == [(INIT, framework, "ko") for framework in FRAMEWORKS]
    book.edit(f"chapters/ko/{INIT}.md", WORDS, SYMBOLS)
    assert book.build() == []


COMMENT = ("w[0, :2] = 3\nprint(w[0, :4].detach())", "w[0, :2] = 3  # by hand\nprint(w[0, :4].detach())")
FORM = ("nn.Sequential(nn.LazyLinear(48), nn.ReLU(),", "nn.Sequential(\n        nn.LazyLinear( 48 ), nn.ReLU(),")
BINS = "        ax.hist(values.ravel(), bins=40"
OWN_BINS = f"        if tab.selected('mxnet'):\n            values = values * 2\n{BINS}"
NAMED = "    return {name: p.data().asnumpy()\n"
EDITS: list[tuple[str, str, tuple[str, ...], str, str, Ran]] = [
    ("nothing", PARAMETERS, ("en",), "A model is", "A model is", []),
    ("prose", PARAMETERS, ("en",), "A model is two things", "A model, then, is two things", []),
    ("prose of a translation", LOOKING, ("ja",), "次は分布である。", "次に分布を見る。", []),
    ("prose of another", LOOKING, ("ko",), "다음은 분포입니다.", "이제 분포를 봅니다.", []),
    ("a comment", INIT, LANGUAGES, *COMMENT, []),
    ("a docstring of saved code", LOOKING, LANGUAGES, "Draw pictures as SVG", "Draw every picture as SVG", []),
    ("the form of a cell", INIT, ("en",), *FORM, []),
    ("a string that one language shows", INIT, ("ko",), "print(square,", "print('제곱', square,",
     pages(INIT, language="ko")),
    ("a cell of one framework", PARAMETERS, LANGUAGES, "print(tied[3].bias.data())", "print(tied[3].bias.data() * 2)",
     pages(PARAMETERS)),
    ("saved code, in one framework", LOOKING, LANGUAGES, BINS, OWN_BINS,
     pages(INIT, LOOKING, STORE)),
    ("saved code that fewer pages use", LOOKING, LANGUAGES, NAMED, NAMED.replace("()\n", "().copy()\n"),
     pages(LOOKING, STORE)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("page", "languages", "old", "new", "expected"), [pytest.param(*edit[1:], id=edit[0]) for edit in EDITS]
)
def test_an_edit_of_the_book_runs_what_it_can_change(
    book: DrivenBook, page: str, languages: tuple[str, ...], old: str, new: str, expected: Ran
) -> None:
    """The id of each case is what is edited, in all these languages; undone, nothing runs."""
    ran = []
    for words in ((old, new), (new, old)):
        for language in languages:
            book.edit(f"chapters/{language}/{page}.md", *words)
        ran.append(book.build())
    assert ran == [expected, []]


def test_a_package_of_one_framework_runs_its_pages(book: DrivenBook, programs: Ran, tmp_path: Path) -> None:
    """Another set of packages runs every page of that framework, once for all languages; as it was, nothing."""
    write_wheel(tmp_path, "flat", "1.0")
    python = book.root / "build" / "kernels" / "mxnet" / "env" / "bin" / "python"
    command, chosen = [uv.find_uv_bin(), "pip"], ["--python", str(python), "--quiet"]
    install = [*command, "install", *chosen, "--no-index", "--find-links", str(tmp_path), "flat"]
    subprocess.run(install, check=True)
    assert book.build() == programs
    subprocess.run([*command, "uninstall", *chosen, "flat"], check=True)
    assert book.build() == []


def test_two_runs_draw_the_same_pictures(book: DrivenBook, programs: Ran) -> None:
    """Run again from nothing, the pages of a framework give the same bytes, their pictures among them."""
    folder = book.root / "build" / "notebooks"
    first = {path: path.read_bytes() for path in folder.rglob("mxnet/**/*.ipynb")}
    drawn = [path for path, notebook in first.items() if b"image/svg+xml" in notebook]
    assert {path.with_suffix("").name for path in drawn} >= {"looking", "init-param"}
    settings = config.read(book.root)
    stored = store.Store.of(settings)
    for entry in store.read_entries(settings):
        if entry.ran and entry.ran.framework == "mxnet":
            stored.drop(entry.name)
    shutil.rmtree(folder)
    assert book.build() == programs
    assert {path: path.read_bytes() for path in first} == first
