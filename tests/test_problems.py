"""docs/problems.md and the sources: every code that is told is listed, and no other."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
CODE = re.compile(r"[A-Z]\d{2}")
LISTED = re.compile(
    r"""
    \b (?P<letter> [A-Z]) (?P<first> \d{2}) \b
    (?: (?: – | [ ]to[ ]) [A-Z] (?P<last> \d{2}) \b )?      # several in a row, named by their ends
    """,
    re.VERBOSE,
)


def told() -> set[str]:
    """The codes that stand as texts of their own in the sources."""
    trees = (ast.parse(file.read_text(encoding="utf-8")) for file in (ROOT / "src").rglob("*.py"))
    texts = (node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {text for text in texts if isinstance(text, str) and CODE.fullmatch(text)}


def listed() -> set[str]:
    found = LISTED.finditer((ROOT / "docs" / "problems.md").read_text(encoding="utf-8"))
    return {
        f"{match['letter']}{number:02}"
        for match in found
        for number in range(int(match["first"]), int(match["last"] or match["first"]) + 1)
    }


def test_every_code_is_listed_and_no_other() -> None:
    """A reader finds each code that a build, a check or a command tells."""
    assert told() == listed()
