"""Units of a page in, each as HTML out: prose as the site shows it, references and marks under their own names.

A reference has no number here, for the book around is not read: what a translator has to keep is its name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import PurePosixPath
from urllib.parse import quote

from tabbook import pandoc, prose, source
from tabbook.config import Config
from tabbook.document import Book, Code, Listing, Node, Page
from tabbook.document.formulas import Key, key_of, keys_in
from tabbook.document.tree import attributes_of, plain_text, raw, rewrite, with_attributes
from tabbook.translation.units import Unit
from tabbook.website import cells
from tabbook.website.formulas import typeset

PICTURES = "/-/desk/file/"
"""Where the pictures of the book are asked for."""
_LONGEST = 20_000
"""Letters of a unit above which it is shown as it is written."""
_MOST = 20_000
"""Units that are remembered."""
_STYLE = re.compile(r'(<[a-z][^<>]*?) style="[^"]*"')
_RULE = re.compile(r"[|:\-\s]+")
_OPEN = ("http://", "https://", "mailto:")


class Renderer:
    """Remembers what it has rendered: from one save to the next a page hardly changes."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, str], str] = {}

    def render(self, units: Sequence[Unit], file: str, language: str, config: Config) -> list[str]:
        """The HTML of each unit of the page `file`."""
        names = [(file if "](" in unit.text else language, unit.kind, unit.text) for unit in units]
        if len(self._known) > _MOST:
            self._known.clear()
        new = {name: unit for name, unit in zip(names, units, strict=True) if name not in self._known}
        written = {name: unit for name, unit in new.items() if _is_written(unit)}
        self._known |= {name: _alone(unit) for name, unit in new.items() if name not in written}
        texts = _of_prose(list(written.values()), file, language, config) if written else []
        self._known |= zip(written, texts, strict=True)
        return [self._known[name] for name in names]


def _is_written(unit: Unit) -> bool:
    """Whether pandoc reads it."""
    is_rule = unit.kind == "row" and _RULE.fullmatch(unit.text)
    return (unit.is_prose or unit.kind == "formula") and not is_rule and len(unit.text) <= _LONGEST


def _alone(unit: Unit) -> str:
    """What is no prose, and what is too long to be read."""
    block = unit.block
    if isinstance(block, Code):
        head = "".join(f'<span class="name">{escape(name)}</span>' for name in block.frameworks)
        return (f'<p class="names">{head}</p>' if head else "") + cells.listing(block.source, block.language)
    if isinstance(block, Listing):
        return cells.listing(block.source, (block.info.split() or [""])[0])
    if unit.kind in ("mark", "tab", "row"):
        return f'<p class="names"><code>{escape(unit.text)}</code></p>'
    return cells.listing(unit.text[:_LONGEST] + ("…" if len(unit.text) > _LONGEST else ""), "")


def _of_prose(units: Sequence[Unit], file: str, language: str, config: Config) -> list[str]:
    """Each unit read as a page of its own, all by one call of pandoc."""
    cache = config.build_folder / "pandoc"
    folder = f"{PurePosixPath(file).parent}"
    parsed = [source.parse(_text(unit), file, config.frameworks)[0] for unit in units]
    pages = [Page(f"{number}", file, language, blocks) for number, blocks in enumerate(parsed)]
    trees = [page.tree.blocks if page.tree else () for page in prose.parse(Book(language, tuple(pages)), cache).pages]
    formulas = typeset(keys_in([node for tree in trees for node in tree]), cache).mathml

    def change(node: Node) -> Node | list[Node] | None:
        return _shown(node, formulas, folder)

    shown = [rewrite(list(tree), change) for tree in trees]
    try:
        return [_STYLE.sub(r"\1", html) for html in pandoc.write(shown, "html", cache)]
    except pandoc.PandocError:
        return [cells.listing(unit.text, "") for unit in units]


def _text(unit: Unit) -> str:
    """The unit as it can stand alone."""
    if unit.kind == "caption":
        return unit.text.removeprefix(":").strip()
    if unit.kind == "row":
        return f"{unit.text}\n{'|---' * max(1, unit.columns - 1)}|"
    return unit.text


def _shown(node: Node, formulas: Mapping[Key, str | None], folder: str) -> Node | list[Node]:
    kind = node["t"]
    match kind:
        case "Math":
            source = node["c"][1]
            mathml = formulas.get(key_of(node)) or f'<code class="refused">{escape(source)}</code>'
            return raw("html", f'<span class="scroll">{mathml}</span>', is_block=False)
        case "CodeBlock":
            return raw("html", cells.listing(node["c"][1], ""))
        case "Image":
            return _picture(node, folder)
        case "Link":
            target = node["c"][2][0]
            return (
                {"t": "Link", "c": [["", [], []], node["c"][1], [target, ""]]}
                if target.startswith(_OPEN)
                else ({"t": "Span", "c": [["", ["link"], []], node["c"][1]]})
            )
        case "Header":
            level, _, inlines = node["c"]
            opening = raw("html", f'<p class="heading level-{level}">', is_block=False)
            return {"t": "Plain", "c": [opening, *inlines, raw("html", "</p>", is_block=False)]}
        case "Span" | "Div":
            return _span(node)
        case "Note":
            return []
    return with_attributes(node, "", (), {}) if kind in ("Code", "Table", "Figure") else node


def _span(node: Node) -> Node | list[Node]:
    """A reference or a mark under its name; of any other only what stands in it."""
    _, classes, pairs = attributes_of(node)
    if classes[:1] in (("role",), ("mark",)):
        name, value = escape(pairs.get("name", "")), escape(pairs.get("value", ""))
        html = f'<span class="name" title=":{name}:">{value}</span>'
        return raw("html", html, is_block=False)
    if classes[:1] == ("formula",):
        return with_attributes(node, "", ("formula",), {})
    inside: list[Node] = node["c"][1]
    return inside


def _picture(node: Node, folder: str) -> Node:
    """A picture of the book; one from elsewhere is only named, for the desk asks no other host."""
    target, words = node["c"][2][0], plain_text(node["c"][1]).strip()
    if "://" in target or target.startswith(("/", "../")):
        return raw("html", f'<span class="link">{escape(target)}</span>', is_block=False)
    html = f'<img src="{PICTURES}{escape(quote(target))}" alt="{escape(words)}">'
    return raw("html", html, is_block=False)
