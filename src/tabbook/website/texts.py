"""What is known of a book goes in; the text of each of its pages as HTML comes out, with what it asks of the site.

This is most of the work on a site, and no page waits for another: it is done on all cores.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from types import MappingProxyType

from markupsafe import Markup

from tabbook import forks, pandoc
from tabbook.config import Config
from tabbook.document import Address, Node, Outputs, Page, Program
from tabbook.document.formulas import Key
from tabbook.document.tree import raw, rewrite
from tabbook.kept import Kept, Stamps, ask, ask_all
from tabbook.website import originals, search
from tabbook.website.addresses import page_address, relative
from tabbook.website.body import Body
from tabbook.website.facts import Facts, Needs
from tabbook.website.heads import numbered_title
from tabbook.website.index import Found
from tabbook.website.prose import Writing
from tabbook.website.render import Text

WORTH = 8
"""For fewer pages another process is not worth its start."""
AT_ONCE = 16
"""So many pages pandoc is given in one go: more would fill our memory with what they are made of."""
_EMPTY_HEADER = re.compile(r"<th\b([^>]*)></th>")
"""A corner of a table that heads nothing, which a screen reader would announce as a heading."""
_ENDING = "<!--the end of one text of a page-->"
"""Between texts that pandoc writes in one go."""


@dataclass(frozen=True, slots=True)
class Written:
    """A page whose text is HTML."""

    text: Text
    needs: Needs
    """What the page asks of the rest of the site."""
    found: Found | None
    """What the search finds on it, where that was asked."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A page to be written."""

    page: Page
    original: Page | None
    """The page in the source language, where the book has translations."""
    is_shown: bool
    """Whether translations show it beside their own text."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """A page on its way to HTML."""

    page: Page
    blocks: Sequence[Node]
    headings: Sequence[Sequence[Node]]
    has_panels: bool
    shown_with: Sequence[Node]
    """What translations show of it beside their own text."""
    needs: Needs


Waiting = Mapping[str, Callable[[], Sequence["Written"]]]
"""By language, what waits for its pages."""


def write(
    facts: Facts,
    kept: Kept | None,
    finds: bool,
    only: Collection[tuple[str, str]] | None = None,
    begun: Waiting = MappingProxyType({}),
) -> list[Written]:
    """Every page of every book, in order; with `finds` also what the search finds on it.

    `only` are the languages and paths of the pages to write, where that is not all of them; those of the languages that
    were `begun` are waited for.
    """
    asked = [one for one in _asked(facts) if only is None or (one.page.language, one.page.path) in only]
    if kept is not None:  # Most is there already, and another process could keep nothing.
        return _write(asked, facts, kept, finds)
    here = [one for one in asked if one.page.language not in begun]
    pages = iter(forks.spread(lambda share: _write_alone(share, facts, finds), here, WORTH))
    there = {language: iter(result()) for language, result in begun.items()}
    written = [next(there.get(one.page.language, pages)) for one in asked]
    return [replace(page, text=replace(page.text, page=one.page)) for page, one in zip(written, asked, strict=True)]


def write_language(facts: Facts, language: str) -> list[Written]:
    """The pages of a language and what the search finds on them, small enough to be handed to another process."""
    return _write_alone([one for one in _asked(facts) if one.page.language == language], facts, finds=True)


def _write_alone(asked: Sequence[_Asked], facts: Facts, finds: bool) -> list[Written]:
    some = (asked[start : start + AT_ONCE] for start in range(0, len(asked), AT_ONCE))
    return [_alone(page) for pages in some for page in _write(pages, facts, None, finds)]


def _alone(written: Written) -> Written:
    """What goes from one process to another; the page is there already."""
    page = replace(written.text.page, blocks=(), tree=None, headings=(), standing=None)
    return replace(written, text=replace(written.text, page=page))


def _asked(facts: Facts) -> list[_Asked]:
    source = facts.books.get(facts.config.source_language)
    others = [book for book in facts.books.values() if book is not source]
    originals_by_path = {page.path: page for page in source.pages} if source and others else {}
    translated = {page.path for book in others for page in book.pages if not page.original}
    return [
        _Asked(page, originals_by_path.get(page.path), book is source and page.path in translated)
        for book in facts.books.values()
        for page in book.pages
    ]


def _write(asked: Sequence[_Asked], facts: Facts, kept: Kept | None, finds: bool) -> list[Written]:
    drafts = [_drafted(one, facts, kept) for one in asked]
    questions: dict[Hashable, _Draft] = {(draft.page.language, draft.page.path): draft for draft in drafts}
    texts = ask_all(kept, "text", lambda new: _texts(new, facts.config.build_folder / "pandoc"), questions)
    return [
        Written(text, draft.needs, _found(text, facts.config) if finds else None)
        for text, draft in zip(texts, drafts, strict=True)
    ]


def _found(text: Text, config: Config) -> Found:
    page = text.page
    address = relative(page_address(config, page.language, page.path), f"{page.language}/")
    source = search.Source(address, numbered_title(page), page.text_language, str(text.body))
    return search.find(source)


def _drafted(asked: _Asked, facts: Facts, kept: Kept | None) -> _Draft:
    """The draft of a page; one with Problems, which may be those of a file, is made anew in each build."""
    page = asked.page
    # Asked apart, so that words of the original that leave its passages alone make no translation anew.
    numbered = ("passages", page.language, page.path)
    numbers = ask(kept, numbered, originals.numbers_of, page, asked.original) if asked.original else {}
    keeps: Callable[[_Draft], bool] = lambda draft: not draft.needs.problems  # noqa: E731
    tables = (facts.outputs.programs, facts.config, facts.formulas, facts.anchors, Stamps())
    return ask(kept, ("draft", page.language, page.path), _draft, page, numbers, asked.is_shown, *tables, keeps=keeps)


def _draft(
    page: Page,
    numbers: Mapping[int, tuple[int, ...]],
    is_shown: bool,
    programs: Mapping[Address, Program],
    config: Config,
    formulas: Mapping[Key, str | None],
    anchors: Mapping[tuple[str, str], frozenset[str]],
    stamps: Mapping[Path, object],
) -> _Draft:
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
    return _Draft(page, blocks, headings, body.has_panels, shown_with, needs)


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


def _texts(drafts: Sequence[_Draft], cache: Path) -> list[Text]:
    return list(map(_text, drafts, pandoc.write([_document(draft) for draft in drafts], "html", cache)))


def _document(draft: _Draft) -> list[Node]:
    """The texts of a page in one, for pandoc takes its time over each; the body, whose text is free, is the last."""
    ending = raw("html", _ENDING)
    return [*chain.from_iterable((*part, ending) for part in (*draft.headings, draft.shown_with)), *draft.blocks]


def _text(draft: _Draft, html: str) -> Text:
    *headings, shown, body = html.split(_ENDING, len(draft.headings) + 1)
    return Text(
        draft.page,
        Markup(originals.numbered(_EMPTY_HEADER.sub(r"<td\1></td>", body.strip("\n")))),
        tuple(Markup(heading.strip()) for heading in headings),
        draft.has_panels,
        *(originals.as_script(shown.strip("\n")) if draft.shown_with else ()),
    )
