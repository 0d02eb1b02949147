"""A page's blocks with marks of what is behind its original in, the blocks as readers see them out.

What is not translated is marked as text in the original's language; behind what is stale both versions of the original
can be opened, without a script.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from tabbook.document import Behind, Node, Page, Words
from tabbook.document.formulas import Key
from tabbook.document.tree import attributes_of, has_class, raw, rewrite, span, walk
from tabbook.website.words import words_of

Formulas = Mapping[Key, str | None]


def formulas_of(page: Page) -> Iterator[Key]:
    """The formulas of both versions of what is behind."""
    behind = page.standing.behind if page.standing else ()
    return ((words.text, False) for block in behind for words in block.words if words.kind == "formula")


def shown(page: Page, language: str, formulas: Formulas) -> list[Node]:
    """The blocks of `page`, whose original is in `language`."""
    blocks = list(page.tree.blocks if page.tree else ())
    if page.standing is None or page.original:
        return blocks
    return list(_Reading(page, page.standing.behind, language, formulas).blocks(blocks))


class _Reading:
    """The blocks of one page on their way to the reader."""

    def __init__(self, page: Page, behind: Sequence[Behind], language: str, formulas: Formulas) -> None:
        self.page, self.behind, self.language, self.formulas = page, behind, language, formulas

    def blocks(self, nodes: Sequence[Node]) -> Iterator[Node]:
        for node in nodes:
            match node["t"]:
                case "Div":
                    yield {"t": "Div", "c": [node["c"][0], list(self.blocks(node["c"][1]))]}
                case "BlockQuote":
                    yield {"t": "BlockQuote", "c": list(self.blocks(node["c"]))}
                case "BulletList":
                    yield {"t": "BulletList", "c": self.items(node["c"])}
                case "OrderedList":
                    yield {"t": "OrderedList", "c": [node["c"][0], self.items(node["c"][1])]}
                case _:
                    yield from self.block(node)

    def items(self, items: Sequence[Sequence[Node]]) -> list[list[Node]]:
        return [list(self.blocks(item)) for item in items]

    def block(self, node: Node) -> Iterator[Node]:
        """A block without its marks, and behind it what they tell."""
        numbers = list(dict.fromkeys(_numbers_in(node)))
        if not numbers:
            yield node
            return
        spoken: Node = rewrite([node], self.spoken, ("Para", "Plain", "Header", "Table"))[0]
        yield rewrite([spoken], lambda inner: [] if has_class(inner, "behind") else None, ("Span",))[0]
        for number in numbers:
            if self.behind[number].state == "stale":
                yield raw("html", told(self.behind[number], self.page.language, self.language, self.formulas))

    def spoken(self, node: Node) -> Node:
        """A node with the words that are not translated marked as what they are."""
        if node["t"] == "Table":
            return {"t": "Table", "c": _with_rows(node["c"], self.row)}
        inlines = node["c"][2] if node["t"] == "Header" else node["c"]
        if not self.is_left(inlines):
            return node
        inner = [span(inlines, lang=self.language)]
        return {"t": node["t"], "c": [*node["c"][:2], inner] if node["t"] == "Header" else inner}

    def row(self, row: list[Any]) -> list[Any]:
        identifier, classes, pairs = row[0]
        return [[identifier, classes, [*pairs, ["lang", self.language]]], row[1]] if self.is_left(row[1]) else row

    def is_left(self, value: Any) -> bool:
        return any(self.behind[number].state == "untranslated" for number in _numbers_in(value))


def _numbers_in(value: Any) -> Iterator[int]:
    return (int(attributes_of(node)[2]["behind"]) for node in walk(value, "Span") if has_class(node, "behind"))


def _with_rows(contents: list[Any], change: Any) -> list[Any]:
    """The contents of a table, each row of its bodies changed."""
    bodies = [[*body[:3], [change(row) for row in body[3]]] for body in contents[4]]
    return [*contents[:4], bodies, contents[5]]


# ---------------------------------------------------------------------------------------------------------------------


def told(behind: Behind, language: str, original: str, formulas: Formulas) -> str:
    """What opens behind a block that is stale: the original as it was translated, and as it is."""
    words = words_of(language)
    reason = words["behind_removed" if not behind.new else "behind_changed"]
    sides = (("old", words["behind_old"], behind.old), ("new", words["behind_new"], behind.new))
    shown = "".join(
        f'<dt lang="{language}">{escape(name)}</dt><dd>{side(behind, version, formulas)}</dd>'
        for version, name, text in sides
        if text
    )
    opened = f'<dl lang="{escape(original)}">{shown}</dl>'
    return f'<details class="behind"><summary>{escape(reason)}</summary>{opened}</details>'


def side(behind: Behind, version: str, formulas: Formulas) -> str:
    """One version of the original as HTML; what the other has not is marked."""
    parts = (_marked(words, formulas) for words in behind.words if words.change in ("", version))
    text = "".join(parts).strip()
    return text if behind.kind not in ("cell", "listing", "fence") else f"<pre>{text}</pre>"


def _marked(words: Words, formulas: Formulas) -> str:
    match words.kind:
        case "formula":
            html = formulas.get((words.text, False)) or f"<code>{escape(words.text)}</code>"
        case "code":
            html = f"<code>{escape(words.text)}</code>"
        case _:
            html = escape(words.text)
    element = {"old": "del", "new": "ins"}.get(words.change)
    if not element or not html.strip():
        return html
    # A blank before a word is none of its own.
    bare = html.lstrip()
    return f"{html[: -len(bare)]}<{element}>{bare}</{element}>"
