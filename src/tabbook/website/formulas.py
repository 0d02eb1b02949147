"""The formulas of all pages go in, MathML without inline styles comes out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from tabbook import pandoc
from tabbook.document import Node
from tabbook.document.tree import walk
from tabbook.website.facts import Needs

Key = tuple[str, bool]
"""TeX, and whether it is displayed."""

_STYLED_TAG = re.compile(
    r"""
    <(?P<name>[a-z]+) (?P<before>[^>]*?)
    \ style="(?P<style>[^"]*)"
    (?P<after>[^>]*)>
    """,
    re.VERBOSE,
)
_CLASS = re.compile(r' class="([^"]*)"')


def key_of(node: Node) -> Key:
    """The key of a `Math` node."""
    return node["c"][1], node["c"][0]["t"] == "DisplayMath"


def typeset(nodes: Sequence[Node], needs: Needs, cache: Path) -> dict[Key, str | None]:
    """MathML for each formula that stands in `nodes`, `None` for a refused one; its styles become `needs`."""
    keys = list(dict.fromkeys(key_of(node) for node in walk(nodes) if node["t"] == "Math"))
    results = pandoc.mathml(keys, cache)
    return {
        key: None if result is None else _STYLED_TAG.sub(lambda tag: _classed(tag, needs), result)
        for key, result in zip(keys, results, strict=True)
    }


def _classed(tag: re.Match[str], needs: Needs) -> str:
    """A tag whose style is said by a class."""
    style = tag["style"].replace("&quot;", '"').strip()
    name = "m" + hashlib.sha256(style.encode()).hexdigest()[:6]
    needs.styles[name] = style
    others = tag["before"] + tag["after"]
    found = _CLASS.search(others)
    classes = f"{found[1]} {name}" if found else name
    return f'<{tag["name"]}{_CLASS.sub("", others)} class="{classes}">'
