"""How large a picture says it is, and how large it is shown."""

from __future__ import annotations

import struct

import pytest

from tabbook.website import pictures

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + struct.pack(">II", 640, 480)
JPEG = b"\xff\xd8\xff\xe0\x00\x04ab" + b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", 480, 640) + b"\0" * 8


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (PNG, (640, 480)),
        (JPEG, (640, 480)),
        (b"GIF89a" + struct.pack("<HH", 640, 480), (640, 480)),
        (b'<?xml version="1.0"?><svg width="72pt" height="36pt">', (96, 48)),
        (b'<svg viewBox="0 0 200 100">', (200, 100)),
        (b'<svg width="100" viewBox="0,0,200,100">', (100, 50)),
        (b"<svg>", None),
        (b"anything", None),
    ],
)
def test_own_size(content: bytes, size: tuple[float, float] | None) -> None:
    """The size is read from the file, in CSS pixels."""
    assert pictures.size_of(content) == size


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        ({}, {"width": "640", "height": "480"}),
        ({"width": "320px"}, {"width": "320", "height": "240"}),
        ({"height": "2.5in"}, {"width": "320", "height": "240"}),
        ({"width": "60%"}, {"width": "640", "height": "480"}),
    ],
)
def test_shown_size(wanted: dict[str, str], shown: dict[str, str]) -> None:
    """One wanted length gives the other, so that nothing moves while the picture loads."""
    assert pictures.shown_size((640, 480), wanted) == shown
