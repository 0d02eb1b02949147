"""Blocks of a page's prose go in; the same, with what an EPUB shows in its own way, comes out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tabbook.config import Config
from tabbook.document import Book, Node, Page
from tabbook.document.formulas import Key, key_of
from tabbook.document.tree import attributes_of, div, has_class, link, plain_text, raw, rewrite, span, text
from tabbook.document.tree import with_attributes as replaced
from tabbook.edition import words_of
from tabbook.edition.inline_code import is_narrow, narrowed, pieces_of
from tabbook.edition.links import Goal, address_of, goal_of, lacking, number_of
from tabbook.edition.outputs import name_of
from tabbook.edition.pictures import missing, read
from tabbook.epub import pictures
from tabbook.errors import Place, Problem
from tabbook.prose.together import tied

_SIZE = re.compile(r"\d+(?:\.\d+)?(?:px|em|ex|cm|mm|in|pt|pc|%)?")
_NO_NAME = re.compile(r"[^\w.-]")
_KEPT_CLASSES = frozenset(("number", "toc", "references"))
_TAG = re.compile(r"<[^>]*>")
_LONG = 28
"""Letters of a formula in a line of text that may be too wide for a small screen."""


@dataclass(slots=True)
class Facts:
    """What every page of one EPUB may look up, and what the pages ask for."""

    book: Book
    config: Config
    formulas: Mapping[Key, str | None]
    """MathML by TeX and whether it is displayed; `None` for a refused one."""
    present: frozenset[Goal]
    """Everything that a link may point to."""
    titles: Mapping[str, str]
    """The anchor of each page's title: it is the page itself."""
    files: dict[str, bytes] = field(default_factory=dict)
    """Pictures by their name beside the text."""
    problems: list[Problem] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    """Identifiers that the book has already."""

    def identifier(self, path: str, anchor: str) -> str:
        """The name of an anchor in the whole book; that of a page is its number."""
        number = number_of(path, self.book)
        if not anchor or anchor == self.titles.get(path):
            return f"p{number}"
        return f"p{number}-" + _NO_NAME.sub(lambda sign: f".{ord(sign[0]):x}.", anchor)


