"""Seconds that PDFs take: all of this book's, and one of a book of 192 pages, beside d2lbook's LaTeX.

    python bench/pdf.py [--pages N] [--book FOLDER] [--quick]

The book must be built: nothing is run. Every PDF of the book from nothing, again with nothing changed, and one PDF of a
large book made from its pages, from their trees to the file. Then a generated book of one framework, without outputs,
from Markdown to its one PDF, by tabbook and by d2lbook 1.0.3, which asks XeLaTeX, latexmk and rsvg-convert; without
these it says so. Writes what it found to RESULTS.md; `--quick` leaves d2lbook out, and writes nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import generated_book
import results
import scale
from peers import tools
from tabbook import build, config, execute, pdf
from tabbook.config import Config
from tabbook.document import Book, Outputs, Page, Program, Tree

TABBOOK = [str(Path(sys.executable).with_name("tabbook")), "build", "pdf", "--no-run"]
FIRST = generated_book.FRAMEWORKS[0]
OTHERS = re.compile(
    rf"""
    ^```\{{\.python\ \.input\}}\n%%tab\ (?!{FIRST}).*?^```\n   # a cell of another framework
    | ^:begin_tab:`(?!{FIRST}).*?^:end_tab:\n                  # a block of another
    """,
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)
Taken = tuple[float, float]
"""Seconds on the clock, and those of the processors, which other work on the machine cannot change much."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=192)
    parser.add_argument("--book", type=Path, default=Path("."))
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    found: dict[str, Taken] = {}
    with tempfile.TemporaryDirectory() as name:
        measured = [own(config.read(asked.book), asked.pages, Path(name)), generated(asked.pages, Path(name))]
        measured += [] if asked.quick else [by_d2lbook(Path(name))]
        for what, taken in (row for rows in measured for row in rows):
            print(f"  {what:64}{taken[0]:7.1f} s   processors {taken[1]:7.1f} s", flush=True)
            found[what] = taken
    if not asked.quick:
        results.write(report(found, asked.pages))


def own(settings: Config, pages: int, folder: Path) -> Iterator[tuple[str, Taken]]:
    """This book's PDFs, and one of a large book made from its pages."""
    books, outputs = read(settings)
    made = folder / "pdf"
    count = len(books) * len(settings.frameworks)
    yield f"all {count} PDFs of this book", seconds(lambda: pdf.publish(books, outputs, settings, made))
    yield "again, nothing changed", seconds(lambda: pdf.publish(books, outputs, settings, made))
    alone = replace(settings, build=replace(settings.build, tabs=settings.frameworks[:1]))
    large, runs = enlarged(books[settings.source_language], outputs, pages)
    taken = seconds(lambda: pdf.publish({large.language: large}, runs, alone, made))
    yield f"one PDF of a book of {pages} pages like its own, from their trees", taken


def generated(pages: int, folder: Path) -> Iterator[tuple[str, Taken]]:
    """A generated book from Markdown to its one PDF."""
    root = scale.book(folder / "book", pages)
    for page in (root / "chapters").rglob("*.md"):
        page.write_text(OTHERS.sub("", page.read_text()))
    settings = root / "config.ini"
    settings.write_text(re.sub(r"(?m)^tabs = .*", f"tabs = {FIRST}", settings.read_text()))
    taken = scale.take([*TABBOOK, "-C", str(root)], root)
    yield f"tabbook, a generated book of {pages} pages", (taken.seconds, taken.processor)


def by_d2lbook(folder: Path) -> Iterator[tuple[str, Taken]]:
    """The same book by d2lbook, where there is a TeX."""
    if lacking := tools.lacking_for_latex():
        print(f"  d2lbook's LaTeX step was left out: here is no {', no '.join(lacking)}")
        return
    command, environment = tools.for_d2lbook_pdf(folder / "book", folder / "d2lbook")
    taken = scale.take(command, folder / "d2lbook", environment)
    yield "d2lbook 1.0.3 with XeLaTeX, the same", (taken.seconds, taken.processor)


def report(found: dict[str, Taken], pages: int) -> str:
    rows = "".join(f"| {what} | {taken[0]:.1f} | {taken[1]:.1f} |\n" for what, taken in found.items())
    return (
        f"# PDFs\n\n{results.circumstances('pdf.py')}"
        f"The large book's pages have the outputs of this book's cells; the generated book of {pages} pages has one\n"
        "framework and no outputs, and is made from nothing. Beside other work processor seconds tell more.\n\n"
        f"| | seconds | processor seconds |\n| --- | --- | --- |\n{rows}"
    )


def seconds(act: Callable[[], Any]) -> Taken:
    began, before = time.monotonic(), sum(os.times()[:4])
    act()
    return time.monotonic() - began, sum(os.times()[:4]) - before


def read(settings: Config) -> tuple[dict[str, Book], Outputs]:
    """The numbered books and the stored runs of their cells, as the build hands them to its writers."""
    found: dict[str, Any] = {}

    def take(books: Any, outputs: Any, config: Config, folder: Path) -> tuple[()]:
        found.update(books=books, outputs=outputs)
        return ()

    build.WRITERS["bench"] = (take, "bench")
    build.build(settings, "bench", build.Scope(runs=False), None, execute.progress())
    return found["books"], found["outputs"]


def enlarged(book: Book, outputs: Outputs, count: int) -> tuple[Book, Outputs]:
    """A numbered book of `count` pages: its own, and copies of those with code, twelve to a chapter."""
    index, chapter, *rest = book.pages
    models = [page for page in rest if outputs.frameworks_of(page.language, page.path)]
    pages: list[Page] = list(book.pages)
    programs: dict[tuple[str, str, str], Program] = dict(outputs.programs)
    for number, model in enumerate(islice(cycle(models), max(0, count - len(pages)))):
        part, place = divmod(number, 12)
        parent = f"part-{part}"
        if not place:
            pages.append(replace(chapter, path=parent, parent=index.path))
        path = f"{parent}/page-{place}"
        pages.append(replace(model, path=path, parent=parent, tree=own_links(model, path)))
        for framework in outputs.frameworks_of(model.language, model.path):
            program = outputs.programs[model.language, model.path, framework]
            programs[model.language, path, framework] = replace(program, path=path)
    return replace(book, pages=tuple(pages)), Outputs(programs)


def own_links(model: Page, path: str) -> Tree:
    """The tree of a copy, whose links to itself lead to the copy."""
    assert model.tree
    written = json.dumps(model.tree.blocks).replace(f'"page:{model.path}#', f'"page:{path}#')
    return Tree(tuple(json.loads(written)))


if __name__ == "__main__":
    main()
