"""A numbered book and the runs of its cells in; what Typst reads for one framework out, with a place for each line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tabbook.config import Config
from tabbook.document import Book, Node, Outputs, Page
from tabbook.document.formulas import Key
from tabbook.edition import Section, Shown, depth_of, pictures, sections_of, tables_in, title_of, words_of
from tabbook.edition.links import goals_in
from tabbook.edition.outputs import name_of
from tabbook.errors import Place, Problem
from tabbook.pdf import cells, outputs
from tabbook.pdf.prose import Facts, Writing
from tabbook.pdf.words import quoted


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
        return tables_in(self.sections)


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
    sections = sections_of(book, runs, config, framework)
    problems = [problem for section in sections for problem in cells.find_overfull(section)]
    drafted = Draft(framework, Facts(book, config, formulas, goals_in(sections), problems=problems), sections)
    for section in sections:
        writing = Writing(section.page, drafted.facts, depth_of(section.page, book))
        drafted.runs += [writing.written(run) for run in section.prose]
    return drafted


def manuscript(drafted: Draft, prose: Iterator[str], tables: Mapping[str, str]) -> Manuscript:
    """The whole PDF; `prose` gives the drafted runs as pandoc wrote them."""
    facts = drafted.facts

    def keep(ending: str, content: bytes) -> str:
        name = name_of(ending, content)
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
    logo = config.pdf.latex_logo
    facts = {
        "title": title_of(drafted.facts.book, config),
        "author": config.project.author,
        "rights": config.language(language).copyright,
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
