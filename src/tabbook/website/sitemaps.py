"""The books of all languages go in, what a search engine reads of the site comes out: one list a language, one of them.

Nothing where the book does not say where its site lies: a sitemap holds whole addresses only.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from tabbook.document import Page
from tabbook.website.addresses import page_address, relative
from tabbook.website.facts import Facts
from tabbook.website.navigation import alternates

_START = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAPS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_XHTML = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'


def files(facts: Facts) -> Iterator[tuple[str, bytes]]:
    """Path in the site and contents of each sitemap, the list of them last."""
    if not facts.config.website.url:
        return
    written = []
    for language, book in facts.books.items():
        # A page that is not translated yet is in the list of its own language.
        if own := [page for page in book.pages if not page.original]:
            written.append(f"{language}/sitemap.xml")
            yield written[-1], _pages(own, facts).encode()
    listed = "".join(f"<sitemap><loc>{facts.config.website.url}{name}</loc></sitemap>\n" for name in written)
    yield "sitemap.xml", f"{_START}<sitemapindex {_SITEMAPS}>\n{listed}</sitemapindex>\n".encode()


def _pages(pages: list[Page], facts: Facts) -> str:
    entries = "".join(_entry(page, facts) for page in pages)
    return f"{_START}<urlset {_SITEMAPS} {_XHTML}>\n{entries}</urlset>\n"


def _entry(page: Page, facts: Facts) -> str:
    found = alternates(page.path, facts)
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{escape(other.language)}" href="{_whole(other, facts)}"/>'
        for other in found
    )
    return f"<url><loc>{_whole(page, facts)}</loc>{links if len(found) > 1 else ''}</url>\n"


def _whole(page: Page, facts: Facts) -> str:
    return facts.config.website.url + relative(page_address(facts.config, page.language, page.path), "")
