"""Numbered books and the runs of their cells go in, a folder with the whole site comes out."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from markupsafe import Markup

from tabbook import pandoc
from tabbook.config import Config
from tabbook.document import Book, Node, Outputs, Page, Program
from tabbook.document.tree import raw, rewrite
from tabbook.errors import Problem, in_book_order
from tabbook.kept import Kept, Stamps, ask, ask_all
from tabbook.website import (
    asset_files,
    behind,
    cards,
    fonts,
    offline,
    originals,
    redirects,
    render,
    search,
    sitemaps,
    swap,
    to_take,
)
from tabbook.website.addresses import page_address
from tabbook.website.body import Body
from tabbook.website.facts import Facts, Needs
from tabbook.website.formulas import Key, keys_in, typeset
from tabbook.website.heads import numbered_title
from tabbook.website.prose import Writing, anchors_of

Files = dict[str, bytes | Path]
"""Bytes, or the file to copy, by the path in the site."""
_EMPTY_HEADER = re.compile(r"<th\b([^>]*)></th>")
"""A corner of a table that heads nothing, which a screen reader would announce as a heading."""


_ENDING = "<!--the end of one text of a page-->"
"""Between texts that pandoc writes in one go."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A page on its way to HTML."""

    page: Page
    blocks: Sequence[Node]
    headings: Sequence[Sequence[Node]]
    has_panels: bool
    shown_with: Sequence[Node]
    """What translations show of it beside their own text."""
    needs: Needs
    """What the page asks of the rest of the site."""


@dataclass(frozen=True, slots=True)
class Made:
    """A site that is not written yet."""

    texts: Sequence[render.Text]
    files: Files
    problems: tuple[Problem, ...]


def publish(books: Mapping[str, Book], outputs: Outputs, config: Config, folder: Path) -> tuple[Problem, ...]:
    """Write the site of `books` to `folder` and tell every Problem found.

    With an error among them, any Problem in a strict build, or when interrupted, the folder keeps the site it had.
    """
    swap.recover(folder)
    is_strict = config.build.warning_is_error
    with ThreadPoolExecutor(1, "search") as beside:  # The search waits for Pagefind most of its time.
        indexes: list[Future[Files]] = []
        made = make(
            books, outputs, config, folder, take=lambda texts: indexes.append(beside.submit(_index, texts, config))
        )
        if not any(is_strict or problem.is_error for problem in made.problems):
            swap.fill(folder, {**made.files, **_for_readers(made, indexes[0].result(), config, folder)})
    return made.problems


def make(
    books: Mapping[str, Book],
    outputs: Outputs,
    config: Config,
    last_good: Path,
    kept: Kept | None = None,
    take: Callable[[Sequence[render.Text]], None] = lambda texts: None,
) -> Made:
    """The pages of the site, what they need, and every Problem found; without search, and without offline reading.

    What changes seldom is taken from the folder of the last good site; what `kept` has is not made again. `take` is
    given the texts of the pages as soon as they are there.
    """
    needs = Needs()
    facts = _facts(books, outputs, config, needs, kept)
    taken = to_take.look(facts)
    needs.files |= taken.files
    drafts = _drafts(facts, kept)
    for draft in drafts:
        needs.take(draft.needs)
    texts = _written(drafts, facts, kept)
    take(texts)
    needs.files |= {text.original: text.shown_with for text in texts if text.original}
    characters = frozenset[int]().union(*(fonts.characters_of(mathml) for mathml in facts.formulas.values() if mathml))
    loaded = asset_files.write(config, needs, characters, last_good)
    for address, html in render.pages(facts, texts, loaded, cards.draw(facts, needs, last_good), taken, kept):
        needs.files[address] = html.encode()
    for redirect in redirects.read(facts, needs):
        needs.files[redirect.old] = render.moved(redirect, facts, loaded).encode()
    needs.files |= sitemaps.files(facts)
    # A page of the book at one of their addresses is kept.
    needs.files = {**dict(render.standing_pages(facts, loaded, kept)), **needs.files}
    return Made(texts, needs.files, in_book_order(needs.problems, [draft.page.file for draft in drafts]))


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
    own = keys_in([*(page.tree.blocks if page.tree else ()), *_inlines_of_headings(page)])
    return tuple(dict.fromkeys((*own, *behind.formulas_of(page))))


