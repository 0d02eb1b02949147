"""Blocks of a page's prose go in; the same, with what pandoc cannot know written in Typst, comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tabbook.config import Config
from tabbook.document import Book, Node, Page
from tabbook.document.formulas import Key, key_of
from tabbook.document.tree import attributes_of, has_class, in_words, plain_text, raw, rewrite, text, with_attributes
from tabbook.edition import equations, pictures, words_of
from tabbook.edition.headings import without_notes
from tabbook.edition.inline_code import is_narrow, narrowed, pieces_of
from tabbook.edition.links import Goal, address_of, goal_of, lacking, number_of
from tabbook.errors import Problem
from tabbook.pdf import cells
from tabbook.pdf.leads import led
from tabbook.pdf.lengths import lengths
from tabbook.pdf.together import WORD_JOINER, aired, tied
from tabbook.pdf.words import quoted

_WIDE = 120
"""Letters of a displayed formula in Typst that may be wider than the line."""


@dataclass(slots=True)
class Facts:
    """What every page of one PDF may look up, and what the pages ask for."""

    book: Book
    config: Config
    formulas: Mapping[Key, str | None]
    """Typst by TeX and whether it is displayed; `None` for a refused one."""
    present: frozenset[Goal]
    """Everything that a link may point to."""
    files: dict[str, bytes] = field(default_factory=dict)
    """Pictures by their name beside the text."""
    problems: list[Problem] = field(default_factory=list)

    def label(self, path: str, anchor: str) -> str:
        """The name of an anchor in the whole book; that of a page is its number."""
        number = number_of(path, self.book)
        return f"p{number}:{anchor}" if anchor else f"p{number}"


class Writing:
    """Rewrites the prose of one page for one PDF."""

    def __init__(self, page: Page, facts: Facts, depth: int) -> None:
        self.page, self.facts, self.depth = page, facts, depth
        self.words = words_of(page.language)
        self.level = depth
        self.has_title = False

    def written(self, blocks: Sequence[Node]) -> list[Node]:
        together = equations.held(list(blocks), {"t": "Str", "c": WORD_JOINER})
        changed: list[Node] = rewrite(rewrite(together, narrowed, ("Table",)), self.change)
        rules = {"ko": tied, "ja": aired}
        rule = rules.get(self.page.language.partition("-")[0])
        return led(rule(in_words(changed)) if rule else changed)

    def change(self, node: Node) -> Node | list[Node]:
        match node["t"]:
            case "Header":
                return self.header(node)
            case "Figure":
                return self.figure(node)
            case "Table":
                return self.table(node)
            case "Div":
                return self.division(node)
            case "Span" if has_class(node, "formula"):
                return self.numbered_formula(node)
            case "Span" if has_class(node, "number"):
                return [{"t": "Strong", "c": node["c"][1]}, inline("#h(0.35em)")]
            case "Span":
                return [*self.anchor(attributes_of(node)[0]), *node["c"][1]]
            case "Link":
                return self.link(node)
            case "Image":
                return self.image(node)
            case "Math":
                return self.formula(node)
            case "Code":
                pieces = ", ".join(map(quoted, pieces_of(node)))
                return inline(f"#code-words({pieces}{', narrow: true' if is_narrow(node) else ''})")
            case "CodeBlock":
                classes = attributes_of(node)[1]
                return raw("typst", cells.code(node["c"][1], classes[0] if classes else ""))
            case "Quoted":
                opening, closing = "“”" if node["c"][0]["t"] == "DoubleQuote" else "‘’"
                return [*text(opening), *node["c"][1], *text(closing)]
            case "RawBlock" | "RawInline":
                return []
        return node

    # -----------------------------------------------------------------------------------------------------------------

    def anchor(self, identifier: str) -> list[Node]:
        return [inline(f"#anchor({self.labelled(identifier)})")] if identifier else []

    def labelled(self, identifier: str) -> str:
        return quoted(self.facts.label(self.page.path, identifier))

    def header(self, node: Node) -> Node:
        """A heading at its depth in the book; a level that the author skipped is closed up."""
        level, (identifier, _, pairs), inlines = node["c"]
        number = dict(pairs).get("number", "")
        is_title = level == 1 and not self.has_title
        self.has_title = True
        self.level = min(self.depth + level - 1, self.level + 1)
        page = f", page: {quoted(self.facts.label(self.page.path, ''))}" if is_title else ""
        opening = f"#titled({self.level}, {quoted(number)}, {self.labelled(identifier)}{page})["
        return {"t": "Plain", "c": [inline(opening), *without_notes(inlines), inline("]")]}

    def figure(self, node: Node) -> list[Node]:
        (identifier, _, _), (_, caption), blocks = node["c"]
        named = self.labelled(identifier) if identifier else "none"
        opening, closing = raw("typst", f"#pictured({named})["), raw("typst", "]")
        return [opening, *blocks, raw("typst", "]["), *map(_as_plain, caption), closing]

    def table(self, node: Node) -> Node:
        identifier = attributes_of(node)[0]
        label = self.facts.label(self.page.path, identifier) if identifier else ""
        columns = [[alignment, {"t": "ColWidthDefault"}] for alignment, _ in node["c"][2]]
        node = {"t": "Table", "c": [*node["c"][:2], columns, *node["c"][3:]]}
        return with_attributes(node, label, (), {})

    def division(self, node: Node) -> list[Node]:
        identifier, classes, _ = attributes_of(node)
        blocks: list[Node] = [] if "toc" in classes else list(node["c"][1])
        if identifier and blocks and blocks[0]["t"] in ("Para", "Plain"):
            first = {"t": blocks[0]["t"], "c": [*self.anchor(identifier), *blocks[0]["c"]]}
            blocks = [first, *blocks[1:]]
        elif identifier and blocks:
            blocks = [{"t": "Plain", "c": self.anchor(identifier)}, *blocks]
        if "references" in classes:
            return [raw("typst", "#works["), *blocks, raw("typst", "]")]
        return blocks

    # -----------------------------------------------------------------------------------------------------------------

    def formula(self, node: Node) -> Node:
        source = node["c"][1].strip()
        typst = self.typst_of(node)
        wide = ", wide: true" if len(typst) > _WIDE and node["c"][0]["t"] == "DisplayMath" else ""
        return inline(f"#formula({quoted(source)}, {typst}{wide})")

    def typst_of(self, node: Node) -> str:
        """The formula in Typst; its TeX as code where it was refused."""
        source, is_display = key = key_of(node)
        typst = self.facts.formulas[key]
        if typst is not None:
            return f"$ {typst} $" if is_display else f"${typst}$"
        what = f"a formula that cannot be typeset: `{source.strip()}`"
        cure = "write it with LaTeX commands that pandoc and Typst know"
        self.facts.problems.append(Problem("D02", self.page.place_of(source), what, cure, "warning"))
        return f"raw({quoted(source)})"

    def numbered_formula(self, node: Node) -> list[Node]:
        """A display formula and its number; the formula stands in it as `formula` left it."""
        identifier, _, pairs = attributes_of(node)
        number = quoted(pairs.get("number", ""))
        label = f"label({self.labelled(identifier)})" if identifier else "none"
        inner = [
            inline(child["c"][1].replace("#formula(", f"#numbered({number}, {label}, ", 1))
            if child["t"] == "RawInline"
            else child
            for child in node["c"][1]
        ]
        return inner

    # -----------------------------------------------------------------------------------------------------------------

    def link(self, node: Node) -> Node | list[Node]:
        """A link that leads somewhere; the words alone where this PDF lacks what it points to."""
        _, words, (target, title) = node["c"]
        if goal := goal_of(target, self.page):
            if goal in self.facts.present:
                return [inline(f"#inside({quoted(self.facts.label(*goal))})["), *words, inline("]")]
            self.facts.problems.append(lacking("D04", goal, self.page, "PDF"))
            return list(words)
        address = address_of(target)
        return {"t": "Link", "c": [["", [], []], words, [address, title]]} if address else list(words)

    def image(self, node: Node) -> Node:
        (identifier, _, pairs), words, (target, _) = node["c"]
        alt = plain_text(words).strip() or self.words["figure"]
        content = pictures.read(self.facts.config.root, target)
        if content is None:
            place = self.page.place_of(target.rpartition("/")[2])
            self.facts.problems.append(pictures.missing("D05", target, place))
            return inline(f"#text[{quoted(alt)}]")
        name = pictures.name_of(target, content)
        self.facts.files[name] = content
        sizes = "".join(f", {side}: {length}" for side, length in lengths(dict(pairs)).items())
        where = f", anchor: {self.labelled(identifier)}" if identifier else ""
        return inline(f"#picture({quoted(name)}, alt: {quoted(alt)}{sizes}{where})")


def inline(source: str) -> Node:
    return raw("typst", source, is_block=False)


def _as_plain(block: Node) -> Node:
    return {"t": "Plain", "c": block["c"]} if block["t"] == "Para" else block
