"""Runs that draw: the smallest picture of each kind."""

from __future__ import annotations

import base64
from typing import Any

from tabbook.store import Key, Ran

KEY = Key("ab" + "0" * 62, "1" * 64)
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">' + "<path d='M0 0h9'/>" * 200 + "</svg>\n"


def drawn(**data: Any) -> dict[str, Any]:
    """A display of data by kind, `image_png` for `image/png`."""
    kinds = {name.replace("_", "/").replace("svg", "svg+xml"): value for name, value in data.items()}
    return {"output_type": "display_data", "data": kinds, "metadata": {}}


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


RAN = Ran(
    [
        [drawn(image_png=encoded(PNG), text_plain="<Figure>"), drawn(image_png=encoded(PNG) + "\n")],
        [drawn(text_plain="<Figure>", image_svg=DRAWING), {"output_type": "stream", "name": "stdout", "text": "x"}],
        [drawn(image_gif=encoded(GIF))],
    ],
    1.5,
    {"numpy": "1.0"},
)
"""Three pictures, one of them shown twice."""
