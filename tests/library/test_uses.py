"""What of a library counts for a page: all that can change its outputs, and no more where that can be seen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from execute.little_programs import program
from tabbook.library import Module, find_uses
from tabbook.library.modules import symbols_of

FILE = Path(__file__).with_name("cases") / "uses.md"
SHOUT = "def shout(text):\n    return text.upper()"


def module(framework: str, file: str, text: str) -> Module:
    return Module(framework, file, text, symbols_of(text))


OTHER = module("mxnet", "d2l/mxnet.py", SHOUT)
CASES = re.findall(
    r"^([^\n]+)\n\.\n(.*?)\n\.\n(.*?)\n\.\n([^\n]*)\n\.$", FILE.read_text("utf-8"), re.MULTILINE | re.DOTALL
)
"""Title, library, page, and what counts: the names of statements, or files of whole modules."""


@pytest.mark.parametrize(("library", "page", "expected"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_a_case_of_a_library_and_a_page(library: str, page: str, expected: str) -> None:
    """The title of each case is its rule."""
    uses = find_uses(program("a", "pytorch", [page]), [module("pytorch", "d2l/torch.py", library), OTHER])
    assert "; ".join(part.name for part in uses.parts) == expected


def test_every_case_is_read() -> None:
    """No case is lost by a slip in the file."""
    assert len(CASES) == FILE.read_text(encoding="utf-8").count("\n.\n\n") + 1 > 40


def test_a_page_that_declares_a_file_with_the_package_in_it_uses_everything(tmp_path: Path) -> None:
    """The file may be code that imports the library, or a pickle of its objects."""
    (tmp_path / "helper.py").write_text("from d2l import torch as d2l")
    modules = [module("pytorch", "d2l/torch.py", SHOUT), OTHER]
    uses = find_uses(program("a", "pytorch", ["import helper"]), modules, [tmp_path / "helper.py"])
    assert [part.name for part in uses.parts] == ["d2l/torch.py", "d2l/mxnet.py"]


def test_a_library_without_a_package_is_followed_too() -> None:
    """`lib_file = helpers.py` makes a module of its own, and several cells are one program."""
    helpers = module("pytorch", "helpers.py", "def f(): return g()\ndef g(): pass\ndef h(): pass")
    uses = find_uses(program("a", "pytorch", ["import helpers as d2l", "d2l.f()"]), [helpers])
    assert [part.name for part in uses.parts] == ["f", "g"]


def test_a_framework_without_a_library_that_imports_anothers_uses_everything() -> None:
    """The modules of all frameworks lie side by side."""
    uses = find_uses(program("a", "jax", ["from d2l import mxnet as d2l"]), [OTHER])
    assert [part.name for part in uses.parts] == ["d2l/mxnet.py"]


def test_a_page_nested_beyond_reason_uses_everything() -> None:
    """What is too deep to be read cannot be seen."""
    deep = "x = d2l.shout('a')" + " + 1" * 5000
    uses = find_uses(program("a", "mxnet", ["from d2l import mxnet as d2l", deep]), [OTHER])
    assert [part.name for part in uses.parts] == ["d2l/mxnet.py"]
