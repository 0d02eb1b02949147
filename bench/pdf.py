"""Seconds that PDFs take: all of this book's, and one of a book of 192 pages made from its pages.

    python bench/pdf.py [--pages N] [--book FOLDER]

The book must be built: nothing is run. Three times for the book: every PDF from nothing, again with nothing changed,
and the large book's one PDF, from its trees to the file.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from tabbook import build, config, execute, pdf
from tabbook.config import Config
from tabbook.document import Book, Outputs, Page, Program, Tree


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=192)
    parser.add_argument("--book", type=Path, default=Path("."))
    asked = parser.parse_args()
    settings = config.read(asked.book)
    books, outputs = read(settings)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "pdf"
        first = seconds(lambda: pdf.publish(books, outputs, settings, folder))
        print(f"all {len(list(folder.glob('*.pdf')))} PDFs of the book: {first}")
        print(f"again, nothing changed: {seconds(lambda: pdf.publish(books, outputs, settings, folder))}")
        alone = replace(settings, build=replace(settings.build, tabs=settings.frameworks[:1]))
        large, runs = enlarged(books[settings.source_language], outputs, asked.pages)
        taken = seconds(lambda: pdf.publish({large.language: large}, runs, alone, folder))
        (file,) = folder.glob("*.pdf")
        print(f"one PDF of a book of {asked.pages} pages: {taken}, {file.stat().st_size / 1e6:.1f} MB")


def seconds(act: Callable[[], Any]) -> str:
    """Seconds on the clock, and those of the processors, which other work on the machine cannot change much."""
    began, before = time.monotonic(), sum(os.times()[:4])
    act()
    return f"{time.monotonic() - began:.1f} s ({sum(os.times()[:4]) - before:.1f} s of processors)"


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
