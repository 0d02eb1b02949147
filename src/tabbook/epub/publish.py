"""Numbered books and outputs in, a folder of EPUBs out: what has not changed is not bound again."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from tabbook import forks, pandoc, typesetting
from tabbook.config import Config
from tabbook.document import Book, Node, Outputs
from tabbook.document.formulas import keys_in
from tabbook.edition import depth_of, records, sections_of, tables_in, words_of
from tabbook.epub import binding, cells, cover, formulas
from tabbook.epub.manuscript import Manuscript, manuscript
from tabbook.epub.metadata import metadata_of, said_of
from tabbook.errors import Place, Problem
from tabbook.files import write_whole

HERE = Path(__file__).parent
_TEMPLATE, _STYLE = HERE / "book.xhtml", HERE / "book.css"


def publish(books: Mapping[str, Book], outputs: Outputs, config: Config, folder: Path) -> tuple[Problem, ...]:
    """Write an EPUB for each language and framework to `folder`, and tell every Problem found.

    An EPUB with an error keeps the form it had.
    """
    salt = records.salt_of("epub", f"{pandoc.version()} {typesetting.versions()} {_moment()}")

    def make(book: Book, stale: records.ByName, keys: records.ByName) -> Mapping[str, tuple[Problem, ...]]:
        return _made(book, outputs, config, stale, keys, folder)

    return records.renew(books, outputs, config, folder, "epub", salt, make)


def _moment() -> str:
    return os.environ.get("SOURCE_DATE_EPOCH", "")


def _made(
    book: Book, outputs: Outputs, config: Config, stale: Mapping[str, str], keys: Mapping[str, str], folder: Path
) -> dict[str, tuple[Problem, ...]]:
    """Write the EPUBs in `stale`, by file name the framework; what was wrong with each."""
    if not stale:
        return {}
    cache = config.build_folder / "pandoc"
    asked = keys_in([page.tree.blocks for page in book.pages if page.tree])
    written = formulas.typeset(asked, cache)
    html = [found for name in stale.values() for found in tables_in(sections_of(book, outputs, config, name))]
    tables = _tables(html, cache)
    wholes = [manuscript(book, outputs, config, framework, written, tables) for framework in stale.values()]
    # Most of the time is pandoc's, in a process of its own for each.
    with ThreadPoolExecutor(forks.cores()) as pool:
        bound = pool.map(partial(_bound, config, folder), stale, wholes, (keys[name] for name in stale))
        return dict(zip(stale, bound, strict=True))


def _tables(found: Iterable[str], cache: Path) -> dict[str, Sequence[Node]]:
    """The blocks of each table that a cell showed, by its HTML."""
    asked = list(dict.fromkeys(found))
    trees = pandoc.parse(asked, "", cache, "html")
    return {html: cells.cleaned(tree.blocks) for html, tree in zip(asked, trees, strict=True)}


def _bound(config: Config, folder: Path, name: str, whole: Manuscript, key: str) -> tuple[Problem, ...]:
    """Bind a manuscript and put the EPUB in place, or tell what is wrong with it."""
    if whole.problems and config.build.warning_is_error:
        return whole.problems
    aside = folder / f".aside-{name}"
    # A killed build may have left it.
    shutil.rmtree(aside, ignore_errors=True)
    try:
        write_whole(folder / name, _whole(config, aside, whole, key))
    except typesetting.Refused as refused:
        cure = "mend the title, the author or `latex_logo` in [pdf]"
        return (*whole.problems, Problem("E05", Place("config.ini", 1), f"no cover can be drawn: {refused}", cure))
    except pandoc.PandocError as error:
        place = Place(whole.book.pages[0].file, 1)
        what = f"pandoc refuses to bind the book for {whole.framework}: {error}"
        return (*whole.problems, Problem("E04", place, what, "mend what it names"))
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return whole.problems


def _whole(config: Config, aside: Path, whole: Manuscript, key: str) -> bytes:
    """The EPUB, made in a folder of its own."""
    aside.mkdir(parents=True)
    for file, content in whole.files.items():
        (aside / file).write_bytes(content)
    said = said_of(whole, config)
    (aside / cover.FILE).write_bytes(cover.draw(whole, said, config, aside / ".cover"))
    metadata = metadata_of(whole, said, config, key)
    made = pandoc.bind(whole.blocks, metadata, aside, template=_TEMPLATE, style=_STYLE, cover=cover.FILE)
    depths = [depth_of(page, whole.book) for page in whole.book.pages]
    return binding.rebound(made, said["title"], depths, words_of(whole.book.language), bool(_moment()))
