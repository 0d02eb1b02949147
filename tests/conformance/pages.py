"""A folder in; a book in it that both tools read, every construct on several of its fifty pages."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from conformance.accidents import ACCIDENTS, STOPPING, WHOLE
from conformance.constructs import PLAIN

PAGES, IN_CHAPTER, ON_PAGE = 50, 10, 9
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

[library-gamma]
lib_file = shelf/gamma.py
lib_name = cc
reverse_alias = d2l\\.shape_of\\((\\w+)\\) -> \\1.shape
"""
LAST = "```{.python .input}\nlast = §\n```"
"""A cell for the first framework: a page that has none for any ends d2lbook (8.8)."""
WORKS = "".join(
    f"@article{{k{number},\n  author = {{{author}}},\n  title = {{On subject {number}}},\n  journal = {{Letters}},\n"
    f"  year = {{{2000 + number}}}\n}}\n\n"
    for number, author in enumerate(("Doe, Ann and Roe, Bob", "Solo, Carl", "Aa, D. and Bb, E. and Cc, F."), 1)
)
_ROLES = {"label": ":numref:`{}`", "eqlabel": ":eqref:`{}`"}
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
    labels: tuple[tuple[str, str], ...] = ()
    """What others may refer to: the mark, and the label."""

    @property
    def stops(self) -> bool:
        """Whether d2lbook ends at the first form."""
        return any(number in STOPPING for number in self.accidents)


def generated(seed: int = 0, count: int = PAGES) -> dict[str, Written]:
    """The pages by their path; the second half of them has an accident each. Another seed mixes them otherwise."""
    chance = random.Random(seed)
    mixed = (_mixture(chance) if seed else _in_turn(number) for number in range(count))
    made = [_page(number, taken, number >= count // 2) for number, taken in enumerate(mixed)]
    made = _referring(made, chance) + [_whole(count + at, *entry) for at, entry in enumerate(WHOLE)]
    parts = [made[start : start + IN_CHAPTER] for start in range(0, len(made), IN_CHAPTER)]
    found = {path: Written(text, text, ()) for path, text in _contents(parts).items()}
    for part, written in enumerate(parts):
        found |= {f"part{part}/page{part * IN_CHAPTER + at:02}": page for at, page in enumerate(written)}
    return found


def _contents(parts: Sequence[Sequence[Written]]) -> dict[str, str]:
    """The pages that list others, and the one with the works."""
    listed = "\n".join(f"part{part}/index" for part in range(len(parts)))
    pages = {"index": f"# Book\n\n```toc\n:numbered:\n\n{listed}\n```\n\n```toc\nreferences\n```\n"}
    pages["references"] = "# References\n\n:bibliography:`refs.bib`\n"
    for part, written in enumerate(parts):
        listed = "\n".join(f"page{part * IN_CHAPTER + at:02}" for at in range(len(written)))
        pages[f"part{part}/index"] = f"# Part {part}\n:label:`chap_{part}`\n\nWords.\n\n```toc\n{listed}\n```\n"
    return pages


def _in_turn(number: int) -> list[str]:
    return [PLAIN[(number * ON_PAGE + at) % len(PLAIN)] for at in range(ON_PAGE)]


def _mixture(chance: random.Random) -> list[str]:
    """Constructs in any order, a heading of the second level first (8.35)."""
    return [PLAIN[0], *chance.sample(PLAIN[1:], ON_PAGE - 1)]


def _page(number: int, taken: Sequence[str], has_accident: bool) -> Written:
    met = [ACCIDENTS[number % len(ACCIDENTS)]] if has_accident else []
    selector = "```{.python .input}\n%load_ext d2lbook.tab\ntab.interact_select(['beta', 'alpha'])\n```\n\n"
    head = f"{selector if number % 3 == 0 else ''}# Page §\n:label:`sec_page-§`\n\n"
    shown, avoiding = (
        (head + "\n\n".join([*taken, *rest, LAST]) + "\n").replace("§", str(number))
        for rest in ([text for _, text, _ in met], [text for _, _, text in met])
    )
    labels = re.findall(r":((?:eq)?label):`([^`]+)`", "".join(taken).replace("§", str(number)))
    return Written(shown, avoiding, tuple(accident for accident, _, _ in met), tuple(labels))


def _whole(number: int, accident: str, text: str, avoiding: str) -> Written:
    return Written(text.replace("§", str(number)), avoiding.replace("§", str(number)), (accident,))


def _referring(pages: Sequence[Written], chance: random.Random) -> list[Written]:
    """The pages, each with a paragraph that refers to others."""
    labels = [label for page in pages for label in page.labels]
    sections = [f":ref:`sec_page-{number}`" for number in range(len(pages))]
    referring = []
    for page in pages:
        roles = [_ROLES[kind].format(label) for kind, label in chance.sample(labels, 4)]
        words = f"Elsewhere: {', '.join([*roles, chance.choice(sections)])}.\n\n```{{.python .input}}\nlast"
        text, avoiding = (form.replace("```{.python .input}\nlast", words) for form in (page.text, page.avoiding))
        referring.append(replace(page, text=text, avoiding=avoiding))
    return referring


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
