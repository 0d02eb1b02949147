"""A numbered book and the runs of its cells in; for one framework each page's runs of prose and its cells out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tabbook.config import Config
from tabbook.document import Book, Node, Outputs, Page, Program
from tabbook.document.tree import attributes_of, has_class
from tabbook.edition.cells import Shown, as_one, follows, shown_cells
from tabbook.edition.outputs import html_of
from tabbook.edition.words import words_of

Run = tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the book, in reading order: runs of prose, and cells."""

    page: Page
    note: str
    """What is said above a page that the framework does not have; empty for others."""
    parts: tuple[Run | Shown, ...]
    program: Program | None = None
    cells: Mapping[int, Shown] = field(default_factory=dict)
    """The cells that are shown, by the index of their block."""

    @property
    def prose(self) -> Iterator[Run]:
        return (part for part in self.parts if not isinstance(part, Shown))

    @property
    def shown(self) -> Iterator[Shown]:
        return (part for part in self.parts if isinstance(part, Shown))


def frameworks_of(config: Config) -> tuple[str, ...]:
    """The frameworks that a book is bound for; a book without any is bound once."""
    return config.frameworks or ("python",)


def sections_of(book: Book, runs: Outputs, config: Config, framework: str) -> list[Section]:
    """The book as readers of `framework` see it."""
    return [_section(page, runs, config, framework) for page in book.pages]


def tables_in(sections: Iterable[Section]) -> list[str]:
    """The HTML of every output that is a table."""
    shown = (cell for section in sections for cell in section.shown)
    return [html for cell in shown for output in cell.outputs if (html := html_of(output))]


def depth_of(page: Page, book: Book) -> int:
    """1 for a chapter and for what stands beside chapters, 2 for a page below it."""
    depth, parent = 0, page.parent
    while parent and (above := book.page(parent)):
        depth, parent = depth + 1, above.parent
    return max(1, depth)


def _section(page: Page, runs: Outputs, config: Config, framework: str) -> Section:
    """The page in `framework`, or, where it does not exist there, in the first that it exists for."""
    having = runs.frameworks_of(page.language, page.path)
    note, shown_as = "", framework
    if having and framework not in having:
        shown_as = next((name for name in config.frameworks if name in having), having[0])
        wanted, shown = config.framework(framework).label, config.framework(shown_as).label
        note = words_of(page.language)["page_lacking"].format(wanted=wanted, shown=shown)
    program = runs.program(page.language, page.path, shown_as)
    cells = shown_cells(page, program)
    return Section(page, note, tuple(_parts(page, shown_as, cells)), program, cells)


def _parts(page: Page, framework: str, shown: Mapping[int, Shown]) -> Iterator[Run | Shown]:
    """Runs of prose, and cells; a cell that printed nothing is joined to the next."""
    run: list[Node] = []
    last: Shown | None = None
    for part in _flat(page.tree.blocks if page.tree else (), framework, shown):
        if last and not (isinstance(part, Shown) and follows(last, part)):
            yield last
            last = None
        if isinstance(part, Shown):
            if run:
                yield tuple(run)
                run = []
            last = as_one(last, part) if last else part
        else:
            run.append(part)
    if last:
        yield last
    if run:
        yield tuple(run)


def _flat(nodes: Sequence[Node], framework: str, shown: Mapping[int, Shown]) -> Iterator[Node | Shown]:
    """The nodes of what `framework` has, cells in place of their divisions."""
    for node in nodes:
        pairs = attributes_of(node)[2]
        if node["t"] == "Div" and has_class(node, "cell"):
            if cell := shown.get(int(pairs["block"])):
                yield cell
        elif node["t"] == "Div" and has_class(node, "tab"):
            names = pairs.get("frameworks", "").split()
            yield from node["c"][1] if not names or framework in names else ()
        else:
            yield node
