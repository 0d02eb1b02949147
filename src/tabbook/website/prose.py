"""Blocks of a page's prose go in; the same with links, pictures, formulas and listings as the site shows them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from tabbook.document import Node, Page
from tabbook.document.formulas import key_of
from tabbook.document.page_links import is_page_link, path_and_anchor
from tabbook.document.tree import (
    WITH_ATTRIBUTES,
    attributes_of,
    div,
    has_class,
    identifier_of,
    link,
    plain_text,
    raw,
    rewrite,
    span,
    text,
    walk,
    with_attributes,
)
from tabbook.files import file_in
from tabbook.prose.together import tied
from tabbook.website import outputs, pictures
from tabbook.website.addresses import page_address, relative
from tabbook.website.cells import listing
from tabbook.website.descriptions import said
from tabbook.website.facts import Facts, Needs
from tabbook.website.last_lines import ended, is_broken_anywhere
from tabbook.website.words import words_of

_ALIGNMENTS = {"AlignLeft": "left", "AlignRight": "right", "AlignCenter": "center"}
_CHANGED = WITH_ATTRIBUTES | {"Math", "Note", "Para", "Plain"}
"""Types of nodes that may be shown otherwise; most others are words."""
_RAW = frozenset({"RawBlock", "RawInline"})
_TAG = re.compile(r"<[^>]*>")
_IDENTIFIER = re.compile(r'(?P<before><[a-z][^<>]*? id=")(?P<identifier>[^"]+)')
_LONG = 28
"""Letters of a formula in a line of text that may be too wide for a phone."""


class Writing:
    """Rewrites the prose of one page, and keeps its notes for the end."""

    def __init__(self, page: Page, facts: Facts, needs: Needs) -> None:
        self.page, self.facts, self.needs = page, facts, needs
        self.words = words_of(page.text_language)
        self.address = page_address(facts.config, page.language, page.path)
        self.notes: dict[str, Sequence[Node]] = {}
        self.signs: Counter[str] = Counter()
        """How often each note's number stands in the text so far; panels of a group count as one text."""

    def written(self, blocks: Sequence[Node]) -> list[Node]:
        """`blocks` as the site shows them."""
        described = rewrite(list(blocks), _described, {"Image"})
        result: list[Node] = tied(rewrite(described, self.change, _CHANGED), self.page.text_language)
        return result

    def change(self, node: Node) -> Node | list[Node] | None:
        match node["t"]:
            case "Link":
                return self.link(node)
            case "Image":
                return self.image(node)
            case "Math":
                return self.formula(node)
            case "Span" if has_class(node, "formula"):
                return _numbered_formula(node)
            case "Header":
                return self.header(node)
            case "Code":
                return with_attributes(node, classes=())
            case "CodeBlock":
                classes = attributes_of(node)[1]
                return raw("html", listing(node["c"][1], classes[0] if classes else ""))
            case "Table":
                return div([_without_styles(with_attributes(node, pairs={}))], classes=["wide"])
            case "Figure":
                return with_attributes(node, pairs={})
            case "Div" if has_class(node, "raw-html"):
                return raw("html", outputs.html_of_page(node["c"][1][0]["c"][1], self.words, self.keep))
            case "Note":
                return self.note(node)
            case "Para" | "Plain" if is_broken_anywhere(self.page.text_language):
                return ended(node)
        return node

    # -----------------------------------------------------------------------------------------------------------------

    def header(self, node: Node) -> Node:
        """A heading with its number and a link to itself."""
        level, (identifier, classes, pairs), inlines = node["c"]
        number = dict(pairs).get("number", "")
        shown = [span(text(number), classes=["number"]), {"t": "Space"}, *inlines] if number else list(inlines)
        if identifier and level > 1:
            name = escape(f"{self.words['heading_link']}: {said(plain_text(node['c'][2]))}")
            sign = f'<a class="here" href="#{escape(identifier)}" aria-label="{name}"></a>'
            shown.append(raw("html", sign, is_block=False))
        return {"t": "Header", "c": [level, [identifier, classes, []], shown]}

    def link(self, node: Node) -> Node:
        target: str = node["c"][2][0]
        if is_page_link(target):
            return self.retarget(node, self.inside_address(*path_and_anchor(target)))
        if target.startswith("#") or ":" in target.split("/")[0]:
            return node
        file = file_in(self.facts.config.root, target.split("#")[0])
        if file:
            self.needs.files[target.split("#")[0]] = file
            return self.retarget(node, relative(target, self.address))
        cure = "write the path from the book's folder, or a whole address"
        self.needs.report("W05", self.page.place_of(target), f"there is no file `{target}`", cure, is_error=False)
        return node

    def retarget(self, node: Node, target: str) -> Node:
        return {"t": "Link", "c": [node["c"][0], node["c"][1], [target, node["c"][2][1]]]}

    def inside_address(self, path: str, anchor: str) -> str:
        """The address of an anchor of the book; in the source language where a translation lacks the page."""
        languages = (self.page.language, self.facts.config.source_language)
        language = next((name for name in languages if (name, path) in self.facts.anchors), None)
        if language is None:
            place = self.page.place_of(path.rpartition("/")[2])
            self.needs.report(
                "W03", place, f"the book has no page `{path}`", "mend the link, or write the page", is_error=False
            )
            return f"#{anchor}"
        if anchor and anchor not in self.facts.anchors[language, path]:
            what = f"page `{path}` has no anchor `{anchor}`"
            self.needs.report("W04", self.page.place_of(anchor), what, "mend the part after the #", is_error=False)
        if (language, path) == (self.page.language, self.page.path) and anchor:
            return f"#{anchor}"
        there = relative(page_address(self.facts.config, language, path), self.address)
        return f"{there}#{anchor}" if anchor else there

    # -----------------------------------------------------------------------------------------------------------------

    def image(self, node: Node) -> Node | list[Node]:
        """An `img`; a picture of another host becomes a link, for the site asks nobody."""
        (identifier, _, pairs), _, (target, _) = node["c"]
        alt = dict(pairs).get("alt") or self.words["figure"]
        if "://" in target:
            what, cure = f"a picture of another host, `{target}`", "copy it into the book's folder"
            self.needs.report("W06", self.page.place_of(target), what, cure, is_error=False)
            return link(text(alt), target)
        file = file_in(self.facts.config.root, target)
        if not file:
            cure = "add the file, or mend the path"
            place = self.page.place_of(target.rpartition("/")[2])
            self.needs.report("W02", place, f"there is no picture `{target}`", cure, is_error=False)
            return text(alt)
        name = pictures.name_of(file)
        self.needs.files[name] = file
        attributes = {"id": identifier} if identifier else {}
        attributes |= pictures.shown_size(pictures.size_of(file.read_bytes()), dict(pairs))
        if share := pictures.percentage(dict(pairs).get("width", "")):
            attributes["class"] = f"width-{share}"
            self.needs.styles[f"width-{share}"] = f"width:{share}%"
        return raw("html", pictures.element(relative(name, self.address), alt, attributes), is_block=False)

    def keep(self, name: str, content: bytes) -> str:
        self.needs.files[name] = content
        return relative(name, self.address)

    def formula(self, node: Node) -> Node:
        mathml = self.facts.formulas[key_of(node)]
        if mathml is None:
            source = node["c"][1]
            what = f"a formula that cannot be typeset: `{source.strip()}`"
            cure = "write it with LaTeX commands that math-core or pandoc knows"
            self.needs.report("W01", self.page.place_of(source), what, cure, is_error=False)
            mathml = f'<code class="refused">{escape(source)}</code>'
        elif node["c"][0]["t"] == "InlineMath" and len(_TAG.sub("", mathml)) > _LONG:
            mathml = f'<span class="long">{mathml}</span>'
        return raw("html", mathml, is_block=False)

    def note(self, node: Node) -> Node:
        """The number of a footnote, linked to its text at the end of the page."""
        key = json.dumps(node["c"], sort_keys=True)
        self.notes.setdefault(key, node["c"])
        number = list(self.notes).index(key) + 1
        self.signs[key] += 1
        anchor = _anchor_of_sign(number, self.signs[key])
        opening = f'<a class="note" id="{anchor}" href="#note-{number}" role="doc-noteref">'
        # A word joiner keeps the sign on the line of the word before it.
        sign = f"\u2060<sup>{opening}{number}</a></sup>"
        return raw("html", sign, is_block=False)

    def notes_list(self) -> list[Node]:
        """The texts of the footnotes."""
        if not self.notes:
            return []
        items = [
            [div(_ending_in(blocks, self.ways_back(number, key)), identifier=f"note-{number}", classes=["note-text"])]
            for number, (key, blocks) in enumerate(self.notes.items(), 1)
        ]
        listed: Node = {"t": "OrderedList", "c": [[1, {"t": "DefaultStyle"}, {"t": "DefaultDelim"}], items]}
        name = escape(self.words["notes"])
        return [raw("html", f'<section class="notes" aria-label="{name}">'), listed, raw("html", "</section>")]

    def ways_back(self, number: int, key: str) -> str:
        """A link to each place in the text that has the note."""
        back = escape(self.words["back"])
        links = (
            f'<a class="back" href="#{_anchor_of_sign(number, count)}" aria-label="{back}{f" {count}" * (count > 1)}">'
            f"↩{f'<sup>{count}</sup>' * (count > 1)}</a>"
            for count in range(1, self.signs[key] + 1)
        )
        return " ".join(links)


