"""A page whose prose was edited is made at once, alone, as a whole build makes it; or it is left to a whole build."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from generated import generated_book
from tabbook import build, config
from tabbook.build import Site
from tabbook.kept import Kept
from tabbook.preview.edited import edited
from test_edits import MORE, PAGE, TRANSLATED, change, marked

OTHER = PAGE.replace("page-000", "page-001")


@dataclass(frozen=True, slots=True)
class Shelf:
    """A book and its site in memory, as the preview has them."""

    root: Path
    settings: config.Config
    kept: Kept
    site: Site

    def at_once(self, site: Site, file: str) -> Site | None:
        return edited(site, self.root / file, self.settings, self.kept)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    root = tmp_path_factory.mktemp("book")
    generated_book.write(root, pages=4, languages=2)
    for file in (root / "chapters" / "ja").rglob("*.md"):
        original = root / "chapters" / "en" / file.relative_to(root / "chapters" / "ja")
        file.write_text(marked(file.read_text(), original.read_bytes()))
    settings, kept = config.read(root), Kept()
    return Shelf(root, settings, kept, build.make_site(settings, kept))


def address_of(file: str) -> str:
    return file.removeprefix("chapters/").replace(".md", ".html")


def test_it_is_the_page_of_a_whole_build(shelf: Shelf) -> None:
    """An original, a translation with lines that move, another page twice; then one build knows them all."""
    texts = {file: (shelf.root / file).read_bytes() for file in (PAGE, TRANSLATED, OTHER)}
    site = shelf.site
    for file, old, new in (
        (PAGE, ". ", ", indeed. "),
        (TRANSLATED, "。", "、まさに。\n\n新しい段落である。"),
        (OTHER, ".\n\n", ".\n\nA new paragraph, *marked* and with `code`.\n\n"),
        (OTHER, "*marked*", "*noted*"),
    ):
        change(shelf.root, file, old, new)
        made = shelf.at_once(site, file)
        assert made
        assert made.files[address_of(file)] != site.files[address_of(file)]
        site = made
    whole, anew = (build.make_site(shelf.settings, kept) for kept in (shelf.kept, Kept()))
    for file in (TRANSLATED, OTHER, PAGE):
        assert site.files[address_of(file)] == anew.files[address_of(file)]
    assert whole.files == anew.files
    for file, content in texts.items():
        (shelf.root / file).write_bytes(content)


@pytest.mark.parametrize("edit", MORE)
def test_the_rest_is_left_to_a_whole_build(shelf: Shelf, edit: str) -> None:
    """Whatever other pages show, what is new to the site, and what is wrong."""
    text = (shelf.root / PAGE).read_bytes()
    assert shelf.at_once(shelf.site, PAGE)
    MORE[edit](shelf.root)
    try:
        assert shelf.at_once(shelf.site, PAGE) is None
    finally:
        (shelf.root / PAGE).write_bytes(text)


def test_no_other_file_is_a_page(shelf: Shelf) -> None:
    """A picture, the works cited, the configuration: what follows from these is not known."""
    for file in ("static/figure-1.svg", "chapters/refs.bib", "config.ini"):
        assert (shelf.root / file).exists()
        assert shelf.at_once(shelf.site, file) is None
