"""Functions that read the arguments of their caller: no text is in their reach, unless a cell may be the caller."""

from __future__ import annotations

from pathlib import Path

import pytest

from execute.little_programs import program
from tabbook import library
from tabbook.errors import Place
from tabbook.execute.key import key_of
from tabbook.kernels import Environment
from tabbook.library import Module
from tabbook.library.modules import symbols_of

ENVIRONMENT = Environment("pytorch", Path("python"), "tabbook-pytorch", {}, Place("kernels/pytorch.txt", 1))
SAVED = '''
import inspect
class Base:
    """Kept: `keep_arguments`."""
    def keep_arguments(self, ignore=[]):
        """Keep them."""
        frame = inspect.currentframe().f_back
        _, _, _, given = inspect.getargvalues(frame)
        self.given = {name: value for name, value in given.items() if name not in ignore}
'''
CHILD = "class Child(Base):\n    def __init__(self, width):\n        self.keep_arguments(ignore=['self'])\n"


def is_same(*cells: str) -> bool:
    """Whether a comment more leaves the key of a page with these cells as it is."""
    keys = [key_of(program("page", "pytorch", [*cells, last]), ENVIRONMENT) for last in ("1", "1  # one")]
    return keys[0].tree == keys[1].tree


def with_library(base: str, cell: str, comment: str = "") -> str:
    text = f"{base}def other():\n    return 1{comment}\n"
    module = Module("pytorch", "d2l/torch.py", text, symbols_of(text))
    page = program("page", "pytorch", [f"from d2l import torch as d2l\n{cell}{comment}"])
    return key_of(page, ENVIRONMENT, (), library.find_uses(page, [module])).tree


CHILD_OF_LIBRARY = CHILD.replace("Base", "d2l.Base")


ADDED = """
import inspect
def add_to_class(it):
    return lambda function: setattr(it, function.__name__, function)
class Base:
    def keep_arguments(self, ignore=[]):
        raise NotImplementedError
@add_to_class(Base)
def keep_arguments(self, ignore=[]):
    frame = inspect.currentframe().f_back
    _, _, _, given = inspect.getargvalues(frame)
    self.given = given
"""


@pytest.mark.parametrize("base", [SAVED, ADDED, ADDED.replace("@add", "@d2l.add")], ids=["method", "added", "dotted"])
def test_a_function_that_keeps_arguments_shows_no_text(base: str) -> None:
    """Neither of the library, nor of the page: a comment in one or the other leaves the key as it is."""
    assert with_library(base, CHILD_OF_LIBRARY) == with_library(base, CHILD_OF_LIBRARY, "  # one")


@pytest.mark.parametrize(
    "cell",
    [
        "d2l.Base().keep_arguments()",
        "d2l.Base.keep_arguments(it)",
        "keep = d2l.Base.keep_arguments",
        "class Mine(d2l.Base):\n    keep = d2l.Base.keep_arguments",
        "class Mine(d2l.Base):\n    it.keep_arguments()",
        "it = d2l.Base()\ndef f():\n    return it.keep_arguments",
        "def f(it=d2l.Base().keep_arguments()): ...",
        "@d2l.Base().keep_arguments()\ndef f(): ...",
        "class Mine(d2l.Base): ...\ngetattr(Mine(), 'keep_arguments')()",
        "class Mine(d2l.Base): ...\nfrom it import keep_arguments",
        "it = d2l.Base()\n%time it.keep_arguments()",
    ],
)
def test_text_counts_where_a_cell_may_be_the_caller(cell: str) -> None:
    """A cell has the text of all cells among its names."""
    assert with_library(SAVED, cell) != with_library(SAVED, cell, "  # one")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("def keep_arguments", "def __init__"),
        ("    def keep_arguments", "    @other\n    def keep_arguments"),
        ("inspect.currentframe().f_back", "inspect.currentframe().f_back.f_back"),
        ("inspect.currentframe().f_back", "inspect.stack()[1].frame"),
        ("inspect.getargvalues(frame)", "inspect.getargvalues(frame.f_back)"),
        ("self.given =", "self.frame = frame\n        self.given ="),
        ("self.given =", "self.source = inspect.getsource(self)\n        self.given ="),
        ("        frame =", "        global frame\n        frame ="),
    ],
)
def test_text_counts_where_more_is_read(old: str, new: str) -> None:
    """Another frame, the frame itself, or a function that Python calls by itself or by another name."""
    base = SAVED.replace(old, new)
    assert base != SAVED
    cell = CHILD_OF_LIBRARY
    assert with_library(base, cell) != with_library(base, cell, "  # one")


def test_a_page_that_defines_such_a_function_itself() -> None:
    """Where the function is called by a cell, its text counts."""
    assert is_same(SAVED, CHILD)
    assert not is_same(SAVED, CHILD, "Child(1).keep_arguments()")
