"""Compile the same pages with the real d2lbook and with tabbook, and tell every difference by its number.

    PYTHONPATH=tests python -m conformance [FOLDER [SEED [PAGES]]]

Three sets of pages: the twenty cases, generated pages, and the English pages of this repository's book. Where the two
tools differ, d2lbook is given the page as it must be written to be read as it was meant: if it then makes what tabbook
makes of the page as it is, the difference is the accident that the two forms differ by, and docs/differences.md has it
under that number. Any other difference is printed, and makes the command end with 1.
"""

from __future__ import annotations

import ast
import difflib
import json
import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from conformance import pages, tools
from conformance.facts import Fact
from conformance.second_forms import UNSORTED, around, works_around
from conformance.tools import Cells, Made
from source.test_conformance import HERE as CASES
from source.test_conformance import cells_of, page_of, without_positions

REPOSITORY = Path(__file__).parents[2]
TABS = "alpha, beta, gamma"


def main(folder: Path, seed: int = 0, count: int = pages.PAGES) -> int:
    programs = tools.environment(folder / "env")
    generated = pages.generated(seed, count)
    unexplained = [*of_cases(folder, programs), *of_generated(folder, programs, generated), *of_book(folder, programs)]
    for text in unexplained:
        print(f"\n{text}", file=sys.stderr)
    return 1 if unexplained else 0


def row(name: str, what: str, verdicts: Sequence[str | None]) -> None:
    """A line of the table: how many are the same, and how many differ by which accident."""
    numbers = Counter(verdict for verdict in verdicts if verdict)
    told = ", ".join(f"{number} ({count})" for number, count in sorted(numbers.items()))
    same = sum(verdict == "" for verdict in verdicts)
    print(f"{name:<16} {what:<24} {len(verdicts):>4} compared, {same:>4} the same  {told}", flush=True)


def of_cases(folder: Path, programs: Path) -> list[str]:
    """The twenty cases: ours beside what d2lbook makes of them today, and that beside what is kept of it."""
    listed = {(entry["case"], entry["tab"]): entry["accident"] for entry in json.loads(_read("accidents.json"))}
    around = tools.cells_of_cases(_around(folder / "cases"), programs)
    verdicts: list[str | None] = []
    wrong = []
    for name, tabs in tools.cells_of_cases(CASES, programs).items():
        page, made = page_of(CASES / name)
        for tab, theirs in tabs.items():
            kept = without_positions(json.loads(_read(f"{name}/expected-{tab}.json")))
            ours = without_positions(cells_of(page, made.get(tab)))
            verdict = "" if ours == theirs else None
            if verdict is None and _said(around.get(name, {}).get(tab)) == _said(ours):
                verdict = listed.get((name, tab))
            verdicts.append(verdict)
            if verdict is None or theirs != kept:
                wrong.append(f"{name}, {tab}:\n{_difference([str(theirs)], [str(ours)])}")
    row("twenty cases", "cells, a framework", verdicts)
    return wrong


def _around(folder: Path) -> Path:
    """The second forms of the cases that d2lbook reads by accident, as folders of cases."""
    shutil.rmtree(folder, ignore_errors=True)
    for form in sorted((Path(__file__).parent / "around").glob("*.md")):
        case = folder / form.stem
        case.mkdir(parents=True)
        shutil.copy(form, case / "input.md")
        shutil.copy(CASES / form.stem / "config.ini", case)
    return folder


def _said(cells: list[dict[str, Any]] | None) -> object:
    """Cells with what their code says in place of its letters."""
    return cells and [cell | {"source": _syntax(cell["source"])} if cell["type"] == "code" else cell for cell in cells]


def _read(name: str) -> str:
    return (CASES / name).read_text(encoding="utf-8")


def of_generated(folder: Path, programs: Path, book: Mapping[str, pages.Written]) -> list[str]:
    """The generated pages as they are, and as d2lbook must be given them."""
    forms = {
        "written": {path: page.avoiding if page.stops else page.text for path, page in book.items()},
        "avoiding": {path: page.avoiding for path, page in book.items()},
        "meant": {path: page.text for path, page in book.items()},
    }
    for name, texts in forms.items():
        pages.write(folder / name, texts, TABS, "_build")
    theirs, avoiding = (tools.by_d2lbook(folder / name, programs) for name in ("written", "avoiding"))
    for name in ("meant", "avoiding"):
        pages.write(folder / f"ours-{name}", forms[name], TABS, "build", pages.ALIASES + pages.WORDS)
    ours, plain = (tools.by_tabbook(folder / f"ours-{name}") for name in ("meant", "avoiding"))
    numbers = {path: ", ".join(page.accidents) for path, page in book.items()}
    stopped = {path for path, page in book.items() if page.stops}
    return [
        *_compare_cells("generated pages", ours, theirs, plain, avoiding, numbers, stopped),
        *_compare_facts("generated pages", ours, theirs, avoiding, numbers, stopped),
    ]


