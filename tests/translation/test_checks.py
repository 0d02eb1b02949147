"""English and a translation in, findings out: what each check says, as data."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cases import check
from tabbook import translation
from tabbook.translation import checks
from translation.little_shelf import findings, marked

FILES = sorted((Path(__file__).parent / "cases").glob("*.md"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_cases(file: Path) -> None:
    """Each translation raises the findings of its case; `NOMARKER` says that it brings its own first line, or none."""
    check(file, rendered)


def rendered(case: str) -> str:
    """What the checks say of English, a line with the language, and its translation."""
    english, rest = case.split("==== ", 1)
    language, _, made = rest.partition("\n")
    own = made.removeprefix("NOMARKER")
    found = findings(own if own != made else marked(made, english), english, language)
    return "\n".join(
        f"{'' if one.severity == 'error' else 'warning '}{one.code} line {one.line}: {one.what}; {one.cure}"
        for one in found
    )


def test_every_check_has_a_case_file() -> None:
    """One check, one file, one case file, all with the same noun."""
    names = {file.stem for file in Path(checks.__file__).parent.glob("*.py")} - {"__init__"}
    assert names == {file.stem for file in FILES}


def test_every_code_is_listed() -> None:
    """The table of the room names each code that its files use, and no other."""
    folder = Path(translation.__file__).parent
    used = {code for file in folder.rglob("*.py") for code in re.findall(r'"(T\d\d)"', file.read_text("utf-8"))}
    assert used == set(re.findall(r"^\| (T\d\d) \|", translation.__doc__ or "", re.MULTILINE))
