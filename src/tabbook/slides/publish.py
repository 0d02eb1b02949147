"""Numbered books and the runs of their cells in, a folder of slides out, swapped in whole."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from importlib.resources import files
from pathlib import Path

from tabbook import pandoc
from tabbook.config import Config
from tabbook.document import Book, Node, Outputs, Page
from tabbook.document.formulas import keys_in
from tabbook.document.tree import text as words_as_nodes
from tabbook.errors import Problem
from tabbook.slides import render
from tabbook.slides.corners import corners
from tabbook.slides.deck import SlideCell, deck
from tabbook.slides.drafts import Slide, slides_of
from tabbook.slides.texts import plain, trees_of
from tabbook.website import asset_files, fonts, formulas, swap
from tabbook.website.addresses import page_address, relative
from tabbook.website.facts import Facts, Needs
from tabbook.website.heads import numbered_title
from tabbook.website.outputs import Keep
from tabbook.website.prose import Writing
from tabbook.website.words import words_of

SITE_STYLES = ("colours", "type", "code", "outputs")
"""Style sheets of the site that the slides take over."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The slides of a page in one framework."""

    page: Page
    framework: str
    was_run: bool
    slides: list[Slide]

    @property
    def runs(self) -> list[Sequence[Node]]:
        """Every run of prose of the slides, in the order in which `_deck` takes them."""
        title = _heading(self.page, 0)
        found: list[Sequence[Node]] = [title]
        for slide in self.slides:
            found += [_heading(self.page, slide.heading), slide.statement, slide.notes]
            found += [part.text for part in slide.sheet.parts if part.text]
        return found


def publish(books: Mapping[str, Book], outputs: Outputs, config: Config, folder: Path) -> tuple[Problem, ...]:
    """Write the slides of all pages with a marked text to `folder`; a folder there goes where no page has one."""
    swap.recover(folder)
    drafts = [draft for book in books.values() for draft in _drafts(book, outputs, config)]
    if not drafts:
        shutil.rmtree(folder, ignore_errors=True)
        return ()
    needs = Needs()
    pages = _written(drafts, books, outputs, config, needs, folder)
    problems = tuple(dict.fromkeys(needs.problems))
    if not any(problem.is_error for problem in problems):
        swap.fill(folder, {**{name: page.encode() for name, page in pages.items()}, **needs.files})
    return problems


def _drafts(book: Book, outputs: Outputs, config: Config) -> list[Draft]:
    decks: list[tuple[Page, str, bool, tuple[SlideCell, ...]]] = []
    for page in book.pages:
        for framework in outputs.frameworks_of(page.language, page.path):
            program = outputs.program(page.language, page.path, framework)
            if program and (cells := deck(page, program)):
                decks.append((page, framework, program.was_run, cells))
    texts = [(page.path, text) for page, _, _, cells in decks for cell in cells for text in cell.texts]
    trees = trees_of(book, texts, config, config.build_folder / "pandoc")
    return [
        Draft(page, framework, was_run, slides_of(page, framework, cells, trees))
        for page, framework, was_run, cells in decks
    ]


def _heading(page: Page, index: int) -> list[Node]:
    """The page's heading of that index, its number before it."""
    if not 0 <= index < len(page.headings):
        return []
    heading = page.headings[index]
    number = [*words_as_nodes(heading.number), {"t": "Str", "c": "\u2002"}] if heading.number else []
    return [{"t": "Plain", "c": plain([{"t": "Plain", "c": [*number, *heading.inlines]}])[0]["c"]}]


def _written(
    drafts: Sequence[Draft],
    books: Mapping[str, Book],
    outputs: Outputs,
    config: Config,
    needs: Needs,
    folder: Path,
) -> dict[str, str]:
    """Every HTML file by its path below the slides; what it shows is added to `needs`."""
    cache = config.build_folder / "pandoc"
    keys = keys_in([node for draft in drafts for run in draft.runs for node in run])
    typeset = formulas.typeset(keys, cache)
    needs.styles |= typeset.styles
    facts = Facts(books, outputs, config, typeset.mathml, {})
    runs: list[list[Node]] = []
    for draft in drafts:
        own = replace(draft.page, path=f"{draft.framework}/{draft.page.path}")
        writing = Writing(own, facts, needs)
        runs += [writing.written(run) for run in draft.runs]
    html = iter(pandoc.write(runs, "html", cache))
    above = corners(config, needs)
    decks = [_deck(draft, html, facts, above) for draft in drafts]
    letters = frozenset[int]().union(*(fonts.characters_of(mathml) for mathml in typeset.mathml.values() if mathml))
    assets = _assets(config, needs, letters, folder)
    pages = {made.address: render.page(made, assets, _keeping(made.address, needs)) for made in decks}
    for language in dict.fromkeys(draft.page.language for draft in drafts):
        pages[render.speaker_address(language)] = render.speaker(language, words_of(language), assets)
    return pages | {"index.html": _index(decks, drafts, config, assets)}