def of_book(folder: Path, programs: Path) -> list[str]:
    """The English pages of this repository's book, in d2lbook's layout for both."""
    source = REPOSITORY / "chapters" / "en"
    texts = {
        file.relative_to(source).with_suffix("").as_posix(): _moved(file.read_text(encoding="utf-8"))
        for file in sorted(source.rglob("*.md"))
    }
    tabs = ("pytorch", "tensorflow", "jax", "mxnet")
    forms = {path: around(text, tabs) for path, text in texts.items()}
    second = {path: form.text for path, form in forms.items()}
    works = (REPOSITORY / "chapters" / "refs.bib").read_text(encoding="utf-8")
    for name, given, output, more in (
        ("book", texts, "_build", ""),
        ("avoiding-book", second, "_build", ""),
        ("ours-book", texts, "build", pages.WORDS),
        ("ours-avoiding-book", second, "build", pages.WORDS),
    ):
        pages.write(folder / name, given, ", ".join(tabs), output, more, "static/")
        shutil.copytree(REPOSITORY / "static", folder / name / "static")
        (folder / name / "refs.bib").write_text(works_around(works) if name == "avoiding-book" else works)
    theirs, avoiding = (tools.by_d2lbook(folder / name, programs) for name in ("book", "avoiding-book"))
    ours, plain = (tools.by_tabbook(folder / name) for name in ("ours-book", "ours-avoiding-book"))
    in_code = {path: ", ".join(form.in_code) for path, form in forms.items()}
    in_prose = {path: ", ".join(form.in_prose) for path, form in forms.items()}
    return [
        *_compare_cells("this book", ours, theirs, plain, avoiding, in_code, set()),
        *_compare_facts("this book", ours, theirs, avoiding, in_prose | {"references": "8.34"}, set()),
    ]


def _moved(text: str) -> str:
    """A page whose folder is two levels higher."""
    return re.sub(r"(\]\(|`)((?:\.\./)*)\.\./\.\./(static/)", r"\1\2\3", text).replace("`../refs.bib`", "`refs.bib`")


def _compare_cells(
    name: str, ours: Made, theirs: Made, plain: Made, avoiding: Made, numbers: Mapping[str, str], stopped: Iterable[str]
) -> list[str]:
    verdicts: list[str | None] = []
    wrong = []
    for key in sorted(set(ours.cells) | set(theirs.cells)):
        mine, others = ours.cells.get(key), theirs.cells.get(key)
        verdict: str | None = None
        if mine == others and key[0] not in stopped:
            verdict = ""
        elif _as_meant(mine, plain.cells.get(key), avoiding.cells.get(key)):
            verdict = numbers[key[0]] or None
        verdicts.append(verdict)
        if verdict is None:
            wrong.append(f"{key[0]}, {key[1]}:\n{_difference(_lines(others), _lines(mine))}")
    row(name, "notebooks, cell by cell", verdicts)
    return wrong


def _as_meant(mine: Cells, plain: Cells, avoiding: Cells) -> bool:
    """Whether both tools make the same of the second form, and the code is that which tabbook made of the first."""
    return _unmarked(plain) == _unmarked(avoiding) and _code(mine) == _code(avoiding)


def _unmarked(cells: Cells) -> Cells:
    """Cells without the line that keeps d2lbook from sorting their imports."""
    return cells and tuple((kind, source.removeprefix(UNSORTED), tab) for kind, source, tab in cells)


def _code(cells: Cells) -> object:
    return cells and [_syntax(source) for kind, source, _ in _unmarked(cells) or () if kind == "code"]


def _syntax(source: str) -> str:
    """What the code says; its letters where it is no plain Python."""
    try:
        return ast.dump(ast.parse(source))
    except SyntaxError:
        return source


def _compare_facts(
    name: str, ours: Made, theirs: Made, avoiding: Made, numbers: Mapping[str, str], stopped: Iterable[str]
) -> list[str]:
    verdicts: list[str | None] = []
    wrong = []
    for path in sorted(set(ours.facts) | set(theirs.facts)):
        mine, others = ours.facts.get(path, []), theirs.facts.get(path, [])
        verdict: str | None = None
        if mine == others and path not in stopped:
            verdict = ""
        elif mine == avoiding.facts.get(path):
            verdict = numbers.get(path) or _numbers_of_others(mine, numbers) or None
        verdicts.append(verdict)
        if verdict is None:
            wrong.append(f"{path}:\n{_difference(_shown(others), _shown(mine))}")
    row(name, "numbers and links, a page", verdicts)
    return wrong


def _numbers_of_others(facts: Sequence[Fact], numbers: Mapping[str, str]) -> str:
    """The accidents of the pages that a page refers to: their things have other numbers, or none."""
    leads = {target.partition("#")[0] for kind, _, _, target in facts if kind == "link"}
    return ", ".join(sorted({numbers[path] for path in leads if numbers.get(path)}))


def _lines(cells: Cells) -> list[str]:
    return [line for kind, source, tab in cells or () for line in (f"--- {kind} {tab or ''}", *source.split("\n"))]


def _shown(facts: list[Fact]) -> list[str]:
    return [" · ".join(filter(None, fact)) for fact in facts]


def _difference(theirs: Sequence[str], ours: Sequence[str]) -> str:
    return "\n".join(difflib.unified_diff(list(theirs), list(ours), "d2lbook", "tabbook", lineterm="", n=1))


if __name__ == "__main__":
    place, *numbers = sys.argv[1:] or ["build/conformance"]
    sys.exit(main(Path(place).absolute(), *map(int, numbers)))
