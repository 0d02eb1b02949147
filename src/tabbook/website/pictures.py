"""Pictures: a file or its bytes go in, the `img` element and the size it is shown at come out."""

from __future__ import annotations

import contextlib
import hashlib
import re
import struct
from collections.abc import Mapping
from html import escape
from pathlib import Path

_PIXELS = {"px": 1.0, "": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "em": 16.0}
_LENGTH = re.compile(
    r"""
    \s* (?P<number> \d+ (?: \.\d+ )? | \.\d+ )
    \s* (?P<unit> [a-z]* | % ) \s*
    """,
    re.VERBOSE,
)
_SVG_ROOT = re.compile(r"<svg\b[^>]*>", re.DOTALL)
_SVG_ATTRIBUTE = re.compile(r"""\b(width|height|viewBox)\s*=\s*["']([^"']*)["']""")

Size = tuple[float, float]
"""Width and height in CSS pixels."""


def pixels(length: str) -> float | None:
    """A length such as `400px` or `5 cm` in CSS pixels; `None` for a percentage or what is no length."""
    match = _LENGTH.fullmatch(length.lower())
    if match is None or match["unit"] not in _PIXELS:
        return None
    return float(match["number"]) * _PIXELS[match["unit"]]


def percentage(length: str) -> int | None:
    """The number of a length such as `60%`, rounded."""
    match = _LENGTH.fullmatch(length)
    return min(100, max(1, round(float(match["number"])))) if match and match["unit"] == "%" else None


def name_of(file: Path) -> str:
    """Where a picture of the book lies in the site, named by its content: `assets/pictures/fan-c3ab8ff137.svg`."""
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:10]
    return f"assets/pictures/{file.stem}-{digest}{file.suffix}"


def size_of(content: bytes) -> Size | None:
    """The picture's own size; `None` where it says none, or is cut off."""
    with contextlib.suppress(struct.error):
        return _size_said(content)
    return None


def _size_said(content: bytes) -> Size | None:
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        width, height = struct.unpack(">II", content[16:24])
        return float(width), float(height)
    if content.startswith(b"\xff\xd8"):
        return _jpeg_size(content)
    if content[:6] in (b"GIF87a", b"GIF89a"):
        width, height = struct.unpack("<HH", content[6:10])
        return float(width), float(height)
    return _svg_size(content[:20000].decode("utf-8", errors="replace"))


def _jpeg_size(content: bytes) -> Size | None:
    position = 2
    while position + 9 <= len(content) and content[position] == 0xFF:
        marker, length = content[position + 1], int.from_bytes(content[position + 2 : position + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[position + 5 : position + 9])
            return float(width), float(height)
        position += 2 + length
    return None


def _svg_size(source: str) -> Size | None:
    root = _SVG_ROOT.search(source)
    if root is None:
        return None
    found = dict(_SVG_ATTRIBUTE.findall(root[0]))
    width, height = pixels(found.get("width", "")), pixels(found.get("height", ""))
    if width and height:
        return width, height
    box = [pixels(part) for part in re.split(r"[\s,]+", found.get("viewBox", "").strip())]
    if len(box) != 4 or not box[2] or not box[3]:
        return None
    if width:
        return width, width * box[3] / box[2]
    return (height * box[2] / box[3], height) if height else (box[2], box[3])


def shown_size(own: Size | None, wanted: Mapping[str, str]) -> dict[str, str]:
    """The `width` and `height` attributes of a picture, its shape kept where only one is `wanted`."""
    width, height = pixels(wanted.get("width", "")), pixels(wanted.get("height", ""))
    if own and width and not height:
        height = width * own[1] / own[0]
    elif own and height and not width:
        width = height * own[0] / own[1]
    elif own and not width:
        width, height = own
    sizes = {"width": width, "height": height}
    return {name: str(max(1, round(value))) for name, value in sizes.items() if value}


def element(address: str, alt: str, attributes: Mapping[str, str]) -> str:
    """An `img` element that is loaded when it comes near."""
    pairs = {"src": address, "alt": alt, **attributes, "loading": "lazy", "decoding": "async"}
    return "<img " + " ".join(f'{name}="{escape(value)}"' for name, value in pairs.items()) + ">"
