"""A book in, the same book with its citations in words and its list of works out."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path

from tabbook import pandoc
from tabbook.config import Config
from tabbook.document import Book, Node, Page, Tree
from tabbook.document.page_links import page_link
from tabbook.document.tree import attributes_of, div, has_class, rewrite, span, text, walk
from tabbook.errors import Place, Problem
from tabbook.kept import Kept, Stamps, ask

ROLES = ("cite", "citep", "citet")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page asks of the bibliography."""

    citations: tuple[tuple[str, tuple[str, ...], int], ...]
    """Role, keys and line of each citation."""
    works: str | None
    """What `_bibliography` gives."""

    @property
    def words(self) -> tuple[list[tuple[object, ...]], str | None]:
        """What decides how citations look, on this page and on others: all but the lines they stand in."""
        return [citation[:2] for citation in self.citations], self.works


@dataclass(frozen=True, slots=True)
class Cited:
    """What the citations of a book look like, and what each page asks for."""

    wanted: Mapping[str, Wanted]
    """By path of the page."""
    groups: Mapping[tuple[tuple[str, ...], bool], tuple[Node, ...]] = field(default_factory=dict)
    works: Mapping[str, tuple[Node, ...]] = field(default_factory=lambda: {"works": ()})
    known: frozenset[str] = frozenset()
    list_path: str = ""
    """The page with the list of works, if there is one."""


def resolve_citations(book: Book, config: Config, cache: Path | None, kept: Kept | None = None) -> tuple[Book, Cited]:
    """`book` with its citations linked to the list of works, which stands where `:bibliography:` asks for it."""
    wanted = {page.path: ask(kept, ("citations", page.language, page.path), _wanted, page) for page in book.pages}
    asked = [(page, *citation) for page in book.pages for citation in wanted[page.path].citations]
    list_page = next((page for page in book.pages if wanted[page.path].works), None)
    if not asked and list_page is None:
        return book, Cited(wanted)
    file = _file(config, list_page)
    try:
        if not file.resolve().is_relative_to(config.root):
            raise FileNotFoundError
        known = pandoc.keys_of(file, cache)
        groups = [(tuple(key for key in keys if key in known), role == "citet") for _, role, keys, _ in asked]
        given = (tuple(group for group in groups if group[0]), file, Stamps()[file])
        citations = ask(
            kept, ("cited", book.language), lambda groups, file, _: pandoc.cite(groups, file, cache), *given
        )
    except (OSError, pandoc.PandocError) as error:
        return _unread(book, asked, config, file, error), Cited(wanted)
    problems = [problem for page, _, keys, line in asked for problem in _unknown(page, keys, line, known)]
    list_path = list_page.path if list_page else ""
    cited = Cited(wanted, citations.groups, {"works": citations.works}, frozenset(known), list_path)
    table = (cited.groups, cited.works, cited.known, cited.list_path)
    pages = tuple(ask(kept, ("cited", page.language, page.path), _cited, page, *table) for page in book.pages)
    return replace(book, pages=pages, problems=book.problems + tuple(problems)), cited


def cite_again(page: Page, cited: Cited) -> Page | None:
    """`page` with its citations as the book had them; `None` where it does not ask for what it asked for."""
    if _wanted(page).words != cited.wanted[page.path].words:
        return None
    return _cited(page, cited.groups, cited.works, cited.known, cited.list_path)


def _cited(
    page: Page,
    groups: Mapping[tuple[tuple[str, ...], bool], tuple[Node, ...]],
    works: Mapping[str, tuple[Node, ...]],
    known: frozenset[str],
    list_path: str,
) -> Page:
    return replace(page, tree=_Writer(groups, works, known, list_path).tree(page))


def _wanted(page: Page) -> Wanted:
    return Wanted(tuple(_citations(page)), _bibliography(page))


def _citations(page: Page) -> Iterator[tuple[str, tuple[str, ...], int]]:
    for node in walk(page.tree.blocks if page.tree else (), "Span"):
        if has_class(node, "role"):
            pairs = attributes_of(node)[2]
            if pairs["name"] in ROLES:
                yield pairs["name"], _keys(pairs["value"]), int(pairs["line"])


def _keys(value: str) -> tuple[str, ...]:
    return tuple(key.strip() for key in value.split(",") if key.strip())


