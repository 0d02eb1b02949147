"""A folder in; a book in it that both tools read, every construct on several of its fifty pages."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from conformance.constructs import ACCIDENTS, PLAIN, STOPPING

PAGES, IN_CHAPTER, ON_PAGE, WITHOUT_ACCIDENTS = 50, 10, 9, 25
SETTINGS = """\
[project]
name = conformance
title = Conformance
author = Nobody
release = 1.0

[build]
notebooks = *.md */*.md
tabs = {tabs}
resources = {resources}
eval_notebook = False
output_dir = {output}

[pdf]
bibfile = refs.bib
{more}"""
WORDS = "\n[language-en]\nchapter_reference = Section {}\n"
"""For tabbook alone: what d2lbook calls a chapter."""
ALIASES = """
[library-alpha]
lib_file = shelf/alpha.py
lib_name = aa
simple_alias = concat -> cat, reshape
fluent_alias = size -> numel

[library-beta]
lib_file = shelf/beta.py
lib_name = bb
simple_alias = concat
fluent_alias = reshape, size
"""
LAST = "```{.python .input}\nlast = §\n```"
"""A cell for the first framework: a page that has none for any ends d2lbook (8.8)."""
WORKS = "".join(
    f"@article{{k{number},\n  author = {{{author}}},\n  title = {{On subject {number}}},\n  journal = {{Letters}},\n"
    f"  year = {{{2000 + number}}}\n}}\n\n"
    for number, author in enumerate(("Doe, Ann and Roe, Bob", "Solo, Carl", "Aa, D. and Bb, E. and Cc, F."), 1)
)
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"><path d="M0 0h9"/></svg>\n'


@dataclass(frozen=True, slots=True)
class Written:
    """A page in the two forms it has."""

    text: str
    """As its author writes it."""
    avoiding: str
    """As d2lbook must be given it to read what is meant."""
    accidents: tuple[str, ...]
    """What makes the two differ."""

    @property
    def stops(self) -> bool:
        """Whether d2lbook ends at the first form."""
        return any(number in STOPPING for number in self.accidents)


def generated() -> dict[str, Written]:
    """The pages by their path."""
    chapters = range(PAGES // IN_CHAPTER)
    listed = "\n".join(f"part{chapter}/index" for chapter in chapters)
    pages = {"index": f"# Book\n\n```toc\n:numbered:\n\n{listed}\n```\n\n```toc\nreferences\n```\n"}
    pages["references"] = "# References\n\n:bibliography:`refs.bib`\n"
    for chapter in chapters:
        listed = "\n".join(f"page{chapter * IN_CHAPTER + at:02}" for at in range(IN_CHAPTER))
        pages[f"part{chapter}/index"] = (
            f"# Part {chapter}\n:label:`chap_{chapter}`\n\nWords.\n\n```toc\n{listed}\n```\n"
        )
    found = {path: Written(text, text, ()) for path, text in pages.items()}
    return found | {f"part{number // IN_CHAPTER}/page{number:02}": _page(number) for number in range(PAGES)}


def _page(number: int) -> Written:
    taken = [PLAIN[(number * ON_PAGE + at) % len(PLAIN)] for at in range(ON_PAGE)]
    met = [ACCIDENTS[number % len(ACCIDENTS)]] if number >= WITHOUT_ACCIDENTS else []
    selector = "```{.python .input}\n%load_ext d2lbook.tab\ntab.interact_select(['beta', 'alpha'])\n```\n\n"
    head = f"{selector if number % 3 == 0 else ''}# Page §\n:label:`sec_page-§`\n\n"
    shown, avoiding = (
        (head + "\n\n".join([*taken, *rest, LAST]) + "\n").replace("§", str(number))
        for rest in ([text for _, text, _ in met], [text for _, _, text in met])
    )
    return Written(shown, avoiding, tuple(accident for accident, _, _ in met))


def write(
    folder: Path, texts: dict[str, str], tabs: str, output: str, more: str = ALIASES, static: str = "img/"
) -> None:
    """A book of these pages, whose output goes to the folder `output`."""
    shutil.rmtree(folder, ignore_errors=True)
    for path, text in texts.items():
        file = folder / f"{path}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    settings = SETTINGS.format(tabs=tabs, resources=f"{static} refs.bib", output=output, more=more)
    (folder / "config.ini").write_text(settings, encoding="utf-8")
    (folder / "refs.bib").write_text(WORKS, encoding="utf-8")
    (folder / "img").mkdir()
    (folder / "img" / "x.svg").write_text(PICTURE, encoding="utf-8")
