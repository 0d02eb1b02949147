"""The sizes an author gave a picture in, lengths of Typst out."""

from __future__ import annotations

import re
from collections.abc import Mapping

_LENGTH = re.compile(r"\s*(?P<number>\d+(?:\.\d+)?|\.\d+)\s*(?P<unit>[a-z]*|%)\s*")
_POINTS = {"px": 0.75, "": 0.75, "pt": 1.0, "pc": 12.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "em": 12.0}


def lengths(pairs: Mapping[str, str]) -> dict[str, str]:
    """Width and height as an author wrote them, in points or shares of the line."""
    found = {side: _LENGTH.fullmatch(pairs.get(side, "").lower()) for side in ("width", "height")}
    return {side: length for side, match in found.items() if match and (length := _typst(match))}


def _typst(length: re.Match[str]) -> str:
    if length["unit"] == "%":
        return f"{length['number']}%"
    points = _POINTS.get(length["unit"])
    return f"{float(length['number']) * points:.2f}pt" if points else ""
