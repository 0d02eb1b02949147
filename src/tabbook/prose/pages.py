"""Book in, book with trees out."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path

from tabbook import pandoc
from tabbook.config import Config
from tabbook.document import Book, Node, Page, Tree
from tabbook.document.tree import attributes_of, div, in_runs, walk
from tabbook.errors import Place, Problem
from tabbook.kept import Kept, ask, ask_all
from tabbook.prose.ahead import Ahead, format_of
from tabbook.prose.markdown import markdown, placeholders
from tabbook.prose.names import ending_of, recognise
from tabbook.prose.reread import reread
from tabbook.prose.rst import answer, parse_rst
from tabbook.prose.settle import settle

DEFAULTS = Config()


def parse(
    book: Book,
    cache: Path | None = None,
    kept: Kept | None = None,
    config: Config = DEFAULTS,
    ahead: Ahead | None = None,
) -> Book:
    """`book` with each page's prose as a tree; `cache` is the folder pandoc's results are kept in.

    Of what `ahead` took pandoc has begun already.
    """
    try:
        if kept:
            return _settled(book, _trees(book, cache, kept, format_of(config)), cache, kept, config)
        with nullcontext(ahead) if ahead else Ahead(cache, config) as taken:
            return _settled(book, taken.trees(book), cache, None, config)
    except pandoc.PandocError:
        return _parse_one_by_one(book, cache, config)


def _trees(book: Book, cache: Path | None, kept: Kept, format_name: str) -> list[Tree]:
    """The tree of each page, read in the language it is written in: that of the book, or of its original."""
    texts = [ask(kept, ("markdown", page.language, page.path), markdown, page) for page in book.pages]
    trees: dict[Hashable, Tree] = {}
    for language in dict.fromkeys(page.text_language for page in book.pages):
        asked: dict[Hashable, str] = {
            page.path: text for page, text in zip(book.pages, texts, strict=True) if page.text_language == language
        }
        stage = f"tree {book.language} {language} {format_name}"
        if kept.guesses:
            trees |= (edited := _reread(kept, stage, asked, language, format_name))
            asked = {path: text for path, text in asked.items() if path not in edited}
        read = partial(_read, language=language, cache=cache, format_name=format_name)
        trees |= zip(asked, ask_all(kept, stage, read, asked), strict=True)
    return [trees[page.path] for page in book.pages]


def _reread(
    kept: Kept, stage: str, asked: Mapping[Hashable, str], language: str, format_name: str
) -> dict[Hashable, Tree]:
    """The trees of the texts that are nearly those that were read last."""
    trees: dict[Hashable, Tree] = {}
    for path, text in asked.items():
        last = kept.last((stage, path))
        if last and last[0] != text and (tree := reread(*last, text, language, format_name)):
            trees[path] = tree
    return trees


def _read(texts: list[str], language: str, cache: Path | None, format_name: str) -> list[Tree]:
    return pandoc.parse(texts, language, cache, format_name)


def _parse_one_by_one(book: Book, cache: Path | None, config: Config) -> Book:
    """The slow way, taken when pandoc refused something: finds the page, and keeps the others."""
    trees: list[Tree] = []
    problems: list[Problem] = []
    for page in book.pages:
        try:
            trees += pandoc.parse([markdown(page)], page.text_language, cache, format_of(config))
        except pandoc.PandocError as error:
            trees.append(Tree(()))
            what = f"pandoc cannot read this page: {error}"
            problems.append(Problem("P01", Place(page.file, 1), what, "halve the page until the fault is found"))
    return _settled(replace(book, problems=book.problems + tuple(problems)), trees, cache, None, config)


def _settled(book: Book, trees: Iterable[Tree], cache: Path | None, kept: Kept | None, config: Config) -> Book:
    problems: list[Problem] = []
    pages: list[Page] = []
    answers = {page.path: answer(page, config) for page in book.pages}
    rst = parse_rst(book, answers, cache)
    for page, parsed in zip(book.pages, trees, strict=True):
        given = (page, parsed, rst[page.path], config.html.raw_html)
        settled, found = ask(kept, ("settled", page.language, page.path), _settled_page, *given)
        pages.append(settled)
        problems += [*found, *answers[page.path].problems]
    return replace(book, pages=tuple(pages), problems=book.problems + tuple(problems))


def _settled_page(page: Page, parsed: Tree, rst: Mapping[int, Tree], keeps_html: bool) -> tuple[Page, list[Problem]]:
    tree = recognise(parsed, ending_of(page))
    problems = _check_placeholders(page, tree) if tree.blocks else []
    settled, found = settle(Tree(tuple(_filled(tree, rst))), page, keeps_html)
    return replace(page, tree=Tree(tuple(in_runs(settled.blocks)))), [*problems, *found]


def _filled(tree: Tree, rst: Mapping[int, Tree]) -> Iterator[Node]:
    """The page's blocks, with the trees of its reStructuredText where their placeholders stood."""
    for node in tree.blocks:
        if node["t"] == "Div" and attributes_of(node)[1][:1] == ("rst",):
            yield from rst[int(attributes_of(node)[2]["block"])].blocks
        elif node["t"] == "Div" and attributes_of(node)[1][:1] == ("tab",):
            identifier, classes, pairs = attributes_of(node)
            yield div(list(_filled(Tree(tuple(node["c"][1])), rst)), identifier, classes, **pairs)
        else:
            yield node


def _check_placeholders(page: Page, tree: Tree) -> list[Problem]:
    """A page's own `:::` lines must not open or close what we put around its parts."""
    wanted = placeholders(page)
    found = [attributes_of(node) for node in walk(tree.blocks, "Div")]
    top = [attributes_of(node) for node in tree.blocks if node["t"] == "Div"]
    known = {"cell", "tab", "toc", "rst"}
    if [pairs for _, classes, pairs in found if known & set(classes)] == wanted and (
        [pairs for _, classes, pairs in top if {"cell", "tab"} & set(classes)]
        == [pairs for pairs in wanted if pairs.get("kind") in ("cell", "tab")]
    ):
        return []
    line = next((number for number, text in enumerate(page.text.split("\n"), 1) if text.startswith(":::")), 1)
    what = "`:::` lines that open and close divisions do not balance between cells and tab blocks"
    return [Problem("P05", Place(page.file, line), what, "close each `:::` division before the next cell or tab block")]