def _anchor_of_sign(number: int, count: int) -> str:
    return f"note-{number}-from" if count == 1 else f"note-{number}-from-{count}"


def _ending_in(blocks: Sequence[Node], html: str) -> list[Node]:
    """`blocks` with `html` at the end of the last paragraph."""
    if blocks and blocks[-1]["t"] in ("Para", "Plain"):
        last = blocks[-1]
        return [*blocks[:-1], {"t": last["t"], "c": [*last["c"], raw("html", " " + html, is_block=False)]}]
    return [*blocks, raw("html", html)]


def _described(image: Node) -> Node:
    """A picture with its caption as words, read before formulas become HTML."""
    return with_attributes(image, pairs={**attributes_of(image)[2], "alt": said(plain_text(image["c"][1]))})


def _numbered_formula(node: Node) -> Node:
    """A display formula in a box of its own, its number beside it."""
    identifier, _, pairs = attributes_of(node)
    parts = [span(node["c"][1], classes=["scroll"])]
    if number := pairs.get("number"):
        sign = text(f"({number})")
        linked = [link(sign, f"#{identifier}")] if identifier else sign
        parts.append(span(linked, classes=["equation-number"]))
    return span(parts, identifier=identifier, classes=["formula"])


def _without_styles(table: Node) -> Node:
    """A table whose columns are aligned by classes, and as wide as they need."""
    attributes, caption, columns, head, bodies, foot = table["c"]
    alignments = [_ALIGNMENTS.get(column[0]["t"], "") for column in columns]

    def rows(given: list[Any]) -> list[Any]:
        return [[row[0], [cell(cells, index) for index, cells in enumerate(row[1])]] for row in given]

    def cell(given: list[Any], column: int) -> list[Any]:
        (identifier, classes, pairs), own, *rest = given
        name = _ALIGNMENTS.get(own["t"], "") or alignments[min(column, len(alignments) - 1)]
        return [[identifier, [*classes, *([name] if name else [])], pairs], {"t": "AlignDefault"}, *rest]

    plain = [[{"t": "AlignDefault"}, {"t": "ColWidthDefault"}] for _ in columns]
    body = [[body[0], body[1], rows(body[2]), rows(body[3])] for body in bodies]
    new = [attributes, caption, plain, [head[0], rows(head[1])], body, [foot[0], rows(foot[1])]]
    return {"t": "Table", "c": new}


def with_own_anchors(blocks: list[Node], framework: str, taken: set[str]) -> list[Node]:
    """`blocks` whose identifiers, where another panel has them already, end in the framework's name."""
    own: set[str] = set()

    def named(identifier: str) -> str:
        own.add(identifier)
        return f"{identifier}--{framework}" if identifier in taken else identifier

    def change(node: Node) -> Node:
        if node["t"] in _RAW:
            html = _IDENTIFIER.sub(lambda match: match["before"] + named(match["identifier"]), node["c"][1])
            return {"t": node["t"], "c": [node["c"][0], html]}
        identifier = identifier_of(node)
        return with_attributes(node, identifier=named(identifier)) if identifier else node

    result: list[Node] = rewrite(blocks, change, WITH_ATTRIBUTES | _RAW)
    taken |= own
    return result


def anchors_of(blocks: Iterable[Node]) -> frozenset[str]:
    """Every identifier that a link may point to."""
    return frozenset(filter(None, map(identifier_of, walk(list(blocks), *WITH_ATTRIBUTES))))
