"""The pages of a language are written while the next is numbered, and are the same as if all were written last."""

from __future__ import annotations

import multiprocessing
import os
import time
from pathlib import Path

import pytest

from tabbook import build, config, execute, forks
from tabbook.document import Book, Outputs
from tabbook.website import early, texts

CONFIG = "[project]\nname = little\n[languages]\nsource = en\ntranslations = ja, ko\n"
COUNT = texts.WORTH + 1


def page(number: int, words: str) -> str:
    """With a link to the page after it, an equation and a sentence that is new to translations."""
    link = f":numref:`sec_{(number + 1) % COUNT}`"
    formula = f"$$x_{number} = y$$ :eqlabel:`eq_{number}`"
    return (
        f"# {words} {number}\n:label:`sec_{number}`\n\n{words} {link}.\n\n{formula}\n\n:eqref:`eq_{number}`, {words}.\n"
    )


@pytest.fixture
def book(tmp_path: Path) -> config.Config:
    (tmp_path / "config.ini").write_text(CONFIG)
    for language, words in (("en", "Words"), ("ja", "言葉"), ("ko", "말")):
        folder = tmp_path / "chapters" / language
        folder.mkdir(parents=True)
        for number in range(COUNT - (language == "ko")):
            (folder / ("index.md" if not number else f"p{number}.md")).write_text(page(number, words), encoding="utf-8")
    toc = "".join(f"p{number}\n" for number in range(1, COUNT))
    index = tmp_path / "chapters" / "en" / "index.md"
    index.write_text(f"{index.read_text()}\n```toc\n{toc}```\n")
    return config.read(tmp_path)


def built(book: config.Config) -> dict[str, bytes]:
    """The files of the site."""
    problems = build.build(book, "html", build.Scope(runs=False), None, execute.progress())
    assert not [problem for problem in problems if problem.is_error]
    folder = book.build_folder / "website"
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.skipif(not forks.CAN_FORK, reason="this system cannot fork safely")
def test_the_site_is_the_same_from_one_process_and_from_many(
    book: config.Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The source's pages and those of the first translation are written in processes of their own."""
    told, write = tmp_path / "told", texts.write_language

    def write_and_tell(facts: early.Facts, language: str) -> list[texts.Written]:
        with told.open("a") as file:
            file.write(f"{language} {os.getpid() == here}\n")
        return write(facts, language)

    here = os.getpid()
    monkeypatch.setattr(texts, "write_language", write_and_tell)
    monkeypatch.setattr(forks, "cores", lambda: 2)
    many = built(book)
    assert sorted(told.read_text().splitlines()) == ["en False", "ja False"]
    monkeypatch.setattr(forks, "cores", lambda: 1)
    (book.build_folder / "website").rename(tmp_path / "many")
    assert built(book) == many
    assert sorted(told.read_text().splitlines()) == ["en False", "en True", "ja False", "ja True"]


def test_an_error_ends_what_was_begun(book: config.Config, monkeypatch: pytest.MonkeyPatch) -> None:
    """And publishes nothing."""
    monkeypatch.setattr(forks, "cores", lambda: 2)
    monkeypatch.setattr(texts, "write_language", lambda *_: time.sleep(600))
    begun: list[early.Begun] = []
    take = early.Begun.take

    def take_and_tell(self: early.Begun, book: Book, outputs: Outputs, config: config.Config) -> None:
        begun.append(self)
        take(self, book, outputs, config)

    monkeypatch.setattr(early.Begun, "take", take_and_tell)
    file = book.root / "chapters" / "ko" / "p1.md"
    file.write_text(file.read_text() + "\n:numref:`sec_none`\n", encoding="utf-8")
    (book.root / "config.ini").write_text(f"{CONFIG}[build]\nwarning_is_error = True\n")
    strict = config.read(book.root)
    problems = build.build(strict, "html", build.Scope(runs=False), None, execute.progress())
    assert [problem.code for problem in problems if problem.code == "N01"] == ["N01"]
    assert list(begun[-1].texts) == ["en", "ja"]
    assert not multiprocessing.active_children()
    assert not (book.build_folder / "website").exists()
