"""Books and the titles of their pages go in; contents, breadcrumbs, neighbours and language menus come out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from tabbook.document import Book, Page
from tabbook.website.addresses import page_address, relative
from tabbook.website.facts import Facts

Titles = Mapping[tuple[str, str], Sequence[Markup]]
"""By language and page path: the page's headings as HTML, its title first."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of a menu."""

    title: Markup
    address: str
    number: str = ""
    is_current: bool = False
    children: tuple[Entry, ...] = ()
    language: str = ""
    """The language the link leads to, in a language menu."""
    text_language: str = ""
    """The language of what it leads to, where that is not translated yet."""


def title_of(page: Page, titles: Titles) -> Markup:
    headings = titles.get((page.language, page.path))
    return headings[0] if headings else Markup.escape(page.path.rpartition("/")[2])


def entry(page: Page, current: Page, facts: Facts, titles: Titles) -> Entry:
    """A link to `page` in the file of `current`."""
    start = page_address(facts.config, current.language, current.path)
    return Entry(
        title=title_of(page, titles),
        address=relative(page_address(facts.config, page.language, page.path), start),
        number=".".join(map(str, page.number)),
        is_current=page.path == current.path,
        text_language=page.original,
    )


def contents(book: Book, facts: Facts, titles: Titles) -> tuple[Entry, ...]:
    """The pages below the book's first page, each with those below it; addresses begin at the language's folder."""
    first = Page(facts.config.build.index, "", book.language, ())
    below: dict[str | None, list[Page]] = {}
    for page in book.pages:
        below.setdefault(page.parent, []).append(page)

    def entries(parent: str, above: tuple[str, ...]) -> tuple[Entry, ...]:
        # A page that a list below it names again is shown once.
        found = [page for page in below.get(parent, ()) if page.path not in above]
        return tuple(
            replace(entry(page, first, facts, titles), children=entries(page.path, (*above, page.path)))
            for page in found
        )

    return entries(facts.config.build.index, (facts.config.build.index,))


def breadcrumbs(book: Book, current: Page, facts: Facts, titles: Titles) -> tuple[Entry, ...]:
    """Links to the pages above `current`."""
    return tuple(entry(page, current, facts, titles) for page in above(book, current))


def above(book: Book, current: Page) -> list[Page]:
    """The pages above `current`, the book's first page first."""
    above: list[Page] = []
    page = book.page(current.parent) if current.parent else None
    while page is not None and page not in above:
        above.insert(0, page)
        page = book.page(page.parent) if page.parent else None
    return above


def neighbours(book: Book, current: Page, facts: Facts, titles: Titles) -> tuple[Entry | None, Entry | None]:
    """The pages before and after `current` in reading order."""
    paths = [page.path for page in book.pages]
    index = paths.index(current.path)
    before = book.pages[index - 1] if index else None
    after = book.pages[index + 1] if index + 1 < len(book.pages) else None
    return (
        entry(before, current, facts, titles) if before else None,
        entry(after, current, facts, titles) if after else None,
    )


def page_contents(page: Page, titles: Titles) -> tuple[Entry, ...]:
    """The sections of a page, and their sections."""
    shown = list(zip(page.headings, titles[page.language, page.path], strict=True))[1:]
    result: list[Entry] = []
    for heading, title in shown:
        link = Entry(title, f"#{heading.anchor}", heading.number, text_language=page.original)
        if heading.level == 2:
            result.append(link)
        elif heading.level == 3 and result:
            last = result[-1]
            result[-1] = replace(last, children=(*last.children, link))
    return tuple(result)


def languages(current: Page, facts: Facts) -> tuple[Entry, ...]:
    """The page in each language; the first page of a language that lacks it."""
    result = []
    start = page_address(facts.config, current.language, current.path)
    for name, book in facts.books.items():
        path = current.path if (name, current.path) in facts.anchors else facts.config.build.index
        address = relative(page_address(facts.config, name, path), start)
        label = Markup.escape(facts.config.language(name).label)
        page = book.page(path)
        original = page.original if page else ""
        result.append(Entry(label, address, "", name == current.language, language=name, text_language=original))
    return tuple(result)


def alternates(path: str, facts: Facts) -> tuple[Page, ...]:
    """The page at `path` in each language that has it: one that is not translated yet is none of them."""
    found = [book.page(path) for book in facts.books.values()]
    return tuple(page for page in found if page is not None and not page.original)
