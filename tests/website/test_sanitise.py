"""What is left of the HTML that a cell printed."""

from __future__ import annotations

import pytest

from tabbook.website.sanitise import sanitise


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("<b>x</b> &amp; <i>y", "<b>x</b> &amp; <i>y</i>"),
        ('<p onclick="x()" style="color:red" class="a">x</p>', "<p>x</p>"),
        ("<style scoped>th {color: red}</style><table><tr><th>x</table>", "<table><tr><th>x</th></tr></table>"),
        ('<img src="https://example.org/x.png">x', "x"),
        ('<a href="javascript:x()">x</a>', "<a>x</a>"),
        ("<custom-thing>x</custom-thing>", "x"),
        ("x</div></p>", "x"),
    ],
)
def test_what_is_kept(printed: str, shown: str) -> None:
    """Text, tables and emphasis stay; scripts, styles, handlers and other hosts go; what is open is closed."""
    assert sanitise(printed) == shown


@pytest.mark.parametrize("printed", ["<script>x()</script>y", "<iframe src=x></iframe>", "<style>x</style><b>y</b>"])
def test_what_needs_a_frame(printed: str) -> None:
    """HTML with a script or a style of its own, but for the one of pandas' tables, is not shown inline."""
    assert sanitise(printed) is None


def test_nothing_to_see() -> None:
    """HTML without anything to see is empty."""
    assert sanitise("<style scoped>x</style>") == ""
