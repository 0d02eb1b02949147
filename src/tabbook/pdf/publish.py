"""Numbered books and outputs in, a folder of PDFs out: what has not changed is not typeset again."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from tabbook import pandoc, typesetting
from tabbook.config import Config
from tabbook.document import Book, Outputs
from tabbook.document.formulas import keys_in
from tabbook.edition import records
from tabbook.errors import Problem
from tabbook.files import write_whole
from tabbook.pdf import formulas
from tabbook.pdf.manuscript import Manuscript, draft, manuscript

TYPST = "typst-smart"
"""Pandoc's writer, with quotation marks as they are in the text."""
TEMPLATE = "template.typ"
HERE = Path(__file__).parent


def publish(books: Mapping[str, Book], outputs: Outputs, config: Config, folder: Path) -> tuple[Problem, ...]:
    """Write a PDF for each language and framework to `folder`, and tell every Problem found.

    A PDF with an error keeps the form it had.
    """
    salt = records.salt_of("pdf", f"{typesetting.versions()} pygments {version('pygments')}")

    def make(book: Book, stale: records.ByName, _: records.ByName) -> Mapping[str, tuple[Problem, ...]]:
        return _made(book, outputs, config, stale, folder)

    return records.renew(books, outputs, config, folder, "pdf", salt, make)


def _made(
    book: Book, outputs: Outputs, config: Config, stale: Mapping[str, str], folder: Path
) -> dict[str, tuple[Problem, ...]]:
    """Write the PDFs in `stale`, by file name the framework; what was wrong with each."""
    if not stale:
        return {}
    cache = config.build_folder / "pandoc"
    asked = keys_in([page.tree.blocks for page in book.pages if page.tree])
    written = formulas.typeset(asked, cache, folder / ".tried")
    drafts = {name: draft(book, outputs, config, framework, written) for name, framework in stale.items()}
    prose = iter(pandoc.write([run for drafted in drafts.values() for run in drafted.runs], TYPST, cache))
    tables = _tables([html for drafted in drafts.values() for html in drafted.tables], cache)
    manuscripts = {name: manuscript(drafted, prose, tables) for name, drafted in drafts.items()}
    is_strict = config.build.warning_is_error
    return {name: _typeset(folder / name, whole, is_strict) for name, whole in manuscripts.items()}


def _tables(found: Sequence[str], cache: Path) -> dict[str, str]:
    """Typst for the HTML of each table that a cell showed."""
    asked = list(dict.fromkeys(found))
    if not asked:
        return {}
    trees = pandoc.parse(asked, "", cache, "html")
    kept = [[node for node in tree.blocks if node["t"] in ("Table", "Div")] for tree in trees]
    return dict(zip(asked, pandoc.write(kept, TYPST, cache), strict=True))


def _typeset(file: Path, whole: Manuscript, is_strict: bool) -> tuple[Problem, ...]:
    """Compile a manuscript and put the PDF in place, or tell what is wrong with it."""
    if any(is_strict or problem.is_error for problem in whole.problems):
        return whole.problems
    aside = file.parent / ".aside"
    # A killed build may have left it.
    shutil.rmtree(aside, ignore_errors=True)
    try:
        _write(whole, aside)
        write_whole(file, typesetting.compile_pdf(aside))
    except typesetting.Refused as refused:
        return (*whole.problems, *_told(refused, whole))
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return whole.problems


def _write(whole: Manuscript, aside: Path) -> None:
    """What Typst reads, in a folder of its own."""
    aside.mkdir(parents=True)
    shutil.copyfile(HERE / TEMPLATE, aside / TEMPLATE)
    (aside / "main.typ").write_text(whole.text, encoding="utf-8")
    for picture, content in whole.files.items():
        (aside / picture).write_bytes(content)


def _told(refused: typesetting.Refused, whole: Manuscript) -> Iterator[Problem]:
    """A Problem for each of Typst's faults, at the line of the source it comes from."""
    for fault in refused.faults or (typesetting.Fault(str(refused), "", 1),):
        is_ours = fault.file == "main.typ" and fault.line <= len(whole.places)
        page, place = whole.places[fault.line - 1 if is_ours else 0]
        if fault.letters:
            found = page.place_of(fault.letters)
            codes = " ".join(f"U+{ord(letter):04X}" for letter in fault.letters)
            what = f"no font has the letter `{fault.letters}` ({codes})"
            is_in_cell = whole.text.split("\n")[fault.line - 1].startswith("#cell(") if is_ours else False
            at = place if is_in_cell and found.line == 1 else found
            yield Problem("D01", at, what, "write it with other letters, or show it as a picture")
        elif picture := re.search(r"([0-9a-f]{24}\.\w+)", fault.what):
            yield Problem("D05", place, f"a picture that cannot be drawn: {fault.what}", f"mend {picture[1]}")
        else:
            yield Problem("D06", place, f"Typst refuses this: {fault.what}", "write it in another way")
