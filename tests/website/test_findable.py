"""What of a page can be found, and the names of the files that find it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tabbook import website
from tabbook.website import search
from tabbook.website.index import Found
from tabbook.website.search import SHARE
from tabbook.website.search_words import hidden_words
from tabbook.website.sections import Run, Section, sections_of
from website import little_book

PAGE = """<p>Above.</p><h1 id="top"><span class="number">1</span> Weights</h1><p>Each <em>lay</em>er<sup>2</sup>.</p>
<div class="group"><div class="tabs"><button>JAX</button></div><p class="lacking">None for JAX.</p>
<div class="panel" data-framework="pytorch"><p class="panel-name">PyTorch</p>
<pre><code>nn.<b>Linear</b>(2)</code></pre></div>
<div class="panel" data-framework="jax" hidden="until-found"><p>nn.Dense</p></div></div>
<p>All.</p><p lang="ja">訳</p><p hidden>no</p>
<h2 id="next">Next<a class="here" href="#next"></a></h2><table><tr><td>a</td><td>b</td></tr></table>"""


def test_a_section_is_what_each_reader_sees() -> None:
    """Text goes to its heading and, inside a panel, to its framework; the interface and other languages stay out."""
    assert sections_of(PAGE, "en") == (
        Section("", "", (Run("", "Above."),)),
        Section(
            "top",
            "1 Weights",
            (Run("", "Each layer2."), Run("pytorch", "nn.Linear(2)"), Run("jax", "nn.Dense"), Run("", "All.")),
        ),
        Section("next", "Next", (Run("", "a b"),)),
    )


def test_what_stands_alone_closes_nothing() -> None:
    """Text after a line break or a picture is still its panel's; a comment and a > in a value are no text."""
    inside = 'one<br />two <img src="a.svg" alt="a > b" />&lt;b&gt; <!-- <p> -->'
    found = sections_of(f'<div class="panel" data-framework="jax">{inside}</div>', "en")
    assert found == (Section("", "", (Run("jax", "one two <b>"),)),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("가중치행렬을", {"가중", "중치", "치행", "행렬", "렬을"}),
        ("활성화 함수를 쓴다", {"활성", "성화", "화함", "함수", "수를", "쓴다"}),
        ("ReLU 함수의 값", {"함수", "수의", "의값"}),
        ("重み初期化する", {"重み", "み初", "初期", "期化", "化す", "する", "る"}),
        ("ค่าน้ำหนัก", {"ค่า", "าน้", "น้ำ", "ำห", "หนั", "นัก"}),
        ("ទម្ងន់ និង", {"ទម្", "ម្ង", "ងន់", "និង"}),
        ("nn.init.xavier_uniform_(w)", {"init.xavier_uniform_", "xavier_uniform_", "xavier", "uniform"}),
        ("LazyLinear", {"LazyLinear", "Lazy", "Linear"}),
        ("GPUModel2", {"GPU", "Model"}),
    ],
)
def test_parts_of_words_can_be_found(text: str, words: set[str]) -> None:
    """Each two letters of a script without blanks, or with few, and the parts of names are words of their own; a vowel
    or tone that Unicode has as a mark is no letter, but belongs to the one before it."""
    assert words <= set(hidden_words(text))


def test_a_pair_is_there_as_often_as_in_the_text() -> None:
    """A section that says a word often comes first; no pair goes across a particle, and none ends in a blank."""
    assert Counter(hidden_words("勾配と勾配")) == {"勾配": 2, "配と": 1, "と勾": 1, "配": 1}
    assert hidden_words("층을 두 값") == ("층을", "두값")


def test_plain_words_have_no_parts() -> None:
    """Words that the index finds anyway are not written twice."""
    assert hidden_words("Plain words, 2026.") == ()


def test_an_index_is_made_once(little_root: Path, little_site: Path, tmp_path: Path) -> None:
    """Pages that did not change are not indexed again."""
    books, outputs = little_book.read()
    made = {path.name: path.stat().st_mtime_ns for path in (little_root / "build/search").iterdir()}
    assert len(made) == 3
    website.publish(books, outputs, little_book.config(little_root), tmp_path / "website")
    assert {path.name: path.stat().st_mtime_ns for path in (little_root / "build/search").iterdir()} == made


def found_pages(count: int) -> dict[str, list[Found]]:
    return {"en": [found_page(f"page-{number}.html", f"word{number} of all") for number in range(count)]}


def found_page(address: str, words: str) -> Found:
    return search.find(search.Source(address, address, "en", f"<p>{words}</p>"))


def test_an_edit_indexes_one_share_of_a_large_book(tmp_path: Path) -> None:
    """Each page is in one share; of other words on one, or of a page that comes first, one index is made anew."""
    config = replace(little_book.config(tmp_path), root=tmp_path)
    pages = found_pages(3 * SHARE)
    first = search.plan(pages, config).shares["en"]
    assert sorted(page.address for share in first.values() for page in share) == sorted(
        page.address for page in pages["en"]
    )
    assert len(first) == 3
    other, new = (found_page(address, "Other") for address in (pages["en"][5].address, "new.html"))
    for now in ([*pages["en"][:5], other, *pages["en"][6:]], [new, *pages["en"]]):
        assert len(search.plan({"en": now}, config).shares["en"].keys() - first) == 1


def test_every_share_has_an_index_and_one_has_the_engine(tmp_path: Path) -> None:
    """A reader loads Pagefind once, and what it asks from each share."""
    config = replace(little_book.config(tmp_path), root=tmp_path)
    plan = search.plan(found_pages(2 * SHARE), config)
    files = search.files_of(search.write(plan, config, plan.keys), config)
    assert sum(name.endswith("/pagefind-entry.json") for name in files) == 2
    assert sum(name.endswith("/pagefind.js") for name in files) == 1
    assert sum("/wasm." in name for name in files) == 1


def test_every_asset_is_named_by_its_content(little_site: Path) -> None:
    """A digest stands in the path of every file below `assets/`, so that no browser keeps an old one."""
    unnamed = [
        path
        for file in (little_site / "assets").rglob("*.*")
        if file.is_file() and not re.search(r"[0-9a-f]{10,}", path := str(file.relative_to(little_site)))
    ]
    assert unnamed == []


@pytest.mark.parametrize("unit", ["x", "가", "가 ", "あ", "ก", "ก้", "้", "a.", "a_", "x "])
def test_a_text_without_end_has_words_with_one(unit: str) -> None:
    """What a cell prints without end is gone through once, and each of its letters is in two words at most."""
    text = unit * 200_000
    assert len(hidden_words(text)) <= len(text)
    assert sum(map(len, hidden_words(text))) <= 2 * len(text)
