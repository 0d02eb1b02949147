"""Texts of pages and their menus go in, whole HTML files come out."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from markupsafe import Markup

from tabbook.config import Config
from tabbook.document import Address, Book, Outputs, Page, Program
from tabbook.document.formulas import Key
from tabbook.kept import Kept, ask
from tabbook.website import lost, menu, navigation, standings, to_take
from tabbook.website.addresses import page_address, relative
from tabbook.website.archive import zip_name
from tabbook.website.asset_files import Assets
from tabbook.website.facts import Facts
from tabbook.website.heads import book_title, head_of, title_of
from tabbook.website.offline import WORKER
from tabbook.website.words import words_of

if TYPE_CHECKING:
    from jinja2 import Environment

    from tabbook.website.redirects import Redirect

POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self';"
    " img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; frame-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'"
)
"""What a page may load: its own host's files, and nothing else.

The search is WebAssembly; `wasm-unsafe-eval` lets a script of this host compile that, and never a text as JavaScript.
"""


@dataclass(frozen=True, slots=True)
class Text:
    """A page whose prose is HTML."""

    page: Page
    body: Markup
    headings: tuple[Markup, ...]
    has_panels: bool
    original: str = ""
    """Path in the site of what translations show of the page; empty where none does."""
    shown_with: bytes = b""
    """What lies there."""


Titles = Mapping[tuple[str, str], tuple[Markup, ...]]
"""By language and path the title of a page as HTML, if it has one."""


@dataclass(frozen=True, slots=True)
class Around:
    """What pages show of each other, and load with each other."""

    assets: Assets
    menus: Mapping[str, Book]
    """By language, what menus say of the pages: their titles and their order."""
    contents: Mapping[str, str]
    """By language, the contents of the book as HTML."""
    titles: Titles
    drawn: Mapping[tuple[str, str], str]
    """The pages' pictures, by language and path."""
    shown_with: Mapping[str, str]
    """By path, what translations show of a page."""
    offers: Mapping[tuple[str, str], tuple[to_take.Offers, ...]]
    """By language and path, what readers can take with them."""


def around(
    facts: Facts,
    texts: Sequence[Text],
    assets: Assets,
    drawn: Mapping[tuple[str, str], str],
    taken: to_take.Taken,
    kept: Kept | None = None,
) -> Around:
    """What the pages of `texts` show of each other."""
    titles = {(text.page.language, text.page.path): text.headings[:1] for text in texts}
    menus = {language: ask(kept, ("menus", language), _for_menus, book) for language, book in facts.books.items()}
    contents = {
        language: ask(kept, ("contents", language), _contents, menus[language], facts.config, titles)
        for language in menus
    }
    shown_with = {text.page.path: text.original for text in texts if text.original}
    return Around(assets, menus, contents, titles, drawn, shown_with, taken.offers)


def pages(facts: Facts, texts: Sequence[Text], around: Around, kept: Kept | None = None) -> Iterator[tuple[str, str]]:
    """Path in the site and contents of the HTML file of each page; one that `kept` has is not made again."""
    for text in texts:
        name = (text.page.language, text.page.path)
        tables = (around.menus, facts.outputs.programs, facts.config, facts.formulas, facts.anchors)
        more = (around.titles, around.drawn, around.shown_with)
        own = (around.offers[name], around.contents[name[0]])
        yield ask(kept, ("html", *name), _whole_page, text, around.assets, *tables, *more, *own)


def first_pages(facts: Facts, assets: Assets) -> Iterator[tuple[str, str]]:
    """The same of the page that asks for a language, and of the one for addresses that lead nowhere."""
    yield "index.html", _environment(facts.config).get_template("root.html").render(_root(facts, assets))
    yield lost.FILE, _environment(facts.config).get_template("lost.html").render(lost.shown(facts))


