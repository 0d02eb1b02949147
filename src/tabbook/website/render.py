"""Texts of pages and their menus go in, whole HTML files come out."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, cast

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from tabbook.config import Config
from tabbook.document import Book, Outputs, Page, Program
from tabbook.document.tree import plain_text
from tabbook.kept import Kept, ask
from tabbook.website import navigation
from tabbook.website.addresses import page_address, relative
from tabbook.website.asset_files import Assets
from tabbook.website.facts import Facts
from tabbook.website.words import words_of

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'"
)
"""What a page may load: its own host's files, and nothing else."""


@dataclass(frozen=True, slots=True)
class Text:
    """A page whose prose is HTML."""

    page: Page
    body: Markup
    headings: tuple[Markup, ...]
    has_panels: bool


def pages(facts: Facts, texts: Sequence[Text], assets: Assets, kept: Kept | None = None) -> Iterator[tuple[str, str]]:
    """Path in the site and contents of every HTML file; a page that `kept` has is not made again."""
    environment = _environment()
    names = [(text.page.language, text.page.path) for text in texts]
    titles = {name: text.headings[:1] for name, text in zip(names, texts, strict=True)}
    menus = {language: ask(kept, ("menus", language), _for_menus, book) for language, book in facts.books.items()}
    template = environment.get_template("page.html")

    def page(
        text: Text,
        assets: Assets,
        books: Mapping[str, Book],
        programs: Mapping[tuple[str, str, str], Program],
        config: Config,
        formulas: Mapping[tuple[str, bool], str | None],
        anchors: Mapping[tuple[str, str], frozenset[str]],
        titles: Mapping[tuple[str, str], tuple[Markup, ...]],
    ) -> tuple[str, str]:
        facts = Facts(books, Outputs(programs), config, formulas, anchors)
        own = ChainMap({(text.page.language, text.page.path): text.headings}, cast(Any, titles))
        address = page_address(config, text.page.language, text.page.path)
        return address, template.render(_page(text, address, facts, own, assets))

    for name, text in zip(names, texts, strict=True):
        given = (menus, facts.outputs.programs, facts.config, facts.formulas, facts.anchors, titles)
        yield ask(kept, ("html", *name), page, text, assets, *given)
    yield "index.html", environment.get_template("root.html").render(_root(facts, assets))


@cache
def _environment() -> Environment:
    """What reads templates; it reads one anew when its file has changed."""
    return Environment(
        loader=PackageLoader("tabbook.website", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _for_menus(book: Book) -> Book:
    """What one page's menus say of the others: their titles and their order, and nothing of their text."""
    pages = (replace(page, blocks=(), tree=None, headings=page.headings[:1]) for page in book.pages)
    return Book(book.language, tuple(pages))


def _page(text: Text, address: str, facts: Facts, titles: navigation.Titles, assets: Assets) -> dict[str, Any]:
    page, book = text.page, facts.books[text.page.language]
    frameworks = facts.frameworks_of(page)
    words = words_of(page.language)
    before, after = navigation.neighbours(book, page, facts, titles)
    return {
        "words": words,
        "policy": POLICY,
        "language": page.language,
        "book_title": _book_title(facts, page.language),
        "title": _plain_title(page),
        "description": description_of(page),
        "to": lambda target: relative(target, address),
        "assets": assets,
        "body": text.body,
        "home": relative(page_address(facts.config, page.language, facts.config.build.index), address),
        "is_home": page.path == facts.config.build.index,
        "contents": navigation.contents(book, page, facts, titles),
        "breadcrumbs": navigation.breadcrumbs(book, page, facts, titles),
        "page_contents": navigation.page_contents(page, titles),
        "before": before,
        "after": after,
        "languages": navigation.languages(page, facts),
        "alternates": navigation.alternates(page, facts),
        "source_language": facts.config.source_language,
        "frameworks": [(name, facts.label(name)) for name in frameworks],
        "all_frameworks": facts.config.frameworks,
        "has_panels": text.has_panels,
        "framework_notes": _framework_notes(page, facts),
        "config": facts.config,
        "header_links": header_links(facts.config),
    }


def _root(facts: Facts, assets: Assets) -> dict[str, Any]:
    return {
        "words": words_of(facts.config.source_language),
        "policy": POLICY,
        "assets": assets,
        "language": facts.config.source_language,
        "languages": [
            {
                "name": name,
                "label": facts.config.language(name).label,
                "title": _book_title(facts, name),
                "address": relative(page_address(facts.config, name, facts.config.build.index), "index.html"),
            }
            for name in facts.books
        ],
        "config": facts.config,
    }


def _book_title(facts: Facts, language: str) -> str:
    book = facts.books[language]
    first = book.page(facts.config.build.index)
    return facts.config.language(language).title or (_plain_title(first) if first else "")


def _plain_title(page: Page) -> str:
    return plain_text(page.headings[0].inlines) if page.headings else page.path.rpartition("/")[2]


def description_of(page: Page) -> str:
    """The page's first paragraph, cut near 160 characters."""
    blocks = page.tree.blocks if page.tree else ()
    first = next((plain_text(node["c"]) for node in blocks if node["t"] == "Para"), "")
    first = " ".join(first.split())
    if len(first) <= 160:
        return first
    cut = first[:160]
    return (cut.rpartition(" ")[0] if " " in cut[120:] else cut).rstrip(" ,;:、") + "…"


def _framework_notes(page: Page, facts: Facts) -> list[tuple[str, str]]:
    """What the top of the page says: a framework (empty: always shown), and the sentence for those who chose it."""
    words, frameworks = words_of(page.language), facts.frameworks_of(page)
    if len(frameworks) == 1 < len(facts.config.frameworks):
        return [("", words["one_framework"].format(framework=facts.label(frameworks[0])))]
    shown = facts.label(frameworks[0]) if frameworks else ""
    lacking = [name for name in facts.config.frameworks if name not in frameworks]
    return [(name, words["page_lacking"].format(wanted=facts.label(name), shown=shown)) for name in lacking]


def header_links(config: Config) -> list[tuple[str, str]]:
    """Text and address of each line of `[html] header_links`."""
    lines = [[part.strip() for part in line.split(",")] for line in config.html.header_links]
    return [(line[0], line[1]) for line in lines if len(line) >= 2]
