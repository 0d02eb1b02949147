"""A page, its program for one framework and the trees of its slide texts in; its slides, yet without HTML, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tabbook.document import Node, Page
from tabbook.document.tree import attributes_of, has_class
from tabbook.slides.deck import SlideCell
from tabbook.slides.paging import Part, Sheet, paged
from tabbook.slides.texts import Text, plain

_ENDS = ".,:;。、，．：；"


@dataclass(frozen=True, slots=True)
class Slide:
    """A statement and what stands below it; the first slide of a page has no statement, but the page's title."""

    heading: int
    """Which of the page's headings it stands below; -1 on the first."""
    statement: tuple[Node, ...]
    sheet: Sheet
    notes: tuple[Node, ...] = ()
    """What the page says there, for the speaker."""
    is_continued: bool = False
    """Whether the one before it has the same statement."""


def slides_of(
    page: Page, framework: str, deck: Sequence[SlideCell], trees: Mapping[Text, Sequence[Node]]
) -> list[Slide]:
    """The slides of a page in `framework`, its title first."""
    notes = _notes(page, framework, deck)
    made = [Slide(-1, (), Sheet(), notes.pop(-1, ()))]
    heading = 0
    statement: tuple[Node, ...] = ()
    said: tuple[Node, ...] = ()
    parts: list[Part] = []
    for index, cell in enumerate(deck):
        texts = [trees[page.path, text] for text in cell.texts]
        if cell.kind == "code":
            parts.append(Part(code=cell.source, language=cell.language, outputs=cell.outputs))
        elif cell.slide_type == "slide" or not (statement or parts):
            made += _sheets(heading, statement, parts, said)
            first, *others = texts or [()]
            heading, statement, said = max(0, cell.heading), as_statement(first), notes.get(index, ())
            parts = [Part(text=tuple(text)) for text in others]
        else:
            parts += [Part(text=tuple(text)) for text in texts]
            said += notes.get(index, ())
    return [*made, *_sheets(heading, statement, parts, said)]


def _sheets(
    heading: int, statement: tuple[Node, ...], parts: Sequence[Part], notes: tuple[Node, ...]
) -> Iterator[Slide]:
    if statement or parts:
        for index, sheet in enumerate(paged(parts, statement)):
            yield Slide(heading, statement, sheet, () if index else notes, is_continued=index > 0)


def _notes(page: Page, framework: str, deck: Sequence[SlideCell]) -> dict[int, tuple[Node, ...]]:
    """What the page says from each marked text on, by the text's index in `deck`; under -1 what stands above them."""
    places = [(cell.after, index) for index, cell in enumerate(deck) if cell.kind == "markdown"]
    notes: dict[int, tuple[Node, ...]] = {}
    for after, nodes in _gaps(page, framework):
        index = next((index for place, index in reversed(places) if place <= after), -1)
        # Of texts between the same two cells the first has the notes.
        index = next((first for place, first in places if index >= 0 and place == deck[index].after), index)
        notes[index] = (*notes.get(index, ()), *plain(nodes))
    return notes


def _gaps(page: Page, framework: str) -> Iterator[tuple[int, list[Node]]]:
    """The prose of `framework` between cells, by the index of the code before it."""
    after = -1
    nodes: list[Node] = []
    for node in page.tree.blocks if page.tree else ():
        if node["t"] == "Div" and has_class(node, "cell"):
            yield after, nodes
            after, nodes = int(attributes_of(node)[2]["block"]), []
        elif node["t"] == "Div" and has_class(node, "tab"):
            names = attributes_of(node)[2].get("frameworks", "").split()
            nodes += node["c"][1] if not names or framework in names else ()
        elif node["t"] != "Div" or not has_class(node, "toc"):
            nodes.append(node)
    yield after, nodes


def as_statement(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """A marked text as it stands alone: begun with a capital, without the sign it ends in, unless that asks."""
    if len(nodes) != 1 or nodes[0]["t"] not in ("Para", "Plain"):
        return tuple(nodes)
    inlines = list(nodes[0]["c"])
    if inlines and inlines[0]["t"] == "Str":
        inlines[0] = {"t": "Str", "c": inlines[0]["c"][:1].upper() + inlines[0]["c"][1:]}
    if inlines and inlines[-1]["t"] == "Str":
        inlines[-1] = {"t": "Str", "c": inlines[-1]["c"].rstrip(_ENDS)}
    return ({"t": "Para", "c": inlines},)