def _keeping(address: str, needs: Needs) -> Keep:
    """Takes pictures of outputs among the files of the slides."""

    def keep(name: str, content: bytes) -> str:
        needs.files[name] = content
        return relative(name, address)

    return keep


def _deck(draft: Draft, html: Iterator[str], facts: Facts, above: tuple[str, str]) -> render.Deck:
    page, config = draft.page, facts.config
    title = next(html).strip()
    slides: list[tuple[Slide, str, str, str]] = []
    texts: dict[int, str] = {}
    for slide in draft.slides:
        slides.append((slide, next(html).strip(), next(html), next(html)))
        texts |= {id(part): next(html) for part in slide.sheet.parts if part.text}
    return render.Deck(
        address=page_address(config, page.language, f"{draft.framework}/{page.path}"),
        language=page.text_language,
        words=words_of(page.text_language),
        title=numbered_title(page),
        title_html=title or escape(numbered_title(page)),
        book=config.language(page.language).title or config.project.name,
        framework=draft.framework,
        label=facts.label(draft.framework),
        edition=" · ".join(filter(None, (config.project.author, config.project.release))),
        corners=above,
        was_run=draft.was_run,
        slides=tuple(slides),
        texts=texts,
    )


def _index(decks: Sequence[render.Deck], drafts: Sequence[Draft], config: Config, assets: render.Assets) -> str:
    groups: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for made, draft in zip(decks, drafts, strict=True):
        group = groups.setdefault((draft.page.language, draft.framework), [])
        group.append((relative(made.address, "index.html"), made.title))
    listed = [
        (language, f"{config.language(language).title} · {config.framework(framework).label}", found)
        for (language, framework), found in groups.items()
    ]
    language = config.source_language
    return render.index(words_of(language)["all_slides"], listed, language, assets)


def _assets(config: Config, needs: Needs, letters: frozenset[int], folder: Path) -> render.Assets:
    """Styles, scripts and the font of formulas, added to the files; a font that is there already is not made again."""
    font = ""
    if letters:
        content = fonts.find(folder, letters) or fonts.make(letters)
        font = fonts.path_of(letters, content)
        needs.files[font] = content
    site = [_read("tabbook.website", f"assets/{name}.css") for name in SITE_STYLES]
    face = asset_files.font_face(font)
    classes = asset_files.rules(needs)
    colours = asset_files.framework_colours(config.frameworks)
    theme = "\n".join([*site, face, colours, classes, _read("tabbook.slides", "assets/slides.css")])
    return render.Assets(
        styles=(
            _keep(needs, "theme.css", theme),
            _keep(needs, "reveal.css", _read("tabbook.slides", "reveal/reveal.css")),
            _keep(needs, "stage.css", _read("tabbook.slides", "assets/stage.css")),
        ),
        paper=_keep(needs, "paper.css", _read("tabbook.slides", "assets/paper.css")),
        scripts=(
            _keep(needs, "reveal.js", _read("tabbook.slides", "reveal/reveal.js")),
            _keep(needs, "slides.js", _read("tabbook.slides", "assets/slides.js")),
        ),
        speaker_script=_keep(needs, "speaker.js", _read("tabbook.slides", "assets/speaker.js")),
        speaker_style=_keep(needs, "speaker.css", _read("tabbook.slides", "assets/speaker.css")),
        picture=_keep(needs, "favicon.svg", _read("tabbook.website", "assets/favicon.svg")),
    )


def _read(package: str, name: str) -> str:
    return files(package).joinpath(*name.split("/")).read_text(encoding="utf-8")


def _keep(needs: Needs, name: str, content: str) -> str:
    """Takes a file of ours, named by its content."""
    stem, _, ending = name.rpartition(".")
    path = f"assets/{stem}-{hashlib.sha256(content.encode()).hexdigest()[:10]}.{ending}"
    needs.files[path] = content.encode()
    return path
