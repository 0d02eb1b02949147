"""Scripts with no blanks between words, Thai and its neighbours, are searched for words inside others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from browser import NewReader, serve
from conftest import tabbook

pytestmark = pytest.mark.browser

PAGES = {
    "th": ("การเรียนรู้เชิงลึกเป็นสาขาหนึ่งของการเรียนรู้ของเครื่อง", "โมเดลกำหนดค่าน้ำหนักจากข้อมูลจำนวนมาก"),
    "lo": ("ການຮຽນຮູ້ຂອງເຄື່ອງແມ່ນສາຂາໜຶ່ງຂອງປັນຍາປະດິດ", "ຕົວແບບກຳນົດຄ່ານ້ຳໜັກຈາກຂໍ້ມູນ"),
    "km": ("ការរៀនរបស់ម៉ាស៊ីនគឺជាផ្នែកមួយនៃបញ្ញាសិប្បនិម្មិត", "គំរូ\u200bកំណត់\u200bទម្ងន់ពីទិន្នន័យ"),
    "my": ("စက်သင်ယူမှုသည်ဉာဏ်ရည်တု၏ဌာနခွဲတစ်ခုဖြစ်သည်", "မော်ဒယ်သည်ဒေတာမှအလေးချိန်များကိုသတ်မှတ်သည်"),
}
"""Two sections in each language: of machine learning, and of weights."""
QUERIES = [
    ("th", "เรียนรู้", "learning"),
    ("th", "เครื่อง", "learning"),
    ("th", "สาขา", "learning"),
    ("th", "น้ำหนัก", "weights"),
    ("th", "จำนวน", "weights"),
    ("th", "ข้อมูล น้ำหนัก", "weights"),
    ("lo", "ຮຽນຮູ້", "learning"),
    ("lo", "ນ້ຳໜັກ", "weights"),
    ("km", "ម៉ាស៊ីន", "learning"),
    ("km", "ទម្ងន់", "weights"),
    ("km", "គំរូកំណត់ទម្ងន់", "weights"),
    ("km", "កំណត់\u200bទម្ងន់", "weights"),
    ("my", "သင်ယူ", "learning"),
    ("my", "အလေးချိန်", "weights"),
]
"""What a reader types, and the only section that has it; Khmer may have its words marked, or not, in both."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("undivided")
    (root / "config.ini").write_text("[languages]\nsource = th\ntranslations = lo, km, my\n")
    for language, (learning, weights) in PAGES.items():
        (root / "chapters" / language).mkdir(parents=True)
        page = f"# A\n\n## B\n:label:`sec_learning`\n\n{learning}\n\n## C\n:label:`sec_weights`\n\n{weights}\n"
        (root / "chapters" / language / "index.md").write_text(page, encoding="utf-8")
    done = tabbook(root, "build", "html")
    assert done.returncode == 0
    return root / "build" / "website"


@pytest.fixture(scope="module")
def addresses(site: Path) -> Iterator[tuple[str, str]]:
    """The site on a host, and in a folder."""
    with serve(site) as host:
        yield host, site.as_uri()


def search(page: Page, query: str) -> tuple[list[str], list[str]]:
    """The anchors of what is found, and what is marked in it."""
    page.locator(".search input").fill(query)
    page.locator(".search [role=listbox]:not([aria-busy])").wait_for(state="attached")
    anchors: list[str] = page.evaluate("[...document.querySelectorAll('.hit')].map(hit => hit.hash)")
    return anchors, page.locator(".hit mark").all_text_contents()


@pytest.mark.parametrize("language", PAGES)
def test_a_word_inside_others_is_found_and_marked(
    addresses: tuple[str, str], new_reader: NewReader, language: str
) -> None:
    """On a host and in a folder, where it stands and nowhere else, with the vowels and tones that belong to it."""
    for address in addresses:
        page = new_reader().goto(f"{address}/{language}/index.html")
        page.keyboard.press("/")
        for own, query, section in QUERIES:
            if own == language:
                anchors, marks = search(page, query)
                assert anchors == [f"#sec-{section}"], query
                assert set(query.replace("\u200b", "").split()) <= set(marks), (query, marks)


def test_words_of_two_sections_are_in_none(addresses: tuple[str, str], new_reader: NewReader) -> None:
    """Words that are typed without a blank, as their writers do, must all stand in what is found."""
    for address in addresses:
        page = new_reader().goto(f"{address}/th/index.html")
        page.keyboard.press("/")
        assert search(page, "น้ำหนักข้อมูล")[0] == ["#sec-weights"]
        assert search(page, "เครื่องข้อมูล")[0] == []