class Writing:
    """Rewrites the prose of one page for one EPUB."""

    def __init__(self, page: Page, facts: Facts) -> None:
        self.page, self.facts = page, facts
        self.words = words_of(page.language)
        self.level = 0

    def report(self, code: str, place: Place, what: str, cure: str) -> None:
        self.facts.problems.append(Problem(code, place, what, cure, "warning"))

    def written(self, blocks: Sequence[Node]) -> list[Node]:
        changed: list[Node] = tied(
            rewrite(rewrite(list(blocks), narrowed, ("Table",)), self.change), self.page.text_language
        )
        return changed

    def change(self, node: Node) -> Node | list[Node] | None:
        match node["t"]:
            case "Header":
                return self.header(node)
            case "Figure" | "Table":
                return self.captioned(node)
            case "Div":
                return self.division(node)
            case "Span" if has_class(node, "formula"):
                return self.numbered_formula(node)
            case "Span":
                return self.bare(node)
            case "Link":
                return self.link(node)
            case "Image":
                return self.image(node)
            case "Math":
                return self.formula(node)
            case "Code":
                return in_line(node)
            case "CodeBlock":
                return code(node["c"][1], *attributes_of(node)[1][:1])
            case "RawBlock" | "RawInline":
                return []
        return node

    # -----------------------------------------------------------------------------------------------------------------

    def named(self, anchor: str) -> str:
        """The identifier of an anchor of this page; none where the book has it already."""
        name = self.facts.identifier(self.page.path, anchor) if anchor else ""
        if name in self.facts.taken:
            return ""
        self.facts.taken |= {name} if name else set()
        return name

    def bare(self, node: Node) -> Node:
        """A node with its name, its language, and the classes that the style sheet knows."""
        identifier, classes, pairs = attributes_of(node)
        language = {"lang": pairs["lang"]} if pairs.get("lang") else {}
        return replaced(node, self.named(identifier), [name for name in classes if name in _KEPT_CLASSES], language)

    def header(self, node: Node) -> Node:
        """A heading; the page's title begins a file, and a level that the author skipped is closed up."""
        level, (identifier, _, pairs), inlines = node["c"]
        number = dict(pairs).get("number", "")
        is_title = identifier == self.facts.titles.get(self.page.path) and not self.level
        self.level = 1 if is_title else max(2, min(level, self.level + 1))
        shown = [span(text(number), classes=["number"]), {"t": "Space"}, *inlines] if number else list(inlines)
        language = [["lang", self.page.original]] if is_title and self.page.original else []
        return {"t": "Header", "c": [self.level, [self.named(identifier), [], language], shown]}

    def captioned(self, node: Node) -> Node:
        """A figure or a table; columns are as wide as they need."""
        node = replaced(node, self.named(attributes_of(node)[0]), (), {})
        if node["t"] == "Figure":
            return node
        columns = [[alignment, {"t": "ColWidthDefault"}] for alignment, _ in node["c"][2]]
        return div([{"t": "Table", "c": [*node["c"][:2], columns, *node["c"][3:]]}], classes=["wide"])

    def division(self, node: Node) -> Node | list[Node]:
        """The contents of the whole book stand before it, those of a chapter in the chapter."""
        if has_class(node, "toc") and self.page is self.facts.book.pages[0]:
            return []
        return self.bare(node)

    # -----------------------------------------------------------------------------------------------------------------

    def formula(self, node: Node) -> Node:
        source, is_display = key = key_of(node)
        mathml = self.facts.formulas[key]
        if mathml is not None:
            room = "wide" if is_display else "long" if len(_TAG.sub("", mathml)) > _LONG else ""
            return raw("html", f'<span class="{room}">{mathml}</span>' if room else mathml, is_block=False)
        what = f"a formula that cannot be typeset: `{source.strip()}`"
        cure = "write it with LaTeX commands that math-core or pandoc knows"
        self.report("E01", self.page.place_of(source), what, cure)
        return {"t": "Code", "c": [["", [], []], source]}

    def numbered_formula(self, node: Node) -> Node:
        identifier, _, pairs = attributes_of(node)
        parts = list(node["c"][1])
        if number := pairs.get("number", ""):
            parts += [{"t": "Space"}, span(text(f"({number})"), classes=["equation-number"])]
        return span(parts, self.named(identifier), ["formula"])

    def link(self, node: Node) -> Node | list[Node]:
        """A link that leads somewhere; the words alone where this EPUB lacks what it points to."""
        _, words, (target, _) = node["c"]
        if goal := goal_of(target, self.page):
            if goal in self.facts.present:
                return link(words, f"#{self.facts.identifier(*goal)}")
            self.facts.problems.append(lacking("E03", goal, self.page, "EPUB"))
            return list(words)
        address = address_of(target)
        return link(words, address) if address else list(words)

    def image(self, node: Node) -> Node | list[Node]:
        (identifier, _, pairs), words, (target, _) = node["c"]
        alt = plain_text(words).strip() or self.words["figure"]
        place = self.page.place_of(target.rpartition("/")[2])
        content = read(self.facts.config.root, target)
        if content is None:
            self.facts.problems.append(missing("E02", target, place))
            return text(alt)
        if (drawable := pictures.readied(content)) is None:
            self.report("E02", place, f"a picture that cannot be drawn: `{target}`", "save it anew")
            return text(alt)
        sizes = {side: size for side, size in pairs if side in ("width", "height") and _SIZE.fullmatch(size)}
        return picture(self.keep(*drawable), alt, self.named(identifier), sizes)

    def keep(self, ending: str, content: bytes) -> str:
        """Take a picture into the book; gives its name beside the text."""
        name = name_of(ending, content)
        self.facts.files[name] = content
        return name


def code(source: str, language: str = "") -> Node:
    """Code on a ground of its own."""
    shown: Node = {"t": "CodeBlock", "c": [["", [language] if re.fullmatch(r"[\w+-]+", language) else [], []], source]}
    return div([shown], classes=["listing"])


def in_line(code: Node) -> list[Node]:
    """Code in a line of text; in a table with places where the line may end."""
    shown: list[Node] = []
    for piece in pieces_of(code) if is_narrow(code) else [code["c"][1]]:
        shown += [raw("html", "<wbr/>", is_block=False)] if shown else []
        shown.append({"t": "Code", "c": [["", [], []], piece]})
    return shown


def picture(name: str, alt: str, identifier: str = "", sizes: Mapping[str, str] | None = None) -> Node:
    attributes = [identifier, [], [list(pair) for pair in (sizes or {}).items()]]
    return {"t": "Image", "c": [attributes, text(alt), [name, ""]]}
