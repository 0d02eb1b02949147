"""Book in, book with trees out: all pages go to pandoc in one call."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from tabbook import pandoc
from tabbook.document import Book, Node, Page, Rst, Tree
from tabbook.document.tree import attributes_of, div, walk
from tabbook.errors import Place, Problem
from tabbook.kept import Kept, ask, ask_all
from tabbook.prose.markdown import markdown, placeholders
from tabbook.prose.names import ending_of, recognise
from tabbook.prose.rst import parse_rst, unshown
from tabbook.prose.settle import settle


def parse(book: Book, cache: Path | None = None, kept: Kept | None = None) -> Book:
    """`book` with each page's prose as a tree; `cache` is the folder pandoc's results are kept in."""
    texts = [ask(kept, ("markdown", page.language, page.path), markdown, page) for page in book.pages]
    try:
        trees = _trees(book, texts, cache, kept)
    except pandoc.PandocError:
        return _parse_one_by_one(book, texts, cache)
    return _settled(book, trees, cache, kept)


def _trees(book: Book, texts: Sequence[str], cache: Path | None, kept: Kept | None) -> list[Tree]:
    """The tree of each text, read in the language it is written in: that of the book, or of its original."""
    trees: dict[Hashable, Tree] = {}
    for language in dict.fromkeys(page.text_language for page in book.pages):
        asked: dict[Hashable, str] = {
            page.path: text for page, text in zip(book.pages, texts, strict=True) if page.text_language == language
        }
        read = partial(_read, language=language, cache=cache)
        trees |= zip(asked, ask_all(kept, f"tree {book.language} {language}", read, asked), strict=True)
    return [trees[page.path] for page in book.pages]


def _read(texts: list[str], language: str, cache: Path | None) -> list[Tree]:
    return pandoc.parse(texts, language, cache)


def _parse_one_by_one(book: Book, texts: list[str], cache: Path | None) -> Book:
    """The slow way, taken when pandoc refused something: finds the page, and keeps the others."""
    trees: list[Tree] = []
    problems: list[Problem] = []
    for page, text in zip(book.pages, texts, strict=True):
        try:
            trees += pandoc.parse([text], page.text_language, cache)
        except pandoc.PandocError as error:
            trees.append(Tree(()))
            what = f"pandoc cannot read this page: {error}"
            problems.append(Problem("P01", Place(page.file, 1), what, "halve the page until the fault is found"))
    return _settled(replace(book, problems=book.problems + tuple(problems)), trees, cache)


def _settled(book: Book, trees: list[Tree], cache: Path | None, kept: Kept | None = None) -> Book:
    problems: list[Problem] = []
    pages: list[Page] = []
    rst = parse_rst(book, cache)
    for page, parsed in zip(book.pages, trees, strict=True):
        settled, found = ask(kept, ("settled", page.language, page.path), _settled_page, page, parsed, rst)
        pages.append(settled)
        problems += found
    return replace(book, pages=tuple(pages), problems=book.problems + tuple(problems))


def _settled_page(page: Page, parsed: Tree, rst: Mapping[str, Tree]) -> tuple[Page, list[Problem]]:
    tree = recognise(parsed, ending_of(page))
    problems = _check_placeholders(page, tree) if tree.blocks else []
    settled, found = settle(Tree(tuple(_filled(page, tree, rst))), page)
    return replace(page, tree=settled), [*problems, *found, *unshown(page)]


def _filled(page: Page, tree: Tree, rst: Mapping[str, Tree]) -> Iterator[Node]:
    """The page's blocks, with the trees of its reStructuredText where their placeholders stood."""
    for node in tree.blocks:
        if node["t"] == "Div" and attributes_of(node)[1][:1] == ("rst",):
            yield from rst[_source(page, node)].blocks
        elif node["t"] == "Div" and attributes_of(node)[1][:1] == ("tab",):
            identifier, classes, pairs = attributes_of(node)
            yield div(list(_filled(page, Tree(tuple(node["c"][1])), rst)), identifier, classes, **pairs)
        else:
            yield node


def _source(page: Page, node: Node) -> str:
    block = page.blocks[int(attributes_of(node)[2]["block"])]
    assert isinstance(block, Rst)
    return block.source


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
