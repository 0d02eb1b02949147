"""The real book's site, served for the tests of a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from browser import serve
from conftest import BuiltBook


@pytest.fixture(scope="module")
def host(built_book: BuiltBook) -> Iterator[str]:
    """The book's site on a host of its own."""
    with serve(built_book.site) as address:
        yield address
