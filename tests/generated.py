"""The generator of the benches' books, which lies outside the tests."""

from __future__ import annotations

import importlib.util
import sys

from conftest import REPOSITORY

_SPEC = importlib.util.spec_from_file_location("generated_book", REPOSITORY / "bench" / "generated_book.py")
assert _SPEC
assert _SPEC.loader
generated_book = importlib.util.module_from_spec(_SPEC)
sys.modules[_SPEC.name] = generated_book
_SPEC.loader.exec_module(generated_book)
