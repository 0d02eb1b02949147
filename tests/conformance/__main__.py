"""Compile the same pages with the real d2lbook and with tabbook, and tell every difference by its number.

    PYTHONPATH=tests python -m conformance [FOLDER]

Three sets of pages: the twenty cases, fifty generated pages, and the English pages of this repository's book. Where the
two tools differ, d2lbook is given the page as it must be written to be read as it was meant: if it then makes what
tabbook makes of the page as it is, the difference is the accident that the two forms differ by, and docs/differences.md
has it under that number. Any other difference is printed, and makes the command end with 1.
"""

from __future__ import annotations

import difflib
import json
import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from conformance import pages, tools
from conformance.facts import Fact
from conformance.tools import Cell, Made
from source.test_conformance import HERE as CASES
from source.test_conformance import cells_of, page_of, without_positions

REPOSITORY = Path(__file__).parents[2]
TABS = "alpha, beta, gamma"


def main(folder: Path) -> int:
    programs = tools.environment(folder / "env")
    unexplained = [*of_cases(programs), *of_generated(folder, programs), *of_book(folder, programs)]
    for text in unexplained:
        print(f"\n{text}", file=sys.stderr)
    return 1 if unexplained else 0


def row(name: str, what: str, verdicts: Sequence[str | None]) -> None:
    """A line of the table: how many are the same, and how many differ by which accident."""
    numbers = Counter(verdict for verdict in verdicts if verdict)
    told = ", ".join(f"{number} ({count})" for number, count in sorted(numbers.items()))
    same = sum(verdict == "" for verdict in verdicts)
    print(f"{name:<16} {what:<24} {len(verdicts):>4} compared, {same:>4} the same  {told}", flush=True)


def of_cases(programs: Path) -> list[str]:
    """The twenty cases: ours beside what d2lbook makes of them today, and that beside what is kept of it."""
    listed = {(entry["case"], entry["tab"]): entry["accident"] for entry in json.loads(_read("accidents.json"))}
    verdicts: list[str | None] = []
    wrong = []
    for name, tabs in tools.cells_of_cases(CASES, programs).items():
        page, made = page_of(CASES / name)
        for tab, theirs in tabs.items():
            kept = without_positions(json.loads(_read(f"{name}/expected-{tab}.json")))
            ours = without_positions(cells_of(page, made.get(tab)))
            verdict = "" if ours == theirs else listed.get((name, tab))
            verdicts.append(verdict)
            if verdict is None or theirs != kept:
                wrong.append(f"{name}, {tab}:\n{_difference([str(theirs)], [str(ours)])}")
    row("twenty cases", "cells, a framework", verdicts)
    return wrong


def _read(name: str) -> str:
    return (CASES / name).read_text(encoding="utf-8")


def of_generated(folder: Path, programs: Path) -> list[str]:
    """The fifty pages as they are, and as d2lbook must be given them."""
    book = pages.generated()
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
    tabs = "pytorch, tensorflow, jax, mxnet"
    for name, output, more in (("book", "_build", ""), ("ours-book", "build", pages.WORDS)):
        pages.write(folder / name, texts, tabs, output, more, "static/")
        shutil.copytree(REPOSITORY / "static", folder / name / "static")
        shutil.copy(REPOSITORY / "chapters" / "refs.bib", folder / name / "refs.bib")
    theirs, ours = tools.by_d2lbook(folder / "book", programs), tools.by_tabbook(folder / "ours-book")
    return [
        *_compare_cells("this book", ours, theirs, ours, theirs, dict.fromkeys(texts, ""), set()),
        *_compare_facts("this book", ours, theirs, theirs, dict.fromkeys(texts, ""), set()),
    ]


def _moved(text: str) -> str:
    """A page whose folder is two levels higher."""
    return re.sub(r"(\]\(|`)((?:\.\./)*)\.\./\.\./(static/)", r"\1\2\3", text).replace("`../refs.bib`", "`refs.bib`")


def _compare_cells(
    name: str, ours: Made, theirs: Made, plain: Made, avoiding: Made, numbers: dict[str, str], stopped: Iterable[str]
) -> list[str]:
    verdicts: list[str | None] = []
    wrong = []
    for key in sorted(set(ours.cells) | set(theirs.cells)):
        mine, others = ours.cells.get(key), theirs.cells.get(key)
        verdict: str | None = None
        if mine == others and key[0] not in stopped:
            verdict = ""
        elif _without_imports(mine) == _without_imports(others):
            verdict = "8.23"
        elif _without_imports(plain.cells.get(key)) == _without_imports(avoiding.cells.get(key)) and (
            _code(mine) == _code(avoiding.cells.get(key))
        ):
            verdict = numbers[key[0]] or None
        verdicts.append(verdict)
        if verdict is None:
            wrong.append(f"{key[0]}, {key[1]}:\n{_difference(_lines(others), _lines(mine))}")
    row(name, "notebooks, cell by cell", verdicts)
    return wrong


def _compare_facts(
    name: str, ours: Made, theirs: Made, avoiding: Made, numbers: dict[str, str], stopped: Iterable[str]
) -> list[str]:
    verdicts: list[str | None] = []
    wrong = []
    for path in sorted(set(ours.facts) | set(theirs.facts)):
        mine, others = ours.facts.get(path, []), theirs.facts.get(path, [])
        verdict: str | None = None
        if mine == others and path not in stopped:
            verdict = ""
        elif mine == avoiding.facts.get(path):
            verdict = numbers.get(path) or None
        verdicts.append(verdict)
        if verdict is None:
            wrong.append(f"{path}:\n{_difference(_shown(others), _shown(mine))}")
    row(name, "numbers and links, a page", verdicts)
    return wrong


def _without_imports(cells: tuple[Cell, ...] | None) -> object:
    """Cells with the lines of their imports in one order, and marks written in one way (8.23)."""
    return cells and [(kind, _sorted(source) if kind == "code" else source, tab) for kind, source, tab in cells]


def _sorted(source: str) -> object:
    if "import " not in source:
        return source
    return sorted(re.sub(r"#\s*@save", "#@save", line).rstrip() for line in source.split("\n") if line.strip())


def _code(cells: tuple[Cell, ...] | None) -> object:
    return cells and [_sorted(source) for kind, source, _ in cells if kind == "code"]


def _lines(cells: tuple[Cell, ...] | None) -> list[str]:
    return [line for kind, source, tab in cells or () for line in (f"--- {kind} {tab or ''}", *source.split("\n"))]


def _shown(facts: list[Fact]) -> list[str]:
    return [" · ".join(filter(None, fact)) for fact in facts]


def _difference(theirs: Sequence[str], ours: Sequence[str]) -> str:
    return "\n".join(difflib.unified_diff(list(theirs), list(ours), "d2lbook", "tabbook", lineterm="", n=1))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/conformance").absolute()))
