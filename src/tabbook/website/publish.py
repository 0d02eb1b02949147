"""Numbered books and the runs of their cells go in, a folder with the whole site comes out."""

from __future__ import annotations

import shutil
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from markupsafe import Markup

from tabbook import pandoc
from tabbook.config import Config
from tabbook.document import Book, Node, Outputs, Page, Program
from tabbook.document.tree import rewrite
from tabbook.errors import Problem, in_book_order
from tabbook.kept import Kept, Stamps, ask, ask_all
from tabbook.website import asset_files, fonts, render, swap
from tabbook.website.body import Body
from tabbook.website.facts import Facts, Needs
from tabbook.website.formulas import Key, keys_in, typeset
from tabbook.website.prose import Writing, anchors_of


@dataclass(frozen=True, slots=True)
class Draft:
    """A page on its way to HTML."""

    page: Page
    blocks: Sequence[Node]
    headings: Sequence[Sequence[Node]]
    has_panels: bool
    needs: Needs
    """What the page asks of the rest of the site."""


def publish(books: Mapping[str, Book], outputs: Outputs, config: Config, folder: Path) -> tuple[Problem, ...]:
    """Write the site of `books` to `folder` and tell every Problem found.

    With an error among them, or when interrupted, the folder keeps the site it had.
    """
    swap.recover(folder)
    files, problems = make(books, outputs, config, folder)
    if not any(problem.is_error for problem in problems):
        _write_all(files, folder)
    return problems


def make(
    books: Mapping[str, Book], outputs: Outputs, config: Config, last_good: Path, kept: Kept | None = None
) -> tuple[Mapping[str, bytes | Path], tuple[Problem, ...]]:
    """Every file of the site by its path in it, bytes or the file to copy, and every Problem found.

    What changes seldom is taken from the folder of the last good site; what `kept` has is not made again.
    """
    needs = Needs()
    facts = _facts(books, outputs, config, needs, kept)
    drafts = [_drafted(page, facts, kept) for book in books.values() for page in book.pages]
    for draft in drafts:
        needs.take(draft.needs)
    texts = _written(drafts, facts, kept)
    characters = frozenset[int]().union(*(fonts.characters_of(mathml) for mathml in facts.formulas.values() if mathml))
    loaded = asset_files.write(config, needs, characters, last_good)
    for address, text in render.pages(facts, texts, loaded, kept):
        needs.files[address] = text.encode()
    return needs.files, in_book_order(needs.problems, [draft.page.file for draft in drafts])


def _facts(
    books: Mapping[str, Book], outputs: Outputs, config: Config, needs: Needs, kept: Kept | None = None
) -> Facts:
    pages = [page for book in books.values() for page in book.pages]
    found = [ask(kept, ("formulas", page.language, page.path), _formulas_of, page) for page in pages]
    formulas = typeset(tuple(dict.fromkeys(chain(*found))), _cache(config), kept)
    needs.styles |= formulas.styles
    anchors = {
        (page.language, page.path): ask(kept, ("anchors", page.language, page.path), _anchors_of, page)
        for page in pages
    }
    return Facts(books, outputs, config, formulas.mathml, anchors)


def _formulas_of(page: Page) -> tuple[Key, ...]:
    return keys_in([*(page.tree.blocks if page.tree else ()), *_inlines_of_headings(page)])


def _inlines_of_headings(page: Page) -> Iterator[Node]:
    return (node for heading in page.headings for node in heading.inlines)


def _anchors_of(page: Page) -> frozenset[str]:
    return anchors_of(page.tree.blocks if page.tree else ())


def _cache(config: Config) -> Path:
    return config.build_folder / "pandoc"


def _drafted(page: Page, facts: Facts, kept: Kept | None) -> Draft:
    """The draft of `page`; one with Problems, which may be those of a file, is made anew in each build."""
    name = ("draft", page.language, page.path)
    given = (facts.books, facts.outputs.programs, facts.config, facts.formulas, facts.anchors, Stamps())
    return ask(kept, name, _draft, page, *given, keeps=lambda draft: not draft.needs.problems)


def _draft(
    page: Page,
    books: Mapping[str, Book],
    programs: Mapping[tuple[str, str, str], Program],
    config: Config,
    formulas: Mapping[tuple[str, bool], str | None],
    anchors: Mapping[tuple[str, str], frozenset[str]],
    stamps: Mapping[Path, object],
) -> Draft:
    """The draft of `page`; of the tables only what it reads of them counts, of files that they stay as they are."""
    facts, needs = Facts(books, Outputs(programs), config, formulas, anchors), Needs()
    body = Body(page, facts, needs)
    blocks = body.blocks()
    quiet = Writing(page, facts, Needs())
    headings = [_plain_heading(quiet, heading.inlines) for heading in page.headings]
    for file in needs.files.values():
        if isinstance(file, Path):
            stamps[file]
    return Draft(page, blocks, headings, body.has_panels, needs)


def _plain_heading(writing: Writing, inlines: Sequence[Node]) -> list[Node]:
    """A heading as it stands in a menu: without links, notes and anchors of its own."""

    def change(node: Node) -> Node | list[Node]:
        match node["t"]:
            case "Note":
                return []
            case "Link" | "Span":
                inner: list[Node] = node["c"][1]
                return inner
        return node

    return writing.written([{"t": "Plain", "c": rewrite(list(inlines), change)}])


def _written(drafts: Sequence[Draft], facts: Facts, kept: Kept | None) -> list[render.Text]:
    """Every page and heading as HTML, by one call of pandoc."""
    questions: dict[Hashable, Draft] = {(draft.page.language, draft.page.path): draft for draft in drafts}
    return ask_all(kept, "text", lambda new: _texts(new, _cache(facts.config)), questions)


def _texts(drafts: Sequence[Draft], cache: Path) -> list[render.Text]:
    trees: list[Sequence[Node]] = [draft.blocks for draft in drafts]
    trees += [heading for draft in drafts for heading in draft.headings]
    html = iter(pandoc.write(trees, "html", cache))
    bodies = [next(html) for _ in drafts]
    return [
        render.Text(
            page=draft.page,
            body=Markup(body),
            headings=tuple(Markup(next(html).strip()) for _ in draft.headings),
            has_panels=draft.has_panels,
        )
        for draft, body in zip(drafts, bodies, strict=True)
    ]


def _write_all(files: Mapping[str, bytes | Path], folder: Path) -> None:
    aside = swap.open_aside(folder)
    try:
        for name, content in files.items():
            path = aside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, Path):
                shutil.copyfile(content, path)
            else:
                path.write_bytes(content)
        swap.swap_in(folder)
    except BaseException:
        swap.discard(folder)
        raise
