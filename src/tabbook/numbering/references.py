"""A book whose things are numbered in, the same book with every reference a link out."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from tabbook.config import Config, Language
from tabbook.document import Book, Node, Page, Tree
from tabbook.document.page_links import page_link
from tabbook.document.tree import attributes_of, has_class, link, rewrite, text
from tabbook.errors import Place, Problem
from tabbook.kept import Kept, ask
from tabbook.numbering.labels import Labels, Target, in_language, unlinked


def resolve_references(book: Book, labels: Labels, config: Config, kept: Kept | None = None) -> Book:
    """`book` with `numref`, `ref`, `eqref` and links to Markdown files turned into links to pages."""
    paths = {page.path for page in book.pages}
    index = str(PurePosixPath(config.build.index).with_suffix(""))
    unlisted = frozenset(page.path for page in book.pages if page.parent is None and page.path != index)
    problems: list[Problem] = []
    pages = []
    for page in book.pages:
        given = (page, paths, labels.targets, config.language(page.text_language), unlisted)
        resolved, found = ask(kept, ("references", page.language, page.path), _resolved, *given)
        pages.append(resolved)
        problems += found
    return replace(book, pages=tuple(pages), problems=book.problems + tuple(problems))


def _resolved(
    page: Page,
    paths: set[str],
    targets: Mapping[tuple[bool, str], Target],
    language: Language,
    unlisted: frozenset[str],
) -> tuple[Page, list[Problem]]:
    return resolve_in_page(page, paths, Labels(targets), language, unlisted)


def resolve_in_page(
    page: Page, paths: set[str], labels: Labels, language: Language, unlisted: frozenset[str] = frozenset()
) -> tuple[Page, list[Problem]]:
    """`page` with its references as links, and what is wrong with them.

    `paths` are those of the book's pages; of those in no table of contents that alone is told, and not that they have
    no numbers.
    """
    resolver = _Resolver(page, paths, labels, language, unlisted)
    tree = Tree(tuple(rewrite(page.tree.blocks if page.tree else (), resolver.node, ("Link", "Span"))))
    return replace(page, tree=tree), resolver.problems


class _Resolver:
    """The references of one page."""

    def __init__(
        self, page: Page, paths: set[str], labels: Labels, language: Language, unlisted: frozenset[str]
    ) -> None:
        self.page = page
        self.paths = paths
        self.labels = labels
        self.language = language
        self.unlisted = unlisted
        self.problems: list[Problem] = []

    def node(self, node: Node) -> Node | list[Node]:
        if node["t"] == "Link":
            return self.link(node)
        if has_class(node, "role"):
            pairs = attributes_of(node)[2]
            if pairs["name"] in ("numref", "ref", "eqref"):
                return self.reference(pairs["name"], pairs["value"], int(pairs["line"]))
            if pairs["name"] in ("func", "class", "mod"):
                return {"t": "Code", "c": [["", [], []], pairs["value"]]}
        return node

    def reference(self, name: str, label: str, line: int) -> list[Node]:
        target = self.labels.find(label, is_equation=name == "eqref")
        place = Place(self.page.file, line)
        if target is None:
            near = get_close_matches(label, self.labels.known(), n=1)
            cure = f"did you mean `{near[0]}`?" if near else "define it with `:label:` or mend the reference"
            self.problems.append(Problem("N01", place, f"label `{label}` is not defined", cure, "warning"))
            return text(label)
        words = self.words(name, target)
        if words is None:
            what = f":{name}:`{label}` refers to a {target.kind} without a number"
            cure = (
                "use `:ref:`, which shows its title" if target.kind != "place" else "label a heading, figure or table"
            )
            if target.path not in self.unlisted:
                self.problems.append(Problem("N06", place, what, cure, "warning"))
            words = self.words_of(target) or text(label)
        return [link(words, page_link(target.path, target.anchor), classes=["reference"])]

    def words(self, name: str, target: Target) -> Sequence[Node] | None:
        """What the reference shows; `None` where it asks for a number that is not there."""
        if name == "ref" and target.words:
            return self.words_of(target)
        if not target.number:
            return None
        patterns = {
            "chapter": self.language.chapter_reference,
            "section": self.language.section_reference,
            "figure": self.language.figure_reference,
            "table": self.language.table_reference,
            "equation": "({})",
        }
        return text(patterns[target.kind].format(target.number).replace(" ", "\u00a0"))

    def words_of(self, target: Target) -> list[Node]:
        """Its title or caption."""
        words = unlinked(target.words)
        return in_language(words, target.language, self.page.text_language) if words else []

    def link(self, node: Node) -> Node:
        """A link to a Markdown file becomes one to its page; links inside it are opened."""
        attributes, words, (target, title) = node["c"]
        parts = urlsplit(target.strip())
        if not parts.scheme and not parts.netloc and parts.path.endswith(".md"):
            folder = posixpath.dirname(self.page.path)
            path = posixpath.normpath(posixpath.join(folder, unquote(parts.path)))[: -len(".md")]
            if path in self.paths:
                target = page_link(path, parts.fragment)
            else:
                self.report_lost_page(target)
        return {"t": "Link", "c": [attributes, unlinked(words), [target, title]]}

    def report_lost_page(self, target: str) -> None:
        offset = max(self.page.text.find(f"]({target}"), 0)
        place = Place(self.page.file, self.page.text.count("\n", 0, offset) + 1)
        cure = "mend the path, or list the page in a table of contents"
        self.problems.append(Problem("N05", place, f"there is no page `{target}` in the book", cure, "warning"))
