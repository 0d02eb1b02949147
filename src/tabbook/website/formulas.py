"""The formulas of all pages go in, MathML without inline styles comes out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tabbook import pandoc
from tabbook.document.formulas import Key
from tabbook.kept import Kept, ask_all

_STYLED_TAG = re.compile(
    r"""
    <(?P<name>[a-z]+) (?P<before>[^>]*?)
    \ style="(?P<style>[^"]*)"
    (?P<after>[^>]*)>
    """,
    re.VERBOSE,
)
_CLASS = re.compile(r' class="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Typeset:
    """Formulas as the site shows them."""

    mathml: Mapping[Key, str | None]
    """`None` for a refused one."""
    styles: Mapping[str, str]
    """Declarations by the class that stands for them."""


def typeset(keys: Sequence[Key], cache: Path, kept: Kept | None = None) -> Typeset:
    """MathML for each formula, its styles said by classes."""
    results = ask_all(kept, "mathml", lambda new: _typeset(new, cache), {key: key for key in keys})
    styles = {name: style for _, own in results for name, style in own.items()}
    return Typeset({key: mathml for key, (mathml, _) in zip(keys, results, strict=True)}, styles)


def _typeset(keys: Sequence[Key], cache: Path) -> list[tuple[str | None, dict[str, str]]]:
    """MathML and styles of each formula."""
    return [_without_styles(result) for result in pandoc.mathml(keys, cache)]


def _without_styles(mathml: str | None) -> tuple[str | None, dict[str, str]]:
    styles: dict[str, str] = {}
    return mathml and _STYLED_TAG.sub(lambda tag: _classed(tag, styles), mathml), styles


def _classed(tag: re.Match[str], styles: dict[str, str]) -> str:
    """A tag whose style is said by a class, which becomes one of `styles`."""
    style = tag["style"].replace("&quot;", '"').strip()
    name = "m" + hashlib.sha256(style.encode()).hexdigest()[:6]
    styles[name] = style
    others = tag["before"] + tag["after"]
    found = _CLASS.search(others)
    classes = f"{found[1]} {name}" if found else name
    return f'<{tag["name"]}{_CLASS.sub("", others)} class="{classes}">'
