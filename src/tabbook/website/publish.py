"""Numbered books and the runs of their cells go in, a folder with the whole site comes out."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from tabbook import pandoc
from tabbook.config import Config
from tabbook.document import Book, Node, Outputs, Page
from tabbook.document.tree import rewrite
from tabbook.errors import Problem, in_book_order
from tabbook.website import (
    asset_files,
    fonts,
    notebook_links,
    offline,
    originals,
    previews,
    redirects,
    render,
    search,
    sitemaps,
    swap,
)
from tabbook.website.addresses import page_address
from tabbook.website.body import Body
from tabbook.website.facts import Facts, Needs
from tabbook.website.formulas import typeset
from tabbook.website.heads import numbered_title
from tabbook.website.navigation import alternates
from tabbook.website.prose import Writing, anchors_of

_EMPTY_HEADER = re.compile(r"<th\b([^>]*)></th>")
"""A corner of a table that heads nothing, which a screen reader would announce as a heading."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A page on its way to HTML."""

    page: Page
    blocks: Sequence[Node]
    headings: Sequence[Sequence[Node]]
    has_panels: bool
    shown_with: Sequence[Node]
    """What translations show of it beside their own text."""


def publish(
    books: Mapping[str, Book], outputs: Outputs, config: Config, folder: Path, *, is_preview: bool = False
) -> tuple[Problem, ...]:
    """Write the site of `books` to `folder` and tell every Problem found.

    With an error among them, or when interrupted, the folder keeps the site it had. A preview has no search and is not
    kept for reading offline.
    """
    swap.recover(folder)
    needs = Needs()
    facts = _facts(books, outputs, config, needs)
    needs.files |= notebook_links.files_of(facts)
    drafts = [_draft(page, facts, needs) for book in books.values() for page in book.pages]
    texts = _written(drafts, facts, needs)
    characters = frozenset[int]().union(*(fonts.characters_of(mathml) for mathml in facts.formulas.values() if mathml))
    loaded = asset_files.write(config, needs, characters, folder)
    for address, text in render.pages(facts, texts, loaded, previews.draw(facts, needs, folder), is_preview=is_preview):
        needs.files[address] = text.encode()
    for redirect in redirects.read(facts, needs):
        needs.files[redirect.old] = render.moved(redirect, facts, loaded).encode()
    needs.files |= sitemaps.files(facts)
    problems = in_book_order(needs.problems, [draft.page.file for draft in drafts])
    if not any(problem.is_error for problem in problems):
        _write_all(needs.files if is_preview else _to_be_kept(needs.files, texts, config, folder), folder)
    return problems


def _facts(books: Mapping[str, Book], outputs: Outputs, config: Config, needs: Needs) -> Facts:
    pages = [page for book in books.values() for page in book.pages]
    nodes = [node for page in pages if page.tree for node in page.tree.blocks]
    nodes += [node for page in pages for heading in page.headings for node in heading.inlines]
    anchors = {(page.language, page.path): anchors_of(page.tree.blocks if page.tree else ()) for page in pages}
    return Facts(books, outputs, config, typeset(nodes, needs, _cache(config)), anchors)


def _cache(config: Config) -> Path:
    return config.build_folder / "pandoc"


def _draft(page: Page, facts: Facts, needs: Needs) -> Draft:
    body = Body(page, facts, needs)
    blocks = body.blocks()
    quiet = Writing(page, facts, Needs())
    headings = [_plain_heading(quiet, heading.inlines) for heading in page.headings]
    return Draft(page, blocks, headings, body.has_panels, _shown_with(page, facts, quiet))


def _shown_with(page: Page, facts: Facts, writing: Writing) -> Sequence[Node]:
    """The passages of an original, where a translation may show them."""
    translated = [other for other in alternates(page.path, facts) if other.language != page.language]
    is_original = page.language == facts.config.source_language
    return writing.written(originals.to_show(page)) if is_original and translated else ()


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


def _written(drafts: Sequence[Draft], facts: Facts, needs: Needs) -> list[render.Text]:
    """Every page and heading as HTML, by one call of pandoc."""
    trees: list[Sequence[Node]] = [draft.blocks for draft in drafts]
    trees += [draft.shown_with for draft in drafts]
    trees += [heading for draft in drafts for heading in draft.headings]
    html = iter(pandoc.write(trees, "html", _cache(facts.config)))
    bodies, shown_with = [next(html) for _ in drafts], [next(html) for _ in drafts]
    return [
        render.Text(
            page=draft.page,
            body=Markup(originals.numbered(_EMPTY_HEADER.sub(r"<td\1></td>", body))),
            headings=tuple(Markup(next(html).strip()) for _ in draft.headings),
            has_panels=draft.has_panels,
            original=originals.keep(shown, needs) if draft.shown_with else "",
        )
        for draft, body, shown in zip(drafts, bodies, shown_with, strict=True)
    ]


def _to_be_kept(
    files: Mapping[str, bytes | Path], texts: Sequence[render.Text], config: Config, last_good: Path
) -> dict[str, bytes | Path]:
    """`files` with what finds words in them, and what keeps them for readers without a network."""
    pages: dict[str, list[search.Found]] = {}
    for text in texts:
        address = page_address(config, text.page.language, text.page.path).partition("/")[2]
        found = search.found_in(text.body, text.page.language, address, numbered_title(text.page))
        pages.setdefault(text.page.language, []).append(found)
    whole = {**files, **search.write(pages, config)}
    return {
        **whole,
        offline.WORKER: offline.worker(whole, pages),
        offline.zip_name(config): offline.zipped(whole, config, last_good),
    }


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
