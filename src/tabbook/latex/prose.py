"""Blocks of a page's prose go in; the same, with what pandoc cannot know written in LaTeX, comes out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tabbook import pandoc
from tabbook.document import Node
from tabbook.document.tree import attributes_of, has_class, plain_text, raw, rewrite, text
from tabbook.edition import Section, equations
from tabbook.edition.headings import without_notes
from tabbook.edition.inline_code import narrowed, pieces_of
from tabbook.edition.links import Goal, address_of, goal_of, lacking
from tabbook.latex.drawings import Drawings

LEVELS = ("chapter", "section", "subsection", "subsubsection", "paragraph")
_LENGTH = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>px|pt|cm|mm|in|em|%)?")
_SPECIAL = {
    **dict.fromkeys("{}$&#%_", r"\{}"),
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_UNSAFE = re.compile(r"[^\w./-]")
"""What may not stand in the path of a label: some signs LaTeX reads, and `+` and `:` are ours."""


def escaped(words: str) -> str:
    """Plain words as LaTeX reads them."""
    return "".join(_SPECIAL.get(letter, letter).format(letter) if letter in _SPECIAL else letter for letter in words)


class Writing:
    """Rewrites the prose of one page for one LaTeX file."""

    def __init__(self, section: Section, depth: int, drawings: Drawings, present: frozenset[Goal]) -> None:
        self.page, self.depth, self.drawings = section.page, depth, drawings
        self.present = present
        self.note = section.note
        self.has_title = False

    def written(self, blocks: Sequence[Node]) -> list[Node]:
        together = equations.held(_with_room(blocks), inline(r"\nobreak{}"))
        changed: list[Node] = rewrite(rewrite(together, narrowed, ("Table",)), self.change)
        return changed

    def change(self, node: Node) -> Node | list[Node] | None:
        match node["t"]:
            case "Header":
                return self.header(node)
            case "Figure":
                return self.figure(node)
            case "Table":
                return self.table(node)
            case "Div":
                return [] if has_class(node, "toc") else [*anchor(self.page.path, node), *node["c"][1]]
            case "Span" if has_class(node, "formula"):
                return self.formula(node)
            case "Span":
                return [*anchor(self.page.path, node, is_block=False), *node["c"][1]]
            case "Link":
                return self.link(node)
            case "Image":
                return self.image(node)
            case "Math" if node["c"][0]["t"] == "DisplayMath":
                return inline(rf"\[{pandoc.rows_aligned(node['c'][1].strip())}\]")
            case "Code":
                return inline(r"\texttt{" + r"\allowbreak{}".join(map(escaped, pieces_of(node))) + "}")
            case "CodeBlock":
                return raw("latex", verbatim("code", node["c"][1]))
            case "RawBlock" | "RawInline" if node["c"][0] != "latex":
                return []
        return node

    def header(self, node: Node) -> list[Node]:
        """A heading at its depth; its counter is set, so that its number is that of the site."""
        level, (identifier, _, pairs), inlines = node["c"]
        number = dict(pairs).get("number", "").rpartition(".")[2]
        name = LEVELS[min(self.depth + level - 2, len(LEVELS) - 1)]
        opening = f"\\{name}{'' if number else '*'}{{"
        if number.isdigit():
            opening = f"\\setcounter{{{name}}}{{{int(number) - 1}}}{opening}"
        labels = rf"\label{{{label_of(self.page.path, identifier)}}}"
        is_title, self.has_title = not self.has_title, True
        if is_title:
            labels += rf"\label{{{label_of(self.page.path, '')}}}"
        shown: list[Node] = [{"t": "Plain", "c": [inline(opening), *without_notes(inlines), inline("}" + labels)]}]
        if not number and name in LEVELS[:2]:
            words = escaped(plain_text(inlines))
            shown.append(raw("latex", rf"\addcontentsline{{toc}}{{{name}}}{{{words}}}\markboth{{{words}}}{{}}"))
        if is_title and self.note:
            shown.append(raw("latex", rf"\emph{{{escaped(self.note)}}}"))
        return shown

    def figure(self, node: Node) -> list[Node]:
        _, (_, caption), blocks = node["c"]
        opening = r"\begin{figure}[htbp]\centering\phantomsection" + _label(self.page.path, node)
        return [raw("latex", opening), *blocks, _caption(r"\caption*{", caption), raw("latex", r"\end{figure}")]

    def table(self, node: Node) -> list[Node]:
        """A table, its caption above it; the number stands in the caption."""
        _, (short, caption), *rest = node["c"]
        bare = {"t": "Table", "c": [["", [], []], [short, []], *rest]}
        opening = r"\needspace{10\baselineskip}\begin{center}\phantomsection" + _label(self.page.path, node)
        named = [_caption(r"\captionof*{table}{", caption)] if caption else []
        return [raw("latex", opening), *named, bare, raw("latex", r"\end{center}")]

    def formula(self, node: Node) -> list[Node]:
        """A display formula with the site's number."""
        number = attributes_of(node)[2].get("number", "")
        tag = (rf"\tag{{{number}}}" if number else "") + _label(self.page.path, node)
        return [
            inline(child["c"][1].removesuffix(r"\]") + tag + r"\]") if child["t"] == "RawInline" else child
            for child in node["c"][1]
        ]

    def link(self, node: Node) -> Node | list[Node]:
        _, words, (target, title) = node["c"]
        if goal := goal_of(target, self.page):
            if goal in self.present:
                return [inline(rf"\hyperref[{label_of(*goal)}]{{"), *words, inline("}")]
            self.drawings.problems.append(lacking("D04", goal, self.page, "LaTeX file"))
            return list(words)
        address = address_of(target)
        return {"t": "Link", "c": [["", [], []], words, [address, title]]} if address else list(words)

    def image(self, node: Node) -> Node | list[Node]:
        (_, _, pairs), words, (target, _) = node["c"]
        name = self.drawings.take_file(target, self.page.place_of(target.rpartition("/")[2]))
        if not name:
            return text(plain_text(words))
        found = _LENGTH.fullmatch(dict(pairs).get("width", "").strip())
        return inline(included(name, _width(found) if found else ""))


