"""Whether the site's colours can be told from their ground."""

from __future__ import annotations

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
