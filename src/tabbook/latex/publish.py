"""Numbered books and outputs in, a folder of LaTeX for each language and framework out, compiled where that can be."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tabbook import forks, pandoc
from tabbook.config import Config
from tabbook.document import Book, Node, Outputs
from tabbook.document.tree import raw
from tabbook.edition import Shown, depth_of, frameworks_of, sections_of, title_of, words_of
from tabbook.edition.links import goals_in
from tabbook.edition.outputs import html_of, is_error, printed
from tabbook.errors import Place, Problem
from tabbook.latex.drawings import Drawings
from tabbook.latex.prose import Writing, escaped, included, verbatim

PREAMBLE = Path(__file__).with_name("preamble.tex")
FACES = {"ja": "JP", "ko": "KR", "zh": "SC"}
PASSES = 3
"""So often XeLaTeX reads a book until its contents and references stand still."""
SECONDS = 900
"""What XeLaTeX may take for one pass over one file."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One LaTeX file, its prose not yet written."""

    name: str
    book: Book
    framework: str
    pages: list[list[Node]]
    drawings: Drawings
    logo: str
    """The file of the cover's picture; "" where there is none."""


def publish(books: Mapping[str, Book], runs: Outputs, config: Config, folder: Path) -> tuple[Problem, ...]:
    """Write a folder for each language and framework to `folder`; with XeLaTeX on the path, a PDF into each."""
    cache = config.build_folder / "pandoc"
    drafts = [
        _draft(book, runs, config, framework, cache) for book in books.values() for framework in frameworks_of(config)
    ]
    written = iter(pandoc.write([page for draft in drafts for page in draft.pages], "latex", cache))
    problems = tuple(dict.fromkeys(problem for draft in drafts for problem in draft.drawings.problems))
    if any(config.build.warning_is_error or problem.is_error for problem in problems):
        return problems
    shutil.rmtree(folder, ignore_errors=True)
    for draft in drafts:
        _write(draft, "\n\n".join(next(written) for _ in draft.pages), config, folder / draft.name)
    engine = shutil.which("xelatex")
    return (*problems, *_compiled(drafts, engine, folder)) if engine else problems


def _draft(book: Book, runs: Outputs, config: Config, framework: str, cache: Path) -> Draft:
    drawings = Drawings(config.root)
    pages: list[list[Node]] = []
    sections = sections_of(book, runs, config, framework)
    present = goals_in(sections)
    for section in sections:
        writing = Writing(section, depth_of(section.page, book), drawings, present)
        nodes: list[Node] = []
        for part in section.parts:
            nodes += list(_cell(part, drawings, cache)) if isinstance(part, Shown) else writing.written(part)
        pages.append(nodes)
    logo = drawings.take_file(config.pdf.latex_logo, Place("config.ini", 1)) if config.pdf.latex_logo else ""
    return Draft(f"{config.project.name}-{book.language}-{framework}", book, framework, pages, drawings, logo)


def _cell(cell: Shown, drawings: Drawings, cache: Path) -> Iterator[Node]:
    """A cell's code, then what it printed."""
    if cell.source:
        yield raw("latex", verbatim("code", cell.source))
    for output in cell.outputs:
        if name := drawings.take_output(output, cell.place):
            yield raw("latex", rf"\begin{{center}}{included(name)}\end{{center}}")
        elif html := html_of(output):
            yield from (node for node in pandoc.parse([html], "", cache, "html")[0].blocks if node["t"] == "Table")
        elif text := printed(output):
            yield raw("latex", verbatim("failed" if is_error(output) else "printed", text))


def _write(draft: Draft, body: str, config: Config, folder: Path) -> None:
    folder.mkdir(parents=True)
    for name, content in draft.drawings.files.items():
        (folder / name).write_bytes(content)
    shutil.copyfile(PREAMBLE, folder / PREAMBLE.name)
    whole = "\n".join([*_opening(draft, config), body, r"\end{document}", ""])
    (folder / f"{draft.name}.tex").write_text(whole, encoding="utf-8")


def _opening(draft: Draft, config: Config) -> Iterator[str]:
    language = draft.book.language.partition("-")[0]
    words = words_of(draft.book.language)
    title = escaped(title_of(draft.book, config))
    edition = escaped(words["edition"].format(framework=config.framework(draft.framework).label))
    yield r"\documentclass[11pt,a4paper,openany]{book}"
    yield rf"\input{{{PREAMBLE.stem}}}"
    yield rf"\CJKfaces{{{FACES.get(language, 'JP')}}}"
    if language == "ko":
        yield r"\xeCJKsetup{CJKspace=true}"
    fonts = (("main", config.pdf.main_font), ("sans", config.pdf.sans_font), ("mono", config.pdf.mono_font))
    for kind, font in fonts:
        if font:
            yield rf"\set{kind}font{{{font}}}"
    yield rf"\renewcommand{{\contentsname}}{{{escaped(words['contents'])}}}"
    picture = rf"\\[2em]\includegraphics[width=35mm]{{{draft.logo}}}" if draft.logo else ""
    yield rf"\title{{{title}\\[0.4em]\Large {edition}{picture}}}"
    yield rf"\author{{{escaped(config.project.author)}}}"
    yield rf"\date{{{escaped(words['release'].format(release=config.project.release))}}}"
    yield rf"\hypersetup{{pdftitle={{{title}}},pdflang={{{language}}}}}"
    yield r"\begin{document}"
    yield r"\maketitle"
    yield r"\tableofcontents"


def _compiled(drafts: Sequence[Draft], engine: str, folder: Path) -> list[Problem]:
    """A PDF beside each LaTeX file; what XeLaTeX refused."""
    with ThreadPoolExecutor(forks.cores()) as pool:
        refused = pool.map(lambda draft: _refused(engine, draft.name, folder / draft.name), drafts)
        told = zip(drafts, refused, strict=True)
        return [Problem("D07", Place(f"{draft.name}.tex", line), what, _CURE) for draft, (line, what) in told if what]


_CURE = "the file and its log lie in build/latex; write the passage with what LaTeX knows"


def _refused(engine: str, name: str, folder: Path) -> tuple[int, str]:
    """Line and words of what stopped XeLaTeX; no words where nothing did."""
    command = [engine, "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", f"{name}.tex"]
    for _ in range(PASSES):
        try:
            done = subprocess.run(command, cwd=folder, capture_output=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return 1, f"XeLaTeX did not end within {SECONDS} s"
        if done.returncode:
            said = done.stdout.decode(errors="replace")
            fault = re.search(r"^! (?P<what>[^\n]*)$(?:.*?)^l\.(?P<line>\d+)", said, re.MULTILINE | re.DOTALL)
            return (int(fault["line"]), f"XeLaTeX: {fault['what']}") if fault else (1, "XeLaTeX gave up; see its log")
    return 0, ""
