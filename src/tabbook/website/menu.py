"""A book's contents, written once for all its pages, in; what one page shows of them out.

Written for each page anew, the contents of a long book would take most of the time a site takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from tabbook.website.navigation import Entry

if TYPE_CHECKING:
    from jinja2 import Environment

_HERE = "\x02"
"""Stands before each address until it is known how deep the page lies."""


def write(environment: Environment, contents: Sequence[Entry]) -> str:
    """The contents as HTML; addresses in `contents` begin at the language's folder."""
    return environment.get_template("menu.html").render(contents=contents, here=_HERE)


def shown(menu: str, address: str, above: Sequence[str]) -> Markup:
    """The menu on the page at `address`, marked and opened where that page stands.

    `above` are the addresses of the pages above it; both begin at the language's folder.
    """
    for parent in (*above, address):
        menu = menu.replace(
            f'<details><summary><a href="{_HERE}{parent}"', f'<details open><summary><a href="{_HERE}{parent}"'
        )
    here = f'<a href="{_HERE}{address}"'
    menu = menu.replace(here, f'{here} aria-current="page"', 1)
    return Markup(menu.replace(_HERE, "../" * address.count("/")))
