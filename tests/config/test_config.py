"""`config.ini` in, a Config or every fault of it out."""

from __future__ import annotations

import configparser
import dataclasses
from pathlib import Path

import pytest

from cases import check, show
from tabbook import config
from tabbook.config.sections import Project
from tabbook.errors import BookError

CASES = Path(__file__).parent / "cases" / "fault.md"


def faults(root: Path, text: str) -> str:
    (root / "config.ini").write_text(text, encoding="utf-8")
    with pytest.raises(BookError) as caught:
        config.read(root)
    return "\n".join(show(problem) for problem in caught.value.problems)


def test_every_fault_is_told_with_its_line(tmp_path: Path) -> None:
    """A fault of the file names its line and what to do, all of them at once."""
    check(CASES, lambda text: faults(tmp_path, text))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """A folder without a config.ini is not a book, and that is said in a sentence."""
    with pytest.raises(BookError, match=r"there is no config\.ini in"):
        config.read(tmp_path)


def test_d2lbooks_file_is_read_as_it_is(tmp_path: Path) -> None:
    """Names are lowercased, values of several lines kept, interpolation and comments work as configparser's do."""
    text = """\
# a comment
[PROJECT]
""".replace("PROJECT", "project")
    text += """\
Title = Dive %% in
release = 1.0.3
[build]
tabs = PyTorch, mxnet
notebooks = *.md */*.md
resources = img/ d2l/
    d2l.bib
[html]
header_links = Courses, https://example.org/c, fas fa-book
    ; another comment
    GitHub, https://example.org/g, fab fa-github
[library-pytorch]
lib_file = d2l/torch.py
simple_alias = ones, zeros,
    concat -> cat
"""
    (tmp_path / "config.ini").write_text(text)
    book = config.read(tmp_path)
    assert book.project.title == "Dive % in"
    assert book.frameworks == ("pytorch", "mxnet")
    assert book.build.notebooks == ("*.md", "*/*.md")
    assert book.build.resources == ("img/", "d2l/", "d2l.bib")
    assert [link.split(",")[0] for link in book.html.header_links] == ["Courses", "GitHub"]
    library = book.library_of("pytorch")
    assert library is not None
    assert library.simple_alias == "ones, zeros,\nconcat -> cat"
    assert book.all_languages == ("en",)
    assert not book.is_multilingual


def test_a_language_without_words_of_ours_speaks_english_and_can_be_taught() -> None:
    """A new language needs no code: what its section does not say is English."""
    settings = config.Config(language_sections=(config.Language(name="fr", section_reference="section {}"),))
    french = settings.language("fr")
    assert (french.label, french.section_reference, french.table_reference) == ("fr", "section {}", "Table {}")


def test_a_language_has_the_books_copyright_but_for_its_own() -> None:
    """As it has the book's title."""
    section = config.Language(name="ja", copyright="2026、著者")
    settings = config.Config(project=Project(copyright="2026, authors"), language_sections=(section,))
    assert [settings.language(name).copyright for name in ("en", "ja")] == ["2026, authors", "2026、著者"]


def test_the_help_is_a_config_with_every_key() -> None:
    """`tabbook config` prints a readable INI file that names every field of every section."""
    text = config.help_text()
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(text)
    for field in dataclasses.fields(config.Config):
        if dataclasses.is_dataclass(field.default):
            names = {inner.metadata["name"] or inner.name for inner in dataclasses.fields(field.default)}
            assert names == set(parser[field.name])
