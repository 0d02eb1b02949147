"""Outputs on a page: what is inline, folded or framed, and the names of cells."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from browser import NewReader, serve
from conftest import tabbook
from execute.little_programs import link_kernels
from tabbook import website
from tabbook.document import Book, Cell, Code, Node, Outputs, Page, Program, Tree
from tabbook.document.tree import div
from tabbook.errors import Place
from tabbook.website import frames, outputs
from tabbook.website.cell_names import name_of
from tabbook.website.words import words_of
from website import little_book

STYLED = '<style type="text/css">#T td {background-color: rgb(255, 238, 170)}</style><table id="T"><tr><td>1</table>'
ALIVE = """<div id="x"></div><img src="https://example.org/x.png"><script>
document.getElementById("x").textContent = "drawn";
try { parent.document.title = "taken"; } catch { document.title = "kept in"; }
fetch("https://example.org/").catch(() => document.title += ", alone");
</script>"""
PRINTED: tuple[dict[str, Any], ...] = (
    {"output_type": "stream", "name": "stdout", "text": "".join(f"line {number}\n" for number in range(1, 41))},
    {"output_type": "display_data", "data": {"text/html": STYLED}, "metadata": {}},
    {"output_type": "display_data", "data": {"text/html": ALIVE}, "metadata": {}},
)


def html_of(output: Mapping[str, Any]) -> str:
    return outputs.to_html([output], words_of("en"), lambda name, content: name, lambda drawing: "")


def shown(html: str) -> str:
    return html_of(
        {"output_type": "display_data", "data": {"text/html": html, "text/plain": "as text"}, "metadata": {}}
    )


def test_html_is_inline_framed_or_text() -> None:
    """A plain table is inline; what has its own style or script is framed; what needs another host is text."""
    assert "<table>" in shown('<style scoped>x</style><table border="1"><tr><td>1</table>')
    assert "<iframe" in shown(STYLED)
    assert "<iframe" in shown(ALIVE)
    assert "as text" in shown('<div id="x"></div><script src="https://cdn.example.org/plot.js"></script>')


def test_a_frame_is_as_tall_as_its_output_says() -> None:
    """The height comes from the output, else from its rows, and has an end."""
    assert frames.height_of('<div style="height: 300px">') == 324
    assert frames.height_of("<table>" + "<tr><td>" * 5) == 174
    assert frames.height_of("<table>" + "<tr><td>" * 500) == 900


def test_an_error_stands_out() -> None:
    """The line that failed and the name of the error are marked, and the whole is named an error."""
    trace = ["Traceback (most recent call last)", "----> 1 x < y", "\x1b[31mNameError\x1b[0m: name 'x' is not defined"]
    html = html_of({"output_type": "error", "ename": "NameError", "evalue": "", "traceback": trace})
    assert 'role="group" aria-label="Error"' in html
    assert "<b>----&gt; 1 x &lt; y</b>" in html
    assert "<b>NameError</b>: name" in html
    assert "\x1b" not in html


def test_an_error_that_a_page_means_to_show(tmp_path: Path) -> None:
    """A cell that shows an error it has caught, or says that it raises one, is no failure: its page is published."""
    link_kernels(tmp_path)
    (tmp_path / "config.ini").write_text("[build]\ntabs = pytorch\n[languages]\nsource = en\n[execute]\nwarm = False\n")
    (tmp_path / "chapters/en").mkdir(parents=True)
    code = "try:\n    1 + '2'\nexcept TypeError:\n    get_ipython().showtraceback()\nprint('and on')"
    cells = "".join(f"```{{.python .input}}\n{cell}\n```\n\n" for cell in (code, "1 / 0  #@raises", "2 + 2"))
    (tmp_path / "chapters/en/index.md").write_text(f"# Adding\n\n{cells}")
    done = tabbook(tmp_path, "build")
    assert done.returncode == 0, done.stderr
    html = (tmp_path / "build/website/en/index.html").read_text(encoding="utf-8")
    assert re.search(r'<div class="error" role="group" aria-label="Error">.*<b>TypeError</b>', html, re.DOTALL)
    assert '<pre class="output">and on</pre>' in html
    assert html.count('<div class="error"') == 2
    assert '<pre class="output">4</pre>' in html
    notebook = json.loads((tmp_path / "build/notebooks/en/pytorch/index.ipynb").read_text(encoding="utf-8"))
    tags = [cell["metadata"].get("tags") for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert tags == [None, ["raises-exception"], None]


def test_numbers_are_written_as_the_language_does() -> None:
    """A count of thousands has its sign between them."""
    long = {"output_type": "stream", "name": "stdout", "text": "line\n" * 1200}
    for language, said in (("en", "Show all 1,200 lines"), ("ja", "全1,200行を表示"), ("ko", "전체 1,200줄 보기")):
        assert said in outputs.to_html([long], words_of(language), lambda name, content: name, lambda drawing: "")


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ('print("weight")  # the first', 'print("重み")', True),
        ("x = 1", "x = 2", False),
        ("!ls\n'''", "!ls\n'''", True),
    ],
)
def test_a_cell_is_named_after_its_code(one: str, other: str, are_one: bool) -> None:
    """Comments and strings, which translations change, do not count; everything else does."""
    assert (name_of(one) == name_of(other)) is are_one


@pytest.fixture(scope="module")
def page_address(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A page of four frameworks' one cell that prints much, on a host of its own."""
    root = tmp_path_factory.mktemp("outputs")
    place = Place("chapters/en/index.md", 1)
    nodes: list[Node] = [div([], classes=["cell"], block="0"), div([], classes=["cell"], block="1")]
    blocks = tuple(Code(place, "", source, (), ()) for source in ("show(1)", "show(2)"))
    page = Page("index", "chapters/en/index.md", "en", blocks, tree=Tree(tuple(nodes)))
    cells = (Cell(place, "show(1)", 0, outputs=PRINTED), Cell(place, "show(2)", 1))
    program = Program("index", "chapters/en/index.md", "en", "pytorch", cells, was_run=True)
    runs = Outputs({("en", "index", "pytorch"): program})
    folder = root / "website"
    assert website.publish({"en": Book("en", (page,))}, runs, little_book.config(root), folder) == ()
    with serve(folder) as host:
        yield Path(folder), f"{host}/en/index.html"