def _whole_page(
    text: Text,
    assets: Assets,
    books: Mapping[str, Book],
    programs: Mapping[Address, Program],
    config: Config,
    formulas: Mapping[Key, str | None],
    anchors: Mapping[tuple[str, str], frozenset[str]],
    titles: Titles,
    drawn: Mapping[tuple[str, str], str],
    shown_with: Mapping[str, str],
    take: tuple[to_take.Offers, ...],
    contents: str,
) -> tuple[str, str]:
    facts = Facts(books, Outputs(programs), config, formulas, anchors)
    own = ChainMap({(text.page.language, text.page.path): text.headings}, cast(Any, titles))
    address = page_address(config, text.page.language, text.page.path)
    shown = _page(text, address, facts, own, assets)
    shown["head"] = head_of(text.page, facts, drawn.get((text.page.language, text.page.path), ""))
    is_own = text.page.text_language == config.source_language
    shown["originals"] = "" if is_own else shown_with.get(text.page.path, "")
    shown["contents"] = _menu(contents, text.page, address, facts)
    shown["take"] = take
    return address, _environment(config).get_template("page.html").render(shown)


SIGNS = {"executed": "✓", "waiting": "○", "failing": "✗", "": "·"}
"""How the overview says whether the code of a page was run."""


Rows = tuple[tuple[str, tuple[standings.Row, ...]], ...]
"""For each language, how its pages stand."""


def rows_of(facts: Facts) -> Rows:
    """How the pages stand; nothing in a book without translations."""
    if not facts.config.languages.translations:
        return ()
    return tuple((language, standings.rows(language, facts)) for language in facts.books)


def standing_pages(facts: Facts, rows: Rows, around: Around, kept: Kept | None = None) -> tuple[tuple[str, bytes], ...]:
    """How far the translations are: a page of each, an overview in each language, and the same for machines."""
    if not rows:
        return ()
    given = (rows, around.menus, around.assets, facts.config, facts.formulas)
    return ask(kept, "standings", _standing_files, *given)


def _standing_files(
    found: Rows,
    books: Mapping[str, Book],
    assets: Assets,
    config: Config,
    formulas: Mapping[Key, str | None],
) -> tuple[tuple[str, bytes], ...]:
    facts, rows = Facts(books, Outputs(), config, formulas, {}), dict(found)
    made = [*standings.files(rows, config.source_language)]
    for language, own in rows.items():
        if language != config.source_language:
            told = standings.shown_translation(language, own, facts)
            made.append(_standing_page("translations", language, told, facts, assets))
        told = standings.shown_overview(rows, language, facts)
        made.append(_standing_page("overview", language, told, facts, assets))
    return tuple(made)


def _standing_page(
    name: str, language: str, told: Mapping[str, Any], facts: Facts, assets: Assets
) -> tuple[str, bytes]:
    address = f"{language}/{name}.html"
    shown = dict(told) | {
        "frame": standings.frame(name, language, facts.books, facts),
        "words": words_of(language),
        "policy": POLICY,
        "config": facts.config,
        "assets": assets,
        "signs": SIGNS,
        "label": lambda name: facts.config.language(name).label,
        "to": lambda target: relative(target, address),
        "data": f"{language}/translations.json" if name == "translations" else "overview.json",
    }
    return address, _environment(facts.config).get_template(f"{name}.html").render(shown).encode()


def moved(redirect: Redirect, facts: Facts, assets: Assets) -> str:
    """The HTML file at an old address."""
    page = facts.books[redirect.language].page(redirect.path)
    address = relative(redirect.new, redirect.old)
    site = facts.config.website.url
    shown = {
        "policy": POLICY,
        "words": words_of(redirect.language),
        "language": redirect.language,
        "title": title_of(page) if page else "",
        "address": f"{address}#{redirect.anchor}" if redirect.anchor else address,
        "canonical": site + relative(redirect.new, "") if site else address,
        "to": lambda target: relative(target, redirect.old),
        "assets": assets,
    }
    return _environment(facts.config).get_template("moved.html").render(shown)


def _environment(config: Config) -> Environment:
    from tabbook.website.templating import environment  # Here and not above: Jinja2 is slow to import.

    return environment(config.build_folder / "again" / "templates")