def _inlines_of_headings(page: Page) -> Iterator[Node]:
    return (node for heading in page.headings for node in heading.inlines)


def _anchors_of(page: Page) -> frozenset[str]:
    return anchors_of(page.tree.blocks if page.tree else ())


def _cache(config: Config) -> Path:
    return config.build_folder / "pandoc"


def _drafts(facts: Facts, kept: Kept | None) -> list[Draft]:
    """The draft of each page; one with Problems, which may be those of a file, is made anew in each build."""
    source = facts.books.get(facts.config.source_language)
    others = [book for book in facts.books.values() if book is not source]
    translated = {page.path for book in others for page in book.pages if not page.original}
    tables = (facts.outputs.programs, facts.config, facts.formulas, facts.anchors, Stamps())
    drafts = []
    for book in facts.books.values():
        for page in book.pages:
            original = source.page(page.path) if source and others else None
            # Asked apart, so that words of the original that leave its passages alone make no translation anew.
            asked = ("passages", page.language, page.path)
            numbers = ask(kept, asked, originals.numbers_of, page, original) if original else {}
            is_shown = book is source and page.path in translated
            name = ("draft", page.language, page.path)
            keeps: Callable[[Draft], bool] = lambda draft: not draft.needs.problems  # noqa: E731
            drafts.append(ask(kept, name, _draft, page, numbers, is_shown, *tables, keeps=keeps))
    return drafts


def _draft(
    page: Page,
    numbers: Mapping[int, tuple[int, ...]],
    is_shown: bool,
    programs: Mapping[tuple[str, str, str], Program],
    config: Config,
    formulas: Mapping[tuple[str, bool], str | None],
    anchors: Mapping[tuple[str, str], frozenset[str]],
    stamps: Mapping[Path, object],
) -> Draft:
    """The draft of `page`; of the tables only what it reads of them counts, of files that they stay as they are."""
    facts, needs = Facts({}, Outputs(programs), config, formulas, anchors), Needs()
    body = Body(page, numbers, facts, needs)
    blocks = body.blocks()
    quiet = Writing(page, facts, Needs())
    headings = [_plain_heading(quiet, heading.inlines) for heading in page.headings]
    for file in needs.files.values():
        if isinstance(file, Path):
            stamps[file]
    shown_with = quiet.written(originals.to_show(page)) if is_shown else ()
    return Draft(page, blocks, headings, body.has_panels, shown_with, needs)


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
    return list(map(_text, drafts, pandoc.write([_document(draft) for draft in drafts], "html", cache)))


def _document(draft: Draft) -> list[Node]:
    """The texts of a page in one, for pandoc takes its time over each; the body, whose text is free, is the last."""
    ending = raw("html", _ENDING)
    return [*chain.from_iterable((*part, ending) for part in (*draft.headings, draft.shown_with)), *draft.blocks]


def _text(draft: Draft, html: str) -> render.Text:
    *headings, shown, body = html.split(_ENDING, len(draft.headings) + 1)
    return render.Text(
        draft.page,
        Markup(originals.numbered(_EMPTY_HEADER.sub(r"<td\1></td>", body.strip("\n")))),
        tuple(Markup(heading.strip()) for heading in headings),
        draft.has_panels,
        *(originals.as_script(shown.strip("\n")) if draft.shown_with else ()),
    )


def _for_readers(made: Made, index: Files, config: Config, last_good: Path) -> Files:
    """What finds words in a site, and what keeps it for readers without a network."""
    whole = {**made.files, **index}
    return {
        **index,
        offline.WORKER: offline.worker(whole, dict.fromkeys(text.page.language for text in made.texts)),
        offline.zip_name(config): offline.zipped(whole, config, last_good),
    }


def _index(texts: Sequence[render.Text], config: Config) -> Files:
    """What finds words in the pages of each language."""
    pages: dict[str, list[search.Source]] = {}
    for text in texts:
        address = page_address(config, text.page.language, text.page.path).partition("/")[2]
        source = search.Source(address, numbered_title(text.page), text.page.text_language, str(text.body))
        pages.setdefault(text.page.language, []).append(source)
    return search.write(pages, config)
