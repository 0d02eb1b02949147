"""A page and its place in the site go in; what its head tells browsers, search engines and other sites comes out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from tabbook.document import Page
from tabbook.document.tree import plain_text
from tabbook.website.addresses import page_address, relative
from tabbook.website.facts import Facts
from tabbook.website.navigation import alternates

LOCALES = {"en": "en_US", "ja": "ja_JP", "ko": "ko_KR", "zh": "zh_CN"}
"""What Open Graph calls a language that is named without a country."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a page says about it."""

    title: str
    description: str
    canonical: str
    """The address that counts; empty where the page's own does and the book does not say where its site lies."""
    alternates: tuple[tuple[str, str], ...]
    """Languages that the page is translated to, and their addresses."""
    properties: tuple[tuple[str, str], ...]
    """Open Graph: what a link to the page looks like on other sites."""
    data: Markup
    """JSON-LD: the page as a chapter of its book."""


def head_of(page: Page, facts: Facts, picture: str) -> Head:
    """The head of `page`; `picture` is the path in the site of its preview, empty where it has none."""
    config = facts.config
    own = page_address(config, page.language, page.path)
    # A page that is not translated yet is the original at a second address.
    counts = page_address(config, page.original, page.path) if page.original else own
    site = config.website.url
    title, description = title_of(page), description_of(page)
    return Head(
        title=title if page.path == config.build.index else f"{title} · {book_title(facts, page.language)}",
        description=description,
        canonical=_there(counts, own, site) if site or page.original else "",
        alternates=tuple(_alternates(page, facts, own)),
        properties=tuple(_properties(page, facts, title, description, counts, picture)),
        data=_data(page, facts, title, description, counts),
    )


def title_of(page: Page) -> str:
    return plain_text(page.headings[0].inlines) if page.headings else page.path.rpartition("/")[2]


def numbered_title(page: Page) -> str:
    """A page's title with its number: `1.3 Initialisation`."""
    return " ".join([*[".".join(map(str, page.number))] * bool(page.number), title_of(page)])


def book_title(facts: Facts, language: str) -> str:
    """The title of the book in `language`: the config's, else that of its first page."""
    first = facts.books[language].page(facts.config.build.index)
    return facts.config.language(language).title or (title_of(first) if first else "")


def description_of(page: Page) -> str:
    """The page's first paragraph, cut near 160 characters."""
    blocks = page.tree.blocks if page.tree else ()
    first = next((plain_text(node["c"]) for node in blocks if node["t"] == "Para"), "")
    first = " ".join(first.split())
    if len(first) <= 160:
        return first
    cut = first[:160]
    return (cut.rpartition(" ")[0] if " " in cut[120:] else cut).rstrip(" ,;:、") + "…"


def _there(target: str, start: str, site: str) -> str:
    """The whole address of `target` where the site's is known, else the way from `start`."""
    return site + relative(target, "") if site else relative(target, start)


def _alternates(page: Page, facts: Facts, own: str) -> list[tuple[str, str]]:
    config, found = facts.config, alternates(page.path, facts)
    if page.original or len(found) < 2:
        return []
    addresses = {
        other.language: _there(page_address(config, other.language, page.path), own, config.website.url)
        for other in found
    }
    # At the first page the reader whose language is not here may choose one.
    chosen = _there("index.html", own, config.website.url) if page.path == config.build.index else ""
    default = chosen or addresses.get(config.source_language)
    return [*addresses.items(), *([("x-default", default)] if default else [])]


def _properties(
    page: Page, facts: Facts, title: str, description: str, counts: str, picture: str
) -> list[tuple[str, str]]:
    site = facts.config.website.url
    others = [other.language for other in alternates(page.path, facts) if other.language != page.text_language]
    whole = [("og:url", site + relative(counts, ""))] if site else []
    if site and picture:
        whole += [("og:image", site + relative(picture, "")), ("og:image:alt", title)]
        whole += [("og:image:width", "1200"), ("og:image:height", "630")]
    return [
        ("og:type", "article"),
        ("og:title", title),
        *([("og:description", description)] if description else []),
        ("og:site_name", book_title(facts, page.language)),
        ("og:locale", _locale(page.text_language)),
        *(("og:locale:alternate", _locale(language)) for language in others),
        *whole,
    ]


def _locale(language: str) -> str:
    return LOCALES.get(language, language.replace("-", "_"))


def _data(page: Page, facts: Facts, title: str, description: str, counts: str) -> Markup:
    config = facts.config
    site = config.website.url
    index = page_address(config, page.language, config.build.index)
    book = {
        "@type": "Book",
        "name": book_title(facts, page.language),
        "author": config.project.author,
        "inLanguage": page.language,
        "version": config.project.release,
        "url": site + relative(index, "") if site else "",
    }
    own = {
        "name": title,
        "description": description,
        "inLanguage": page.text_language,
        "url": site + relative(counts, "") if site else "",
    }
    found: dict[str, Any] = {"@context": "https://schema.org"}
    if page.path == config.build.index:
        found |= book | {"description": description}
    else:
        found |= {"@type": "Chapter", "position": ".".join(map(str, page.number)), "isPartOf": _said(book)} | own
    # In a script element nothing is an entity, and `</` would end it.
    return Markup(json.dumps(_said(found), ensure_ascii=False).replace("<", "\\u003c"))


def _said(pairs: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in pairs.items() if value}
