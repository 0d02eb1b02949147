"""Footnotes of a page: their numbers in the text, and the ways back to these."""

from __future__ import annotations

import re
from pathlib import Path

from tabbook import pandoc, website
from tabbook.document import Book, Outputs, Page, Program
from website import little_book

SOURCE = """One.[^a]

::: {.tab frameworks="pytorch"}
Two.[^a] And three.[^b]
:::
::: {.tab frameworks="jax"}
Two.[^a]
:::

Then.[^b]

::: {.tab frameworks="jax"}
Four.[^a]
:::

[^a]: First.
[^b]: Second.
"""


def test_each_way_back_leads_to_a_number_of_its_own(tmp_path: Path) -> None:
    """A note that the text names in several places has a link back to each; the panels of a group are one place."""
    tree = pandoc.parse([SOURCE], "en")[0]
    page = Page("index", "chapters/en/index.md", "en", (), tree=tree)
    programs = {("en", "index", name): Program("index", page.file, "en", name, ()) for name in ("pytorch", "jax")}
    made = website.make({"en": Book("en", (page,))}, Outputs(programs), little_book.config(tmp_path), tmp_path / "no")
    html = made.files["en/index.html"]
    assert isinstance(html, bytes)
    anchors = re.findall(r' id="(note-[^"]*)"', html.decode())
    back = re.findall(r'class="back" href="#([^"]*)"', html.decode())
    assert len(anchors) == len(set(anchors))
    assert back == ["note-1-from", "note-1-from-2", "note-1-from-3", "note-2-from", "note-2-from-2"]
    assert {*back, "note-1", "note-2", "note-1-from-2--jax"} == set(anchors)