def _bibliography(page: Page) -> str | None:
    """The file a page's `:bibliography:` names; empty where it names none, `None` where the page has none."""
    for node in walk(page.tree.blocks if page.tree else (), "Div"):
        if has_class(node, "bibliography"):
            return attributes_of(node)[2].get("value", "")
    return None


def _file(config: Config, list_page: Page | None) -> Path:
    """The BibTeX file: the config's, else the one the list of works names."""
    if config.pdf.bibfile or list_page is None:
        return config.root / (config.pdf.bibfile or "refs.bib")
    named = posixpath.join(posixpath.dirname(list_page.file), _bibliography(list_page) or "refs.bib")
    return config.root / posixpath.normpath(named)


def _unknown(page: Page, keys: Sequence[str], line: int, known: Sequence[str]) -> Iterator[Problem]:
    for key in keys:
        if key not in known:
            near = get_close_matches(key, known, n=1)
            cure = f"did you mean `{near[0]}`?" if near else "add it to the bibliography or mend the citation"
            yield Problem("N03", Place(page.file, line), f"the bibliography has no work `{key}`", cure, "warning")


def _unread(
    book: Book, asked: Sequence[tuple[Page, str, tuple[str, ...], int]], config: Config, file: Path, error: Exception
) -> Book:
    name = file.relative_to(config.root).as_posix() if file.is_relative_to(config.root) else file.name
    reason = "it does not exist" if isinstance(error, FileNotFoundError) else str(error)
    place = Place(asked[0][0].file, asked[0][3]) if asked else Place(name, 1)
    what = f"the works cited cannot be read from {name}: {reason}"
    problem = Problem(
        "N04", place, what, "name the BibTeX file as `bibfile` in [pdf] of config.ini, or mend it", "warning"
    )
    unread = _Writer({}, {"works": ()}, frozenset(), "")
    pages = tuple(replace(page, tree=unread.tree(page)) for page in book.pages)
    return replace(book, pages=pages, problems=(*book.problems, problem))


class _Writer:
    """Puts the words of citations and the list of works into trees."""

    def __init__(
        self,
        groups: Mapping[tuple[tuple[str, ...], bool], tuple[Node, ...]],
        works: Mapping[str, tuple[Node, ...]],
        known: frozenset[str],
        list_path: str,
    ) -> None:
        self.groups = groups
        self.works = works
        self.is_wide = False
        """Whether the brackets are those of Japanese and Chinese, which bring their own space."""
        self.known = known
        self.list_path = list_path

    def tree(self, page: Page) -> Tree:
        self.is_wide = page.text_language.partition("-")[0] in pandoc.JOINING
        return Tree(tuple(rewrite(page.tree.blocks if page.tree else (), self.node, ("Div", "Span"))))

    def node(self, node: Node) -> Node:
        if node["t"] == "Div" and has_class(node, "bibliography"):
            return div(self.works["works"], "refs", ["references"])
        if node["t"] == "Span" and has_class(node, "role"):
            pairs = attributes_of(node)[2]
            if pairs["name"] in ROLES:
                return self.citation(pairs["name"], _keys(pairs["value"]))
        return node

    def citation(self, role: str, keys: tuple[str, ...]) -> Node:
        found = tuple(key for key in keys if key in self.known)
        words = self.groups.get((found, role == "citet"))
        if words is None:
            return span(text(", ".join(keys)), classes=["citation"])
        linked = rewrite(words, self.linked, ("Link",))
        return span(_full_width(linked) if self.is_wide else linked, classes=["citation"])

    def linked(self, node: Node) -> Node | list[Node]:
        """citeproc links to `#ref-key`; the list may stand on another page, or nowhere."""
        attributes, words, (target, title) = node["c"]
        if not self.list_path:
            return list(words)
        return {"t": "Link", "c": [attributes, words, [page_link(self.list_path, target.removeprefix("#")), title]]}


def _full_width(words: Sequence[Node]) -> list[Node]:
    """Citation words in full-width brackets, without the blank before one."""
    wide = str.maketrans("()", "（）")
    changed: list[Node] = [
        {"t": "Str", "c": word["c"].translate(wide)} if word["t"] == "Str" else word for word in words
    ]
    return [
        word
        for word, following in zip(changed, [*changed[1:], {"t": "End"}], strict=True)
        if not (word["t"] == "Space" and following["t"] == "Str" and following["c"].startswith("（"))
    ]
