"""What the files of a site in several languages say of them: to readers, to search engines, to other sites."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from conftest import tabbook
from tabbook import config, website
from tabbook.document import Book, Heading, Outputs
from tabbook.document.tree import text
from tabbook.errors import BookError
from tabbook.website import cards, pictures
from website import little_book
from website.conftest import LANGUAGES, ManyTongues
from website.test_publish import Tags, page_of

SITE = "https://books.example/small/"
UNTRANSLATED = ("ja/guide/biases.html", "ko/guide/index.html", "ko/guide/weights.html", "ko/guide/biases.html")


def tags(html: str, name: str) -> list[dict[str, str]]:
    return [pairs for tag, pairs in Tags(html).tags if tag == name]


def links(html: str, kind: str) -> list[dict[str, str]]:
    return [pairs for pairs in tags(html, "link") if pairs["rel"] == kind]


def test_a_page_without_a_translation_is_the_original(tongues: ManyTongues) -> None:
    """It stands under the language's address, numbered with the book, says so, and names the address that counts."""
    for address in UNTRANSLATED:
        html = tongues.html(address)
        original = tongues.html(f"en/{address[3:]}")
        assert tags(html, "html")[0]["lang"] == address[:2]
        assert tags(html, "article")[0]["lang"] == "en"
        assert [link["href"] for link in links(html, "canonical")] == [f"{SITE}en/{address[3:]}"]
        assert links(html, "alternate") == []
        number = re.search(r'<h1[^>]*><span class="number">[\d.]+</span>', original)
        assert number
        assert number[0] in html
    assert "このページはまだ翻訳されていません。" in tongues.html("ja/guide/biases.html")
    assert "이 페이지는 아직 번역되지 않아" in tongues.html("ko/guide/weights.html")
    assert "notice untranslated" not in tongues.html("ja/guide/weights.html") + tongues.html("en/guide/biases.html")


def test_one_warning_a_language(tongues: ManyTongues) -> None:
    """The build succeeds, and says once for each language what is missing."""
    assert [line.split(";")[0] for line in tongues.told.splitlines()] == [
        "warning: chapters/ja/guide/biases.md:1: there is no `ja` translation of chapters/en/guide/biases.md",
        "warning: chapters/ko/guide/index.md:1: there is no `ko` translation of chapters/en/guide/index.md, nor of 2 "
        "other pages",
        "0 errors, 2 warnings",
    ]


def test_what_is_not_translated_runs_nothing_more(tongues: ManyTongues) -> None:
    """The code of the original is the code of all its readers."""
    done = tabbook(tongues.root, "build", "--dry-run")
    assert done.stdout.splitlines() == [
        "guide/weights · pytorch · en: never run",
        "guide/weights · jax · en: never run",
        "guide/biases · pytorch · en: never run",
        "3 pages would run",
    ]


def test_its_notebooks_are_there_too(tongues: ManyTongues) -> None:
    """A reader finds the original's notebook among those of the language."""
    notebooks = tongues.root / "build" / "notebooks"
    notebook = json.loads((notebooks / "ko" / "jax" / "guide" / "weights.ipynb").read_text(encoding="utf-8"))
    assert "# 1.1 Weights\n" in notebook["cells"][0]["source"]


def test_every_text_says_its_language(tongues: ManyTongues) -> None:
    """A title in another language than the text around it is marked, in menus, references and contents."""
    translated, original = tongues.html("ja/guide/weights.html"), tongues.html("ja/guide/biases.html")
    above = '<a href="../guide/biases.html"><span class="number">1.2</span> <span lang="en">Biases</span></a>'
    assert above in translated
    assert 'class="reference"><span lang="en">Biases</span></a>' in translated
    assert 'class="reference"><span lang="ja">重みの形</span></a>' in original
    assert '<span class="number">1.2</span> <span lang="en">Biases</span></a></li>' in tongues.html(
        "ja/guide/index.html"
    )
    assert "(1.1.1)" in tongues.html("ko/guide/weights.html")
    menu = {pairs["data-language"]: pairs for pairs in tags(original, "a") if "data-language" in pairs}
    assert [(name, pairs["lang"], pairs["hreflang"]) for name, pairs in menu.items()] == [
        ("en", "en", "en"),
        ("ja", "ja", "en"),
        ("ko", "ko", "en"),
    ]


def test_japanese_lines_are_joined_and_korean_are_not(tongues: ManyTongues) -> None:
    """In paragraphs, lists, quotations, captions and footnotes a line end between Japanese letters is no blank."""
    japanese = re.sub(r'<span class="together">([^<]*)</span>', r"\1", tongues.html("ja/guide/weights.html"))
    for words in (
        "多くの層は重みを",
        "幅の広い層には列が",
        "学習が動かすのは重み",
        "層が持つ重みの数",
        "テンソルに持つ",
    ):
        assert words in japanese
    assert "<strong>入力（個数）</strong>と出力" in japanese
    assert re.search(r"모델이라고\s부릅니다", tongues.html("ko/index.html"))


def test_translations_name_each_other(tongues: ManyTongues) -> None:
    """A page names its translations by whole addresses, the original for everyone else; the first page, the choice."""
    found = [(link["hreflang"], link["href"]) for link in links(tongues.html("ja/guide/weights.html"), "alternate")]
    page = "guide/weights.html"
    assert found == [("en", f"{SITE}en/{page}"), ("ja", f"{SITE}ja/{page}"), ("x-default", f"{SITE}en/{page}")]
    first = links(tongues.html("ko/index.html"), "alternate")
    assert [link["hreflang"] for link in first] == ["en", "ja", "ko", "x-default"]
    assert first == links(tongues.html("index.html"), "alternate")


