"""The slides of the book in this repository, each one measured in a real browser, shown, spoken to and printed."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from browser import MISSING_PICTURES, NewReader, serve
from conftest import BuiltBook
from slides.measured import OVERFLOWING, to_print

pytestmark = pytest.mark.browser

GOES_ON = re.compile(r"[、,]$|[きぎしじちにびみりけげせぜてでねへべめれ]$|(고|며|면|서|니|지만|는데)$")
"""The ends of a clause in Japanese or Korean that its sentence goes on after."""
LANGUAGES = ("en", "ja", "ko")
FRAMEWORKS = ("pytorch", "tensorflow", "jax", "mxnet")


@pytest.fixture(scope="module")
def slides(built_book: BuiltBook) -> Path:
    return built_book.config.build_folder / "slides"


@pytest.fixture(scope="module")
def host(slides: Path) -> Iterator[str]:
    with serve(slides) as address:
        yield address


def decks(slides: Path) -> list[str]:
    return sorted(file.relative_to(slides).as_posix() for file in slides.glob("*/*/**/*.html"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_overflows(slides: Path, host: str, new_reader: NewReader, language: str) -> None:
    """On every slide of every framework all is within the slide, no picture is missing, and no other host is asked."""
    reader = new_reader()
    found = [deck for deck in decks(slides) if deck.startswith(f"{language}/")]
    assert {deck.split("/")[1] for deck in found} == set(FRAMEWORKS)
    assert len(found) == 6 * len(FRAMEWORKS)
    for deck in found:
        to_print(reader.page, f"{host}/{deck}")
        assert (deck, reader.page.evaluate(OVERFLOWING)) == (deck, [])
        assert reader.page.locator(".scrolls").count() == 0
        assert reader.page.evaluate(MISSING_PICTURES) == []
        assert not set(":[]") & {word[:1] for word in reader.page.locator(".statement").all_inner_texts()}
    assert reader.complaints == []
    assert [request for request in reader.requests if not request.startswith(host)] == []


@pytest.mark.parametrize("language", ["ja", "ko"])
def test_a_slide_says_a_whole_sentence(slides: Path, language: str) -> None:
    """Where a translation marks half a sentence, its slide would break off: 選び、…, 고르고, …."""
    found = [
        statement for deck in decks(slides) if deck.startswith(f"{language}/") for statement in said(slides / deck)
    ]
    assert len(set(found)) > 40
    assert [statement for statement in found if GOES_ON.search(statement)] == []


def said(deck: Path) -> list[str]:
    statements = re.findall('class="statement">(.*?)</h2>', deck.read_text(encoding="utf-8"))
    return [re.sub("<.*?>", "", statement) for statement in statements]


def test_one_slide_a_page_on_paper(slides: Path, new_reader: NewReader) -> None:
    """Printed as it is shown, from a file, each slide takes one page of its own size, its words in order."""
    page = new_reader().goto((slides / "ja/mxnet/builders-guide/looking.html").as_uri())
    page.locator("html[data-ready]").wait_for(state="attached")
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    titles = page.locator(".slides > section > .kicker").all_text_contents()
    assert len(paper.pages) == len(titles) > 5
    for sheet, title in zip(paper.pages, titles, strict=True):
        assert (sheet.mediabox.width, sheet.mediabox.height) == (960, 540)
        assert letters(title) in letters(sheet.extract_text())


def letters(text: str) -> str:
    """Without blanks; a font may show a letter by its radical."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def test_keys_speaker_and_colours(slides: Path, new_reader: NewReader) -> None:
    """From files, without a host: keys turn slides, T the colours, and S opens the speaker's window."""
    reader = new_reader(color_scheme="light")
    page = reader.goto((slides / "ko/pytorch/builders-guide/parameters.html").as_uri())
    page.locator("html[data-ready]").wait_for(state="attached")
    assert page.locator(".slides > section.present h1").inner_text().endswith("매개변수")
    count = page.locator(".slides > section").count()
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="다음 슬라이드").click()
    page.wait_for_url("**#/2")
    with page.context.expect_page() as opened:
        page.keyboard.press("s")
    speaker = opened.value
    speaker.get_by_text(f"3 / {count}", exact=True).wait_for()
    assert "매개변수" in speaker.locator("#notes").inner_text()
    for name, slide in (("#now", 3), ("#following", 4)):
        shown = speaker.frame_locator(name)
        shown.locator(f".slides > section:nth-child({slide}).present").wait_for()
    speaker.keyboard.press("ArrowLeft")
    page.wait_for_url("**#/1")
    speaker.get_by_text(f"2 / {count}", exact=True).wait_for()
    ground = "getComputedStyle(document.querySelector('.present')).backgroundColor"
    light = page.evaluate(ground)
    page.keyboard.press("t")
    assert page.evaluate(ground) != light
    assert reader.complaints == []


def test_the_list_leads_to_all(slides: Path) -> None:
    """The list of slides leads to each of them, and its links exist."""
    links = (slides / "index.html").read_text().split('<a href="')[1:]
    assert sorted(link.partition('"')[0] for link in links) == decks(slides)
