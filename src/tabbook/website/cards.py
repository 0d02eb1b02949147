"""Pages go in, the picture that stands for each on other sites comes out: its title, its number and its book.

Only where the book says where its site lies, for such a picture is named by its whole address.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from tabbook.document import Page
from tabbook.website.asset_files import MARKER_COLOURS
from tabbook.website.facts import Facts, Needs
from tabbook.website.heads import book_title, title_of

FOLDER = "assets/cards"
PAPER, INK, SOFT = "#fdfcfa", "#1d2126", "#565c66"
"""As the site's style sheet has them."""
WIDTH, HEIGHT, EDGE = 1200, 630, 88
SIZES = (84, 72, 62, 54, 46)
"""The title takes the first in which it fills few enough lines."""
LINES = 3
LONGEST = 400
"""Letters of a title; more do not fit, and to set a title as long as a page would take minutes."""
_WIDE = r"\u3040-\u30ff\u3400-\u9fff"
_OPENING = "（「『【〈《"
_CLOSING = "、。，．：；！？）」』】〉》ー々ゝゞぁぃぅぇぉっゃゅょァィゥェォッャュョ"
_PARTS = re.compile(
    rf"""
    \s+                                             # where a line may end, and the blank goes
    | [{_OPENING}]* [{_WIDE}] [{_CLOSING}]*         # so may it after a Japanese letter, but not before a comma
    | [^\s{_WIDE}{_OPENING}]+ [{_CLOSING}]*         # and after a word
    | .
    """,
    re.VERBOSE,
)
_FACES = {"ja": 0, "ko": 1, "zh": 2}
"""The face of a language in the collection of Noto Sans CJK."""


def draw(facts: Facts, needs: Needs, last_good: Path) -> dict[tuple[str, str], str]:
    """The path in the site of each page's picture; one that the last good site has is taken from there."""
    if not facts.config.website.url:
        return {}
    old, drawn = dict(_find(last_good)), dict[str, str]()
    return {
        (page.language, page.path): _drawn(page, facts, needs, old, drawn)
        for book in facts.books.values()
        for page in book.pages
    }


def _drawn(page: Page, facts: Facts, needs: Needs, old: Mapping[str, Path], drawn: dict[str, str]) -> str:
    """The path of a page's picture, which is put among what the site needs; `drawn` has those of other pages."""
    title, book = title_of(page), book_title(facts, page.text_language)
    if title == book:
        book = facts.config.project.author
    number = ".".join(map(str, page.number))
    count = len(facts.config.frameworks)
    told = (title, number, book, page.text_language, count, _salt())
    key = hashlib.sha256(repr(told).encode()).hexdigest()[:12]
    if key not in drawn:
        content = old.get(key) or picture(title, number, book, page.text_language, count)
        drawn[key] = f"{FOLDER}/{content.name if isinstance(content, Path) else _name(key, content)}"
        needs.files[drawn[key]] = content
    return drawn[key]


def _name(key: str, picture: bytes) -> str:
    """What a picture's file is called; its name tells damage."""
    return f"{key}-{hashlib.sha256(picture).hexdigest()[:10]}.png"


def _find(site: Path) -> Iterator[tuple[str, Path]]:
    """The pictures that `site` has, by their keys; none that is damaged."""
    for file in (site / FOLDER).glob("*-*.png"):
        key = file.name.partition("-")[0]
        if file.name == _name(key, file.read_bytes()):
            yield key, file


@cache
def _salt() -> str:
    """What every name begins with: another drawing, another font or another Pillow makes other pictures."""
    own = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    return " ".join([own, *map(version, ("pillow", "noto-cjk-sans-otc", "noto-cjk-sans-jp-bold"))])


def picture(title: str, number: str, book: str, language: str, frameworks: int) -> bytes:
    """A PNG of 1200 by 630 points; the same words give the same bytes."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    canvas = ImageDraw.Draw(image)
    _stripe(canvas, frameworks)
    if number:
        canvas.text((EDGE, EDGE + 6), number, SOFT, _regular(40, language), anchor="ls")
    size, lines = _set(title[:LONGEST])
    top = EDGE + 60
    for index, line in enumerate(lines):
        canvas.text((EDGE, top + index * size * 1.28), line, INK, _bold(size), anchor="lt")
    canvas.text(
        (EDGE, HEIGHT - EDGE + 8), _shortened(book[:LONGEST], language), SOFT, _regular(38, language), anchor="ls"
    )
    file = io.BytesIO()
    image.quantize(64).save(file, "PNG", optimize=True)
    return file.getvalue()


def _stripe(canvas: ImageDraw.ImageDraw, frameworks: int) -> None:
    """The colours of the frameworks, side by side at the lower edge."""
    colours = [MARKER_COLOURS[index % len(MARKER_COLOURS)][0] for index in range(max(1, frameworks))]
    for index, colour in enumerate(colours):
        left, right = (round(WIDTH * edge / len(colours)) for edge in (index, index + 1))
        canvas.rectangle((left, HEIGHT - 14, right - 1, HEIGHT), colour)


def _set(title: str) -> tuple[int, list[str]]:
    """The size of a title and its lines, all about as long as the first."""
    room = WIDTH - 2 * EDGE
    for size in SIZES:
        lines = _broken(title, room, _bold(size).getlength)
        if len(lines) <= LINES:
            break
    fewest, width = len(lines), room
    while fewest > 1 and len(_broken(title, width - 20, _bold(size).getlength)) == fewest:
        width -= 20
    return size, _broken(title, width, _bold(size).getlength)[: LINES + 1]


def _broken(title: str, room: float, length: Callable[[str], float]) -> list[str]:
    """`title` in lines no longer than `room`, but for a word that is."""
    lines = [""]
    for part in _PARTS.findall(title):
        if lines[-1].strip() and not part.isspace() and length(lines[-1] + part) > room:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += part if lines[-1] or not part.isspace() else ""
    return lines


def _shortened(book: str, language: str) -> str:
    """The name of the book, cut where it is longer than the picture is wide."""
    font, shown = _regular(38, language), book
    while font.getlength(shown) > WIDTH - 2 * EDGE:
        shown = shown[:-2].rstrip() + "…"
    return shown


@cache
def _bold(size: int) -> ImageFont.FreeTypeFont:
    return _font("noto_cjk_sans_jp_bold", "NotoSansCJKjp-Bold.otf", size, 0)


@cache
def _regular(size: int, language: str) -> ImageFont.FreeTypeFont:
    face = _FACES.get(language.partition("-")[0], 0)
    return _font("noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc", size, face)


def _font(package: str, name: str, size: int, face: int) -> ImageFont.FreeTypeFont:
    found = find_spec(package)
    file = Path(str(found and found.origin)).with_name(name)
    # The other engine is not in every build of Pillow, and sets other widths.
    return ImageFont.truetype(str(file), size, index=face, layout_engine=ImageFont.Layout.BASIC)