def _for_menus(book: Book) -> Book:
    """What one page's menus say of the others: their titles and their order, and nothing of their text."""
    pages = (replace(page, blocks=(), tree=None, headings=page.headings[:1], standing=None) for page in book.pages)
    return Book(book.language, tuple(pages))


def _contents(book: Book, config: Config, titles: Mapping[tuple[str, str], tuple[Markup, ...]]) -> str:
    return menu.write(_environment(config), navigation.contents(book, Facts({}, Outputs({}), config, {}, {}), titles))


def _menu(contents: str, page: Page, address: str, facts: Facts) -> Markup:
    """The contents of the book as `page`, which lies at `address`, shows them."""
    config, book = facts.config, facts.books[page.language]
    home = page_address(config, page.language, config.build.index)
    above = [page_address(config, page.language, each.path) for each in navigation.above(book, page)]
    return menu.shown(contents, relative(address, home), [relative(each, home) for each in above])


def _page(text: Text, address: str, facts: Facts, titles: navigation.Titles, assets: Assets) -> dict[str, Any]:
    page, book = text.page, facts.books[text.page.language]
    frameworks = facts.frameworks_of(page)
    words = words_of(page.language)
    before, after = navigation.neighbours(book, page, facts, titles)
    return {
        "words": words,
        "policy": POLICY,
        "language": page.language,
        "page_path": page.path,
        "book_title": book_title(facts, page.language),
        "to": lambda target: relative(target, address),
        "assets": assets,
        "worker": WORKER,
        "zip": zip_name(facts.config),
        "body": text.body,
        "home": relative(page_address(facts.config, page.language, facts.config.build.index), address),
        "breadcrumbs": navigation.breadcrumbs(book, page, facts, titles),
        "page_contents": navigation.page_contents(page, titles),
        "before": before,
        "after": after,
        "languages": navigation.languages(page, facts),
        "original": page.original,
        "untranslated": _untranslated(page, facts),
        "standings": standings.links(page.language, facts, address),
        "source_language": facts.config.source_language,
        "frameworks": [(name, facts.label(name)) for name in frameworks],
        "all_frameworks": facts.config.frameworks,
        "has_panels": text.has_panels,
        "framework_notes": _framework_notes(page, facts),
        "config": facts.config,
        "header_links": header_links(facts.config),
    }


def _untranslated(page: Page, facts: Facts) -> str:
    """What a page says that shows the original: nobody translated it, or too little of it."""
    words, label = words_of(page.language), facts.config.language(page.text_language).label
    if page.standing and page.standing.is_there:
        return words["unready"].format(per_cent=page.standing.per_cent, language=label)
    return words["untranslated"].format(language=label)


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
                "title": book_title(facts, name),
                "address": relative(page_address(facts.config, name, facts.config.build.index), "index.html"),
            }
            for name in facts.books
        ],
        "config": facts.config,
        "site": facts.config.website.url,
    }


def _framework_notes(page: Page, facts: Facts) -> list[tuple[str, str, str]]:
    """What the top of the page says: a framework (empty: always shown), and the sentence for those who chose it, and
    what is shown instead."""
    words, frameworks = words_of(page.language), facts.frameworks_of(page)
    if len(frameworks) == 1 < len(facts.config.frameworks):
        return [("", words["one_framework"].format(framework=facts.label(frameworks[0])), "")]
    shown = facts.label(frameworks[0]) if frameworks else ""
    lacking = [name for name in facts.config.frameworks if name not in frameworks]
    return [
        (name, words["page_lacking"].format(wanted=facts.label(name)), words["instead"].format(shown=shown))
        for name in lacking
    ]


def header_links(config: Config) -> list[tuple[str, str]]:
    """Text and address of each line of `[html] header_links`."""
    lines = [[part.strip() for part in line.split(",")] for line in config.html.header_links]
    return [(line[0], line[1]) for line in lines if len(line) >= 2]
