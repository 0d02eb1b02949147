"""Code as it is shown, and what of it a next build takes from a page."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tabbook.website import cells, highlight
from tabbook.website.groups import View

CODE = "import math\n\nif math.pi < 4 and 'a' != \"&amp;\":\n    print(f'{1:>3}')  # é <b>"


@pytest.fixture(autouse=True)
def without_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(highlight, "_known", {})


def cell(source: str, language: str = "python") -> str:
    view = View(0, source, language=language)
    return cells.to_html(view, "cell-1", {}, lambda name, content: name, lambda drawing: "")


def test_cells_of_a_page_are_taken_as_they_are_shown() -> None:
    """The same HTML, letter by letter, also of what HTML writes otherwise."""
    page, html = f"<body>\n{cell(CODE)}\n<p>More.</p>{cell('x = 1')}\n</body>", highlight.to_html(CODE, "python")
    highlight.recall(page)
    assert highlight._known.keys() == {CODE, "x = 1"}
    assert highlight._known[CODE] == html


def test_what_may_be_shown_otherwise_is_not_taken() -> None:
    """A cell in another language, which begins with its magic; and code that a page shows in two ways."""
    highlight.recall(cell("%%bash\nls", "bash") + cell("x = 1") + cell("x = 1").replace("<span", "<b></b><span"))
    assert highlight._known == {}


def test_taken_code_needs_no_pygments() -> None:
    """It is slow to import, and an edit of prose highlights nothing."""
    asked = "import sys; from tabbook.website import highlight; highlight.recall(sys.argv[1]); "
    asked += "print(highlight.to_html('x = 1', 'python'), 'pygments' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked, cell("x = 1")], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[0] == f"{highlight.to_html('x = 1', 'python')} False"
