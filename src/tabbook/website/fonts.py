"""The formulas' letters go in, a maths font of just these glyphs comes out, the same bytes each time."""

from __future__ import annotations

import hashlib
import io
import logging
import posixpath
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from html import unescape
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

FOLDER = "assets/fonts"
_BASIS = frozenset(
    {*range(0x20, 0x7F), 0x221A, *range(0x391, 0x3D2), 0x210E, *range(0x1D434, 0x1D468), *range(0x1D6E2, 0x1D71C)}
)
"""Letters, digits and Greek, upright and italic, and the root sign: a browser slants and draws these by itself."""


_ROOT_WIDTH = 860
"""In thousandths of an em; the least form of STIX Two's root sign has 794."""
_FEATURES = ("ccmp", "dtls", "flac", "kern", "mark", "mkmk", "ssty")
"""What mathematics needs: accents, dotless letters, and the letters drawn for scripts."""


def characters_of(mathml: str) -> frozenset[int]:
    """The code points of the text in a formula's MathML."""
    return frozenset(map(ord, unescape(re.sub(r"<[^>]*>", "", mathml))))


def characters_in(formulas: Iterable[str | None]) -> frozenset[int]:
    """Those of all that could be typeset."""
    return frozenset[int]().union(*(characters_of(mathml) for mathml in formulas if mathml))


@cache
def _source() -> bytes:
    # The package is only found, never imported: it would load a whole typesetter.
    package = find_spec("ziamath")
    return Path(str(package and package.origin)).with_name("fonts").joinpath("STIXTwoMath-Regular.ttf").read_bytes()


def _stem(characters: frozenset[int]) -> str:
    """What the font's file name begins with; another set of letters, font or fontTools gives another."""
    key = hashlib.sha256(_source() + f"{version('fonttools')} {_ROOT_WIDTH}".encode())
    key.update(",".join(map(str, sorted(characters | _BASIS))).encode())
    return f"stix-two-math-{key.hexdigest()[:12]}"


def path_of(characters: frozenset[int], font: bytes) -> str:
    """Where a font of these characters lies in a site; its name tells damage."""
    return f"{FOLDER}/{_stem(characters)}-{hashlib.sha256(font).hexdigest()[:10]}.woff2"


def find(site: Path, characters: frozenset[int]) -> bytes | None:
    """The font of these characters that `site` has, if it is whole."""
    for file in (site / FOLDER).glob(f"{_stem(characters)}-*.woff2"):
        font = file.read_bytes()
        if file.name == posixpath.basename(path_of(characters, font)):
            return font
    return None


def _narrow_roots(font: TTFont) -> None:
    """Make every form of the root sign as wide as TeX's.

    Chromium leaves room for the widest form beside each root, and STIX Two's widest is half as wide again as its least.
    """
    variants = font["MATH"].table.MathVariants
    root = variants.VertGlyphConstruction[variants.VertGlyphCoverage.glyphs.index(font.getBestCmap()[ord("√")])]
    names = {record.VariantGlyph for record in root.MathGlyphVariantRecord}
    names |= {part.glyph for part in root.GlyphAssembly.PartRecords}
    for name in sorted(names):
        advance, bearing = font["hmtx"][name]
        if advance > _ROOT_WIDTH:
            glyph = font["glyf"][name]
            glyph.coordinates.scale((_ROOT_WIDTH / advance, 1))
            glyph.coordinates.toInt()
            glyph.recalcBounds(font["glyf"])
            font["hmtx"][name] = (_ROOT_WIDTH, round(bearing * _ROOT_WIDTH / advance))


@lru_cache(maxsize=8)
def make(characters: frozenset[int]) -> bytes:
    """STIX Two Math with the glyphs of `characters` and what they stretch into, as WOFF2."""
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    # Here and not above: fontTools takes half a second to import, and a site's letters seldom change.
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(
        flavor="woff2", layout_features=list(_FEATURES), hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 13, 14]
    )
    # Glyphs stay as they are, but for the roots: nothing need be read of them to bound them anew.
    font = TTFont(io.BytesIO(_source()), lazy=True, recalcBBoxes=False, recalcTimestamp=False)
    _narrow_roots(font)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=sorted(characters | _BASIS))
    subsetter.subset(font)
    font.flavor = "woff2"
    result = io.BytesIO()
    font.save(result, reorderTables=False)
    return result.getvalue()
