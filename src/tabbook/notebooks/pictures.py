"""A picture's file in, an `img` that carries the picture in itself out.

A reader who downloads one notebook has all of it: nothing lies beside the file. Attachments would do for PNG and JPEG,
but JupyterLab refuses an SVG that is attached, and shows every kind that stands in its address.
"""

from __future__ import annotations

import base64
import re
from html import escape
from pathlib import Path

KINDS = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
}


def address(path: Path) -> str | None:
    """The picture as a `data:` address; `None` where there is no such file, or it is no picture."""
    kind = KINDS.get(path.suffix.lower())
    if kind is None or not path.is_file():
        return None
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"


def element(source: str, alt: str, sizes: dict[str, str]) -> str:
    """The `img`; pixels as attributes, which every notebook keeps, other lengths as style."""
    pairs = {"src": source, "alt": alt}
    styles: list[str] = []
    for name in ("width", "height"):
        value = sizes.get(name, "").strip()
        pixels = re.fullmatch(r"(\d+)(?:\.\d+)?(?:px)?", value)
        if pixels:
            pairs[name] = pixels[1]
        elif re.fullmatch(r"[\d.]+(?:%|[a-z]+)", value):
            styles.append(f"{name}: {value}")
    if styles:
        pairs["style"] = "; ".join(styles)
    return "<img " + " ".join(f'{name}="{escape(value)}"' for name, value in pairs.items()) + ">"
