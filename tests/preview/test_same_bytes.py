"""A site made again and again is the site that would be made from nothing."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import BuiltBook, tabbook
from generated import generated_book
from tabbook import build, config
from tabbook.build import Site
from tabbook.kept import Kept
from tabbook.website import offline

EDITS = 4
"""So many random edits, besides one of each kind."""


def contents(site: Site) -> dict[str, bytes]:
    return {name: found if isinstance(found, bytes) else found.read_bytes() for name, found in site.files.items()}


def written(folder: Path) -> dict[str, bytes]:
    """A published site without what is made of it for readers: its search, and what keeps it offline."""
    files = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()}
    made_of_it = ("assets/search/", offline.WORKER)
    kept = {name: file for name, file in files.items() if not name.startswith(made_of_it)}
    # The zip of the site lies at its root; those of the packages do not.
    return {
        name: file.read_bytes()
        for name, file in kept.items()
        if not name.endswith("/search.js") and not ("/" not in name and name.endswith(".zip"))
    }


class Author:
    """Someone who edits a book, always in the same way."""

    def __init__(self, root: Path) -> None:
        self.root, self.chance = root, random.Random(4)
        self.new = 0

    def page(self) -> Path:
        return self.chance.choice(sorted(self.root.glob("chapters/*/chapter-*/page-*.md")))

    def change(self, file: Path, old: str, new: str) -> None:
        file.write_text(file.read_text().replace(old, new, 1))

    def writes_prose(self) -> None:
        page = self.page()
        paragraphs = page.read_text().split("\n\n")
        remark = f"A remark, $r_{self.new}$, :cite:`work{self.new}`."
        paragraphs.insert(self.chance.randrange(3, len(paragraphs)), remark)
        page.write_text("\n\n".join(paragraphs))

    def adds_a_heading(self) -> None:
        self.change(self.page(), "\n## ", f"\n## New {self.new}\n\nWords.\n\n## ")

    def takes_a_heading(self) -> None:
        page = self.page()
        kept = [part for part in page.read_text().split("\n## ") if not part.startswith("New")]
        page.write_text("\n## ".join(kept))

    def changes_a_title(self) -> None:
        self.change(self.page(), "# ", f"# Title {self.new} ")

    def renames_a_label(self) -> None:
        old = self.chance.choice(["sec_page-1", "sec_page-2", "eq_3-0"])
        for file in self.root.glob("chapters/*/chapter-*/*.md"):
            file.write_text(file.read_text().replace(f"`{old}", f"`{old}x"))

    def breaks_and_mends_a_reference(self) -> None:
        page = self.page()
        text = page.read_text()
        page.write_text(f"{text}\n:numref:`nowhere`\n")
        self.look()
        page.write_text(text)

    def adds_a_page(self) -> None:
        name = f"new-{self.new}"
        for index in self.root.glob("chapters/*/chapter-00/index.md"):
            self.change(index, "```toc\n", f"```toc\n{name}\n")
            (index.parent / f"{name}.md").write_text(f"# New\n:label:`sec_{name}`\n\n:numref:`sec_page-0-1`\n")

    def takes_a_page(self) -> None:
        for index in self.root.glob("chapters/*/chapter-00/index.md"):
            names = [line for line in index.read_text().splitlines() if line.startswith("new-")]
            if names:
                self.change(index, f"{names[0]}\n", "")
                (index.parent / f"{names[0]}.md").unlink()

    def changes_code(self) -> None:
        page = self.page()
        self.change(page, "values_1 * 2", f"values_1 * {self.new}")

    def changes_a_picture(self) -> None:
        picture = self.chance.choice(sorted(self.root.glob("static/*.svg")))
        self.change(picture, 'width="320" height="120"', f'width="{300 + self.new}" height="120"')

    def changes_the_config(self) -> None:
        self.change(self.root / "config.ini", "title = ", f"title = {self.new} ")

    def changes_a_work(self) -> None:
        self.change(self.root / "chapters" / "refs.bib", "Ann and", f"Ann{self.new} and")

    def deeds(self) -> Iterator[Callable[[], None]]:
        """Each deed once, then some again."""
        kinds = [
            self.writes_prose,
            self.adds_a_heading,
            self.takes_a_heading,
            self.changes_a_title,
            self.renames_a_label,
            self.breaks_and_mends_a_reference,
            self.adds_a_page,
            self.changes_code,
            self.changes_a_picture,
            self.changes_the_config,
            self.changes_a_work,
            self.takes_a_page,
        ]
        for deed in [*kinds, *(self.chance.choice(kinds) for _ in range(EDITS))]:
            self.new += 1
            yield deed

    def look(self) -> None:
        """Replaced by what is to be done in the middle of a deed."""


@pytest.fixture(scope="module")
def author(tmp_path_factory: pytest.TempPathFactory) -> Author:
    root = tmp_path_factory.mktemp("book")
    generated_book.write(root, pages=6, languages=2)
    return Author(root)


def test_a_site_made_again_is_the_same_as_one_made_from_nothing(author: Author) -> None:
    """After any edit the pages that were kept and those made anew are, byte for byte, those of a first build."""
    kept = Kept()
    author.look = lambda: build.make_site(config.read(author.root), kept)
    for deed in author.deeds():
        deed()
        settings = config.read(author.root)
        again, anew = build.make_site(settings, kept), build.make_site(settings, Kept())
        assert again.files.keys() == anew.files.keys(), deed.__name__
        assert [name for name, content in contents(anew).items() if contents(again)[name] != content] == []
        assert again.problems == anew.problems, deed.__name__
        assert len(anew.files) > 10, anew.problems


def test_it_is_what_the_command_writes(author: Author) -> None:
    """The preview's pages and all they need are those of `tabbook build`."""
    site = build.make_site(config.read(author.root), Kept())
    assert tabbook(author.root, "build", "html", "--no-run").returncode == 0
    assert contents(site) == written(author.root / "build" / "website")


def test_stored_outputs_are_the_same(built_book: BuiltBook) -> None:
    """So is that of a book with outputs, and nothing in it is bare."""
    site = build.make_site(built_book.config, Kept())
    assert contents(site) == written(built_book.site)
    assert site.bare == ()
