"""Whether the site's colours can be told from their ground."""

from __future__ import annotations

import itertools
import math
import re
from importlib.resources import files

import pytest

from tabbook.website.asset_files import MARKER_COLOURS

ASSETS = files("tabbook.website").joinpath("assets")
PAIR = r"light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)"
NAMED = {
    name: colours for name, *colours in re.findall(rf"--([a-z-]+): {PAIR}", ASSETS.joinpath("colours.css").read_text())
}
CODE = re.findall(PAIR, ASSETS.joinpath("code.css").read_text())


def luminance(colour: str) -> float:
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_can_be_read(scheme: int) -> None:
    """Text, links and code have at least 4.5:1 on every ground they stand on."""
    grounds = [NAMED[name][scheme] for name in ("paper", "tint", "raised")]
    texts = [NAMED[name][scheme] for name in ("ink", "soft", "accent")] + [pair[scheme] for pair in CODE]
    for text in texts:
        for ground in grounds:
            assert contrast(text, ground) >= 4.5, f"{text} on {ground}"
    assert contrast(NAMED["wrong"][scheme], NAMED["wrong-tint"][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_marks_can_be_seen(scheme: int) -> None:
    """The colour of each framework has at least 3:1 on paper."""
    for pair in MARKER_COLOURS:
        assert contrast(pair[scheme], NAMED["paper"][scheme]) >= 3, pair


DEFICIENCIES = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
"""What is left of linear red, green and blue (Machado, Oliveira and Fernandes, 2009)."""
XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
WHITE = (0.9505, 1.0, 1.089)
Three = tuple[float, float, float]


def times(matrix: tuple[Three, Three, Three], value: Three) -> Three:
    one, two, three = (sum(a * b for a, b in zip(row, value, strict=True)) for row in matrix)
    return one, two, three


def seen(colour: str, deficiency: str) -> Three:
    """A colour as CIELAB, as such a reader sees it."""
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    left = times(DEFICIENCIES[deficiency], (red, green, blue))
    x, y, z = (max(a, 0) / b for a, b in zip(times(XYZ, left), WHITE, strict=True))
    fx, fy, fz = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_marks_can_be_told_apart(deficiency: str, scheme: int) -> None:
    """The first four colours of frameworks differ clearly (20 in CIELAB) for those who see fewer colours."""
    for one, other in itertools.combinations(MARKER_COLOURS[:4], 2):
        assert math.dist(seen(one[scheme], deficiency), seen(other[scheme], deficiency)) >= 20, (one, other)
