"""A numbered page and the runs of its cells go in, the blocks that pandoc writes as the page's text come out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial
from html import escape

from tabbook.document import Node, Page
from tabbook.document.tree import attributes_of, has_class, raw
from tabbook.website import behind, cells, originals
from tabbook.website.addresses import page_address, relative
from tabbook.website.cell_names import name_of
from tabbook.website.descriptions import Read, describe, words_in_svg
from tabbook.website.facts import Facts, Needs
from tabbook.website.groups import CodeCell, Group, Item, Panel, Part, Prose, Shared, View, gather
from tabbook.website.prose import Writing, with_own_anchors
from tabbook.website.words import words_of


def items_of(blocks: Iterable[Node], views: Mapping[int, CodeCell], frameworks: Iterable[str]) -> list[Item]:
    """Top-level blocks as prose and cells; a cell that nobody sees is left out."""
    items: list[Item | list[Node]] = []
    for node in blocks:
        if node["t"] == "Div" and has_class(node, "cell"):
            if cell := views.get(int(attributes_of(node)[2]["block"])):
                items.append(cell)
        elif node["t"] == "Div" and has_class(node, "tab"):
            named = tuple(attributes_of(node)[2]["frameworks"].split())
            items.append(Prose(tuple(node["c"][1]), named or tuple(frameworks)))
        elif items and isinstance(last := items[-1], list):
            last.append(node)
        else:
            items.append([node])
    return [Prose(tuple(item)) if isinstance(item, list) else item for item in items]


class Body:
    """Makes one page's text; `has_panels` and `notes` are known when `blocks` is done."""

    def __init__(self, page: Page, numbers: Mapping[int, tuple[int, ...]], facts: Facts, needs: Needs) -> None:
        self.page, self.numbers, self.facts, self.needs = page, numbers, facts, needs
        """`numbers` are those of the page's passages in its original; none in a book in one language."""
        self.words = words_of(page.text_language)
        self.address = page_address(facts.config, page.language, page.path)
        self.frameworks = facts.frameworks_of(page)
        self.labels = {name: facts.label(name) for name in facts.config.frameworks}
        self.own_words = words_of(page.language)
        """Those of the page around its text, which may be the original's."""
        self.writing = Writing(page, facts, needs)
        self.count = 0
        self.cell_names: Counter[str] = Counter()
        self.described: Counter[tuple[str, str]] = Counter()
        self.read = Read()

    @property
    def has_panels(self) -> bool:
        return self.count > 0

    def blocks(self) -> list[Node]:
        """All blocks of the page, its notes last."""
        shown = behind.shown(self.page, self.facts.config.source_language, self.facts.formulas)
        tree = originals.with_marks(shown, self.numbers)
        views = cells.views_of(self.page, self.facts.outputs, self.frameworks)
        nodes: list[Node] = []
        for part in gather(items_of(tree, views, self.frameworks), self.frameworks):
            nodes += self.group(part) if isinstance(part, Group) else self.parts(part)
        return [*nodes, *self.writing.notes_list()]

    def parts(self, holder: Shared | Panel) -> list[Node]:
        framework = holder.framework if isinstance(holder, Panel) else ""
        return [node for part in holder.parts for node in self.part(part, framework)]

    def part(self, part: Part, framework: str) -> list[Node]:
        if isinstance(part, View):
            name = self.name(part, framework)
            description = partial(self.describe, part, framework)
            return [raw("html", cells.to_html(part, name, self.words, self.keep, description))]
        self.read = Read(part.blocks, self.read)
        return self.writing.written(part.blocks)

    def describe(self, view: View, framework: str, drawing: str) -> str:
        """The words for a picture of a cell; those that a reader would hear twice are counted."""
        said = view.alt or describe(words_in_svg(drawing), self.read.around(), self.words)
        self.described[framework, said] += 1
        count = self.described[framework, said]
        return said if count == 1 else f"{said} ({count})"

    def name(self, view: View, framework: str) -> str:
        """The cell's anchor; equal cells are counted."""
        name = name_of(view.source) + (f"-{framework}" if framework else "")
        self.cell_names[name] += 1
        return name if self.cell_names[name] == 1 else f"{name}-{self.cell_names[name]}"

    def keep(self, name: str, content: bytes) -> str:
        """Take a picture of an output into the site; gives its address on this page."""
        self.needs.files[name] = content
        return relative(name, self.address)

    def group(self, group: Group) -> list[Node]:
        """A bar of tabs, a word for those whose framework is not here, and the panels."""
        self.count += 1
        name = f"group-{self.count}"
        nodes = [raw("html", self.group_head(group, name))]
        anchored: set[str] = set()
        before, signs = self.read, self.writing.signs
        counted = Counter(signs)
        for index, panel in enumerate(group.panels):
            self.read, self.writing.signs = before, Counter(signs)
            label = escape(self.labels[panel.framework])
            classes = "panel first" if index == 0 else "panel"
            opening = (
                f'<div class="{classes}" id="{name}-{panel.framework}" data-framework="{panel.framework}"'
                f' role="tabpanel" aria-labelledby="{name}-{panel.framework}-tab">'
                f'<p class="panel-name">{label}</p>'
            )
            inside = with_own_anchors(self.parts(panel), panel.framework, anchored)
            counted |= self.writing.signs
            nodes += [raw("html", opening), *inside, raw("html", "</div>")]
        self.read, self.writing.signs = before, counted
        return [*nodes, raw("html", "</div>")]

    def group_head(self, group: Group, name: str) -> str:
        tabs = "".join(
            f'<button type="button" class="tab{" first" if index == 0 else ""}" id="{name}-{framework}-tab"'
            f' role="tab" aria-controls="{name}-{framework}" data-framework="{framework}">'
            f"{escape(self.labels[framework])}</button>"
            for index, framework in enumerate(group.frameworks)
        )
        own = f' lang="{self.page.language}"' if self.page.original else ""
        lacking = "".join(
            f'<p class="lacking" data-lacks="{framework}"{own}>{self.lacking(framework, group)}</p>'
            for framework in self.frameworks
            if framework not in group.frameworks
        )
        return (
            f'<div class="group" data-frameworks="{" ".join(group.frameworks)}">'
            f'<div class="tabs" role="tablist" aria-label="{escape(self.words["framework"])}">{tabs}</div>{lacking}'
        )

    def lacking(self, framework: str, group: Group) -> str:
        said = self.own_words["lacking"].format(wanted=self.labels[framework])
        instead = self.own_words["instead"].format(shown=self.labels[group.frameworks[0]])
        return f'{escape(said)}<span class="instead">{escape(instead)}</span>'