@pytest.mark.browser
def test_outputs_in_the_browser(new_reader: NewReader, page_address: tuple[Path, str]) -> None:
    """A long text opens and closes; frames are drawn, closed in, and ask nobody; cells have links."""
    folder, address = page_address
    reader = new_reader()
    page = reader.goto(address)
    box, button = page.locator(".fold > pre"), page.locator(".unfold")
    assert button.inner_text() == "Show all 40 lines"
    height = "element => element.clientHeight"
    folded = box.evaluate(height)
    button.click()
    assert box.evaluate(height) > 2 * folded
    assert button.inner_text() == "Show fewer lines"
    button.click()
    assert box.evaluate(height) == folded

    page.locator("iframe").last.scroll_into_view_if_needed()
    page.frame_locator("iframe").last.get_by_text("drawn").wait_for()
    inner = page.frames[-1]
    inner.wait_for_function("document.title.endsWith('alone')")
    assert inner.evaluate("document.title") == "kept in, alone"
    styled = page.frame_locator("iframe").first.locator("td")
    assert styled.evaluate("cell => getComputedStyle(cell).backgroundColor") == "rgb(255, 238, 170)"
    assert not [url for url in reader.requests if "x.png" in url]

    page.locator(".listing").last.hover()
    page.get_by_role("link", name="Link to this code").last.click()
    assert page.url.endswith(name_of("show(2)"))
    page.goto((folder / "en" / "index.html").as_uri())
    page.locator("iframe").last.scroll_into_view_if_needed()
    page.frame_locator("iframe").last.get_by_text("drawn").wait_for()
