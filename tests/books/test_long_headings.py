"""A book whose headings are longer than a file's name may be in; its site, and the search in it, out."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest

from books.test_search import search
from browser import NewReader, serve
from tabbook import build, config, execute

pytestmark = pytest.mark.browser

LONG = "畳み込みニューラルネットワークにおけるパディングとストライドの効果について" * 3
SETTINGS = """\
[project]
name = long
title = 本
lang = ja
[website]
url = https://example.org/
[build]
notebooks = *.md
"""


def test_long_headings_have_addresses_and_are_found(tmp_path: Path, new_reader: NewReader) -> None:
    """A title of a hundred thousand letters does not keep a page from being built, and a search leads to a heading
    whose address would be too long for a file."""
    (tmp_path / "config.ini").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "index.md").write_text(f"# 本\n\n```toc\nlong\n```\n\n## {LONG}\n\n語である。\n", encoding="utf-8")
    (tmp_path / "long.md").write_text(f"# {'「x' * 50_000}\n\n語である。\n", encoding="utf-8")
    problems = build.build(config.read(tmp_path), "html", build.Scope(runs=False), 1, execute.progress())
    assert [str(problem) for problem in problems if problem.is_error] == []
    with serve(tmp_path / "build" / "website") as host:
        page = new_reader().goto(f"{host}/ja/index.html")
        page.keyboard.press("/")
        found = [unquote(address) for address in search(page, "ストライド")]
    assert found[0] == f"{host}/ja/index.html#{LONG}"