def test_sitemaps_list_what_is_translated(tongues: ManyTongues) -> None:
    """One list a language, one list of them; no page stands in a list at an address that does not count."""
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"

    def listed(name: str) -> list[str | None]:
        return [place.text for place in ElementTree.parse(tongues.site / name).iter(f"{space}loc")]

    assert listed("sitemap.xml") == [f"{SITE}{name}/sitemap.xml" for name in ("en", "ja", "ko")]
    assert len(listed("en/sitemap.xml")) == 4
    assert listed("ja/sitemap.xml") == [f"{SITE}ja/{name}.html" for name in ("index", "guide/index", "guide/weights")]
    assert listed("ko/sitemap.xml") == [f"{SITE}ko/index.html"]


def test_a_page_is_a_chapter_of_its_book(tongues: ManyTongues) -> None:
    """JSON-LD and Open Graph say title, number, language, book and address."""
    html = tongues.html("ja/guide/weights.html")
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    assert (data["@type"], data["name"], data["position"], data["inLanguage"]) == ("Chapter", "重み", "1.1", "ja")
    assert data["isPartOf"]["name"] == "小さなモデル"
    properties = {pairs["property"]: pairs["content"] for pairs in tags(html, "meta") if "property" in pairs}
    assert properties["og:title"] == "重み"
    assert properties["og:locale"] == "ja_JP"
    assert properties["og:url"] == f"{SITE}ja/guide/weights.html"
    assert properties["og:description"].startswith("重みは、入力が")
    picture = tongues.site / properties["og:image"].removeprefix(SITE)
    assert pictures.size_of(picture.read_bytes()) == (1200, 630)
    assert "<title>重み · 小さなモデル</title>" in html


def test_a_title_ends_no_script(tmp_path: Path) -> None:
    """Whatever a title says, the data about it stays data."""
    title = (Heading(1, "", "a", tuple(text("A </script><b> & “more”"))),)
    page = dataclasses.replace(page_of([{"t": "Para", "c": text("Words.")}]), headings=title)
    website.publish({"en": Book("en", (page,))}, Outputs(), little_book.config(tmp_path), tmp_path / "website")
    html = (tmp_path / "website" / "en" / "index.html").read_text(encoding="utf-8")
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert found
    assert json.loads(found[1])["@type"] == "Book"
    assert "<b>" not in html


@pytest.mark.parametrize(
    "title", ["Weights", "パラメータの初期化と共有：既定の方法から自分の分布まで", "매개변수 초기화", "x" * 300]
)
def test_equal_words_make_equal_pictures(title: str) -> None:
    """A preview is the same bytes each time, and small; a title of any length finds room."""
    picture = cards.picture(title, "1.2", "Book", "ja", 4)
    assert picture == cards.picture(title, "1.2", "Book", "ja", 4)
    assert len(picture) < 60_000


def test_without_an_address_no_whole_one_is_made_up(little_site: Path) -> None:
    """A book that does not say where its site lies has no sitemap and no preview; its links stay relative."""
    assert list(little_site.rglob("sitemap.xml")) == []
    assert not (little_site / "assets" / "cards").exists()
    html = (little_site / "ja/guide/parameters.html").read_text(encoding="utf-8")
    assert [link["href"] for link in links(html, "alternate")][:2] == [
        "../../en/guide/parameters.html",
        "parameters.html",
    ]
    assert links(html, "canonical") == []


REDIRECTS = {
    "old.html": "this redirect is not in its form",
    "ja/index.html -> en/index.html": "the old address `ja/index.html` is a page of the site",
    "gone.html -> en/none.html": "the site has no page `en/none.html`",
    "gone.html -> en/index.html#none": "page `en/index.html` has no anchor `none`",
    "../out.html -> en/index.html": "`../out.html` is no page below the site",
    "picture.png -> en/index.html": "`picture.png` is no page below the site",
    "good.html -> en/guide/weights.html#sec-shapes": "",
    "/good.html -> en/index.html": "the old address `/good.html` leads on already",
}
"""Lines of `[website] redirects`, and what is wrong with each."""


def test_a_redirect_from_or_to_the_wrong_place_is_told(tmp_path: Path) -> None:
    """Each faulty line is a Problem at its own line of config.ini, and nothing is published."""
    root = tmp_path / "book"
    shutil.copytree(LANGUAGES, root)
    whole = (root / "config.ini").read_text(encoding="utf-8")
    head = whole[: whole.index("redirects =")] + "redirects =\n"
    (root / "config.ini").write_text(head + "".join(f"    {line}\n" for line in REDIRECTS), encoding="utf-8")
    done = tabbook(root, "build", "html", "--no-run")
    start = head.count("\n") + 1
    assert [line.split(";")[0] for line in done.stderr.splitlines() if "[W08]" in line] == [
        f"config.ini:{line}: {what}" for line, what in enumerate(REDIRECTS.values(), start) if what
    ]
    assert done.returncode == 1
    assert not (root / "build" / "website").exists()


@pytest.mark.parametrize("url", ["books.example", "ftp://books.example/", "https://books.example/?a=b"])
def test_an_address_that_is_none_is_told(tmp_path: Path, url: str) -> None:
    """`url` is the whole address of a folder."""
    (tmp_path / "config.ini").write_text(f"[website]\nurl = {url}\n")
    with pytest.raises(BookError, match=r"config\.ini:2: `url` is"):
        config.read(tmp_path)
