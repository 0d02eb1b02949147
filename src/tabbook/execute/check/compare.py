"""What a cell showed and what it shows now, cleaned, in; what differs out. Nothing is run or read here."""

from __future__ import annotations

import base64
import difflib
import io
import json
import math
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Output = Mapping[str, Any]

NEAR = 0.01
"""How far apart two pictures may lie: 0 is the same, 1 is black and white. Another word at an axis is 0.016."""

NUMBER = re.compile(
    r"""
    ( (?: (?<![\w.]) [-+]? | (?<=\w) [-+] )          # its sign, or none where it begins a word
      (?: \d+ (?: \.\d* )? | \.\d+ ) (?: e [-+]?\d+ )? )
    """,
    re.VERBOSE | re.IGNORECASE,
)
UNSEEN_IN_HTML = re.compile(r"""\s id = (?: "[^"]*" | '[^']*' )""", re.VERBOSE)
"""Names that a library makes anew in every run."""
UNSEEN_IN_SVG = re.compile(r"<metadata>.*?</metadata> | <!--.*?-->", re.VERBOSE | re.DOTALL)
"""Who drew a picture, and when."""
PICTURES = ("image/png", "image/jpeg")
"""Kinds whose points are compared; of an SVG the text is, of a moving picture the bytes are."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that a cell shows."""

    kind: str
    """`stdout`, `stderr`, `error`, or its type: `image/png`."""
    content: str
    """Its text, or a picture in base64."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a cell shows and that is not what it was."""

    what: str
    """The end of a sentence that begins with the cell."""
    old: Shown | None
    """`None` where nothing stood in its place."""
    new: Shown | None


def compare(old: Sequence[Output], new: Sequence[Output], tolerance: float = 0) -> tuple[Difference, ...]:
    """What of a cell's outputs differs, in order; numbers may lie `tolerance` apart."""
    before, after = list(_shown(old)), list(_shown(new))
    kinds, others = ([shown.kind for shown in side] for side in (before, after))
    differences: list[Difference] = []
    for deed, first, last, at, end in difflib.SequenceMatcher(None, kinds, others, autojunk=False).get_opcodes():
        if deed == "equal":
            pairs = zip(before[first:last], after[at:end], strict=True)
            differences += (Difference(what, *pair) for pair in pairs if (what := _differs(*pair, tolerance)))
        else:
            differences += (Difference(f"shows no {shown.kind} any more", shown, None) for shown in before[first:last])
            differences += (Difference(f"shows {shown.kind}, which it did not", None, shown) for shown in after[at:end])
    return tuple(differences)


def _shown(outputs: Sequence[Output]) -> Iterator[Shown]:
    for output in outputs:
        if output["output_type"] == "stream":
            yield Shown(output["name"], output["text"])
        elif output["output_type"] == "error":
            yield Shown("error", "\n".join(output["traceback"]))
        else:
            for kind, value in output["data"].items():
                yield Shown(kind, value if isinstance(value, str) else json.dumps(value, indent=1, sort_keys=True))


def _differs(old: Shown, new: Shown, tolerance: float) -> str:
    """How two things of one kind differ; empty where they do not."""
    if old.content == new.content:
        return ""
    if old.kind in PICTURES and (points := _compare_pictures(old.content, new.content)) is not None:
        far, sizes = points
        limit = max(NEAR, tolerance)
        return sizes or (f"shows a picture {far:.3f} from what it was, where {limit:g} is near" * (far > limit))
    before, after = _text(old), _text(new)
    if before == after:
        return ""
    apart = distance(before, after)
    if apart is None or (apart == 0 and not tolerance):
        return f"shows other {_noun(old.kind)}"
    # A hair more than asked for: 1.001 is not quite 0.001 from 1 in binary.
    if apart <= tolerance * (1 + 1e-9):
        return ""
    return f"shows numbers up to {apart:.2g} from what they were" + (f", where {tolerance:g} is near" * bool(tolerance))


def _noun(kind: str) -> str:
    return {"stdout": "text", "text/plain": "text", "stderr": "text on stderr"}.get(kind, kind)


def _text(shown: Shown) -> str:
    """What of it counts."""
    if shown.kind == "text/html":
        return UNSEEN_IN_HTML.sub("", shown.content)
    return UNSEEN_IN_SVG.sub("", shown.content) if shown.kind == "image/svg+xml" else shown.content


def distance(old: str, new: str) -> float | None:
    """How far the numbers of two texts lie apart at most; `None` where the text between them differs.

    Relative to the larger of two numbers, or absolute where both are below 1. Blanks beside a number do not count:
    columns are as wide as their longest number.
    """
    before, after = NUMBER.split(old), NUMBER.split(new)
    if [part.strip(" ") for part in before[::2]] != [part.strip(" ") for part in after[::2]]:
        return None
    pairs = zip(before[1::2], after[1::2], strict=True)
    return max((_apart(float(first), float(second)) for first, second in pairs), default=0.0)


def _apart(old: float, new: float) -> float:
    apart = 0.0 if old == new else abs(old - new) / max(1, abs(old), abs(new))
    return math.inf if math.isnan(apart) else apart


def _compare_pictures(old: str, new: str) -> tuple[float, str] | None:
    """How far two pictures lie apart, and how their sizes differ, if they do; `None` where one cannot be read."""
    # Here and not above: only an output check looks at points.
    from PIL import Image, ImageChops, ImageStat

    pictures: list[Image.Image] = []
    try:
        for content in (old, new):
            with warnings.catch_warnings(action="ignore"):
                drawn = Image.open(io.BytesIO(base64.b64decode(content))).convert("RGBA")
            # As on a white page: a point that cannot be seen may have any colour.
            pictures.append(Image.alpha_composite(Image.new("RGBA", drawn.size, "white"), drawn).convert("RGB"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    first, second = pictures
    if first.size != second.size:
        sizes = ["{} x {}".format(*picture.size) for picture in pictures]
        return 1.0, f"shows a picture of {sizes[1]} points, which was {sizes[0]}"
    squares = [channel**2 for channel in ImageStat.Stat(ImageChops.difference(first, second)).rms]
    return math.sqrt(sum(squares) / len(squares)) / 255, ""