def _with_room(blocks: Sequence[Node]) -> list[Node]:
    """A table asks for room, and a heading right before it for more; else it would stay alone on the page before."""
    room = raw("latex", r"\needspace{14\baselineskip}")
    roomy: list[Node] = []
    for block, after in zip(blocks, [*blocks[1:], None], strict=True):
        is_led = block["t"] == "Header" and after is not None and after["t"] == "Table"
        roomy += [room, block] if is_led else [block]
    return roomy


def _width(found: re.Match[str]) -> str:
    number, unit = float(found["number"]), found["unit"] or "px"
    if unit == "%":
        return rf"{number / 100:.3g}\linewidth"
    return f"{number * 0.75:.4g}bp" if unit == "px" else f"{number:.4g}{unit}"


def included(name: str, width: str = "") -> str:
    """A picture at its own size or `width` wide, and never wider than the line."""
    return rf"\bookpicture{{{width}}}{{{name}}}"


def inline(source: str) -> Node:
    return raw("latex", source, is_block=False)


def label_of(path: str, name: str) -> str:
    """What LaTeX calls the place; in the path, signs that it would read are written as their numbers."""
    plain = _UNSAFE.sub(lambda sign: f"+{ord(sign[0]):x}", path)
    return f"{plain}:{name}" if name else plain


def _label(path: str, node: Node) -> str:
    name = attributes_of(node)[0]
    return rf"\label{{{label_of(path, name)}}}" if name else ""


def anchor(path: str, node: Node, is_block: bool = True) -> list[Node]:
    """A place to point to, where the node has a name."""
    source = rf"\phantomsection{_label(path, node)}" if attributes_of(node)[0] else ""
    return [raw("latex", source, is_block)] if source else []


def verbatim(kind: str, source: str) -> str:
    """Code, or what it printed; nothing in it can end it."""
    source = re.sub(r"\\end\{(code|printed|failed)\}", "\\\\end\u200b{\\1}", source.expandtabs(4))
    return f"\\begin{{{kind}}}\n{source}\n\\end{{{kind}}}"


def _caption(opening: str, blocks: Sequence[Node]) -> Node:
    """A caption in one paragraph, for the command takes no more."""
    words = [inlines for block in blocks if block["t"] in ("Plain", "Para") for inlines in block["c"]]
    return {"t": "Plain", "c": [inline(opening), *words, inline("}")]}
