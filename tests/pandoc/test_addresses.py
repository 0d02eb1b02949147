"""Pandoc looks for bare addresses only where there may be one: what it answers is always as if it had looked."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tabbook import pandoc
from tabbook.pandoc.texts import MARKDOWN

LOOKING = f"{MARKDOWN}+autolink_bare_uris"
BARE = ["see https://a.example/b.", "write to a@b.example", "doi:10.1000/182", "\\[x](https://a.example)"]
SAID = ["a [link](https://a.example/b) here", "![picture](https://a.example/b.png)", "plain: words", "::: {.division}"]
SIGNS = r"[ ] ]( ) ( ` $ \ ^ ! * _ | < > { } : :: @ [^1] [^1]: [x]: https://a.example/b http:c mailto:d a@b.example w"
PIECES = [*SIGNS.split(" "), " ", "\n", "\n\n", '"', "'"]


def trees(text: str, format_name: str) -> object:
    return pandoc.parse([text], "en", None, format_name)


@pytest.mark.parametrize("text", BARE)
def test_a_bare_address_is_a_link(text: str) -> None:
    assert "'Link'" in repr(trees(text, ""))
    assert trees(text, "") == trees(text, LOOKING)


@pytest.mark.parametrize("text", SAID)
def test_where_no_address_is_bare_looking_for_one_finds_nothing(text: str) -> None:
    assert trees(text, "") == trees(text, LOOKING)


@settings(max_examples=300, deadline=None)
@given(some.lists(some.sampled_from(PIECES), min_size=2, max_size=14).map("".join))
def test_no_mixture_of_signs_hides_an_address(text: str) -> None:
    assert trees(text, "") == trees(text, LOOKING)
