"""A numbered book and the runs of its cells in; what Typst reads for one framework out, with a place for each line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tabbook.config import Config
from tabbook.document import Book, Node, Outputs, Page
from tabbook.document.tree import attributes_of, has_class, plain_text
from tabbook.errors import Place, Problem
from tabbook.pdf import cells, outputs, pictures
from tabbook.pdf.cells import Shown
from tabbook.pdf.prose import Facts, Key, Writing, anchors_in
from tabbook.pdf.words import quoted, words_of

Run = tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the book as one PDF shows it, in reading order: runs of prose, and cells."""

    page: Page
    note: str
    """What is said above a page that the framework does not have; empty for others."""
    parts: tuple[Run | Shown, ...]


@dataclass(slots=True)
class Draft:
    """A PDF on its way: its prose waits for pandoc."""

    framework: str
    facts: Facts
    sections: list[Section]
    runs: list[list[Node]] = field(default_factory=list)
    """Every run of prose of the PDF, rewritten."""

    @property
    def tables(self) -> list[str]:
        """The HTML of every output that is a table."""
        shown = (part for section in self.sections for part in section.parts if isinstance(part, Shown))
        return [html for cell in shown for output in cell.outputs if (html := outputs.html_of(output))]


@dataclass(frozen=True, slots=True)
class Manuscript:
    """What Typst reads."""

    text: str
    places: tuple[tuple[Page, Place], ...]
    """For each line of `text` where it comes from."""
    files: Mapping[str, bytes]
    problems: tuple[Problem, ...]


def draft(book: Book, runs: Outputs, config: Config, framework: str, formulas: Mapping[Key, str | None]) -> Draft:
    """The book as readers of `framework` see it."""
    sections, problems = [], []
    for page in book.pages:
        section, found = _section(page, runs, config, framework)
        sections.append(section)
        problems += found
    present = frozenset[tuple[str, str]]().union(
        *(anchors_in(section.page, [node for run in _prose(section) for node in run]) for section in sections)
    )
    drafted = Draft(framework, Facts(book, config, formulas, present, problems=problems), sections)
    for section in sections:
        writing = Writing(section.page, drafted.facts, _depth(section.page, book))
        drafted.runs += [writing.written(run) for run in _prose(section)]
    return drafted


def _prose(section: Section) -> Iterator[Run]:
    return (part for part in section.parts if not isinstance(part, Shown))


def _depth(page: Page, book: Book) -> int:
    """1 for a chapter and for what stands beside chapters, 2 for a page below it."""
    depth, parent = 0, page.parent
    while parent and (above := book.page(parent)):
        depth, parent = depth + 1, above.parent
    return max(1, depth)


def _section(page: Page, runs: Outputs, config: Config, framework: str) -> tuple[Section, list[Problem]]:
    """The page in `framework`, or, where it does not exist there, in the first that it exists for."""
    having = runs.frameworks_of(page.language, page.path)
    note, shown_as = "", framework
    if having and framework not in having:
        shown_as = next((name for name in config.frameworks if name in having), having[0])
        wanted, shown = config.framework(framework).label, config.framework(shown_as).label
        note = words_of(page.language)["page_lacking"].format(wanted=wanted, shown=shown)
    program = runs.program(page.language, page.path, shown_as)
    shown_cells = cells.shown_cells(page, program)
    problems = cells.find_overfull(program, shown_cells) if program else []
    return Section(page, note, tuple(_parts(page, shown_as, shown_cells))), problems


def _parts(page: Page, framework: str, shown: Mapping[int, Shown]) -> Iterator[Run | Shown]:
    """Runs of prose, and cells; a cell that printed nothing is joined to the next."""
    run: list[Node] = []
    last: Shown | None = None
    for part in _flat(page.tree.blocks if page.tree else (), framework, shown):
        if last and not (isinstance(part, Shown) and cells.follows(last, part)):
            yield last
            last = None
        if isinstance(part, Shown):
            if run:
                yield tuple(run)
                run = []
            last = cells.as_one(last, part) if last else part
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


def manuscript(drafted: Draft, prose: Iterator[str], tables: Mapping[str, str]) -> Manuscript:
    """The whole PDF; `prose` gives the drafted runs as pandoc wrote them."""
    facts = drafted.facts

    def keep(ending: str, content: bytes) -> str:
        name = outputs.name_of(ending, content)
        facts.files[name] = content
        return name

    lines = [_opening(drafted)]
    first = drafted.sections[0].page
    places = [(first, Place(first.file, 1))]
    for section in drafted.sections:
        writing = outputs.Writing(words_of(section.page.language), keep, tables)
        for source, place in _chunks(section, prose, writing):
            new = [*source.split("\n"), ""]
            lines += new
            places += [(section.page, place)] * len(new)
    return Manuscript("\n".join(lines), tuple(places), facts.files, tuple(facts.problems))


def _chunks(section: Section, prose: Iterator[str], writing: outputs.Writing) -> Iterator[tuple[str, Place]]:
    top = Place(section.page.file, 1)
    is_told = not section.note
    for part in section.parts:
        if isinstance(part, Shown):
            yield cells.to_typst(part, writing), part.place
            continue
        text = next(prose)
        if not is_told and "#titled(" in text:
            # The word to the reader stands below the page's title, which is the first line.
            title, _, text = text.partition("\n")
            yield f"{title}\n#bare[{section.note}]", top
            is_told = True
        yield text, top


def _opening(drafted: Draft) -> str:
    """The line that sets the book's title, its language, and the words of the template."""
    config, language = drafted.facts.config, drafted.facts.book.language
    words = words_of(language)
    label = config.framework(drafted.framework).label
    pages = drafted.facts.book.pages
    title = config.language(language).title or (plain_text(pages[0].headings[0].inlines) if pages[0].headings else "")
    logo = config.pdf.latex_logo
    facts = {
        "title": title or config.project.name,
        "author": config.project.author,
        "rights": config.project.copyright,
        "language": language.partition("-")[0],
        "edition": words["edition"].format(framework=label),
        "release": words["release"].format(release=config.project.release),
        "made": words["made"].format(framework=label),
        "contents": words["contents"],
        "name": config.language(language).label,
        "logo": _kept_logo(drafted.facts, logo),
    }
    given = ", ".join(f"{name}: {quoted(value)}" for name, value in facts.items())
    fonts = {"text": config.pdf.main_font, "heading": config.pdf.sans_font, "code": config.pdf.mono_font}
    asked = "".join(f"{name}: {quoted(value)}, " for name, value in fonts.items() if value)
    return f'#import "template.typ": *; #show: book.with({given}, fonts: ({asked or ":"}))'


def _kept_logo(facts: Facts, logo: str) -> str:
    content = pictures.read(facts.config.root, logo) if logo else None
    if content is None:
        return ""
    name = pictures.name_of(logo, content)
    facts.files[name] = content
    return name
