"""The codes of Problems in, a table that explains each of them out."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest

from tabbook import frameworks, source


@pytest.mark.parametrize(("room", "letter"), [(source, "S"), (frameworks, "F")])
def test_every_code_is_explained(room: ModuleType, letter: str) -> None:
    """The table at the head of a room has a row for every code the room uses, and no other."""
    files = Path(room.__file__ or "").parent.rglob("*.py")
    used = {code for file in files for code in re.findall(rf'"({letter}\d\d)"', file.read_text(encoding="utf-8"))}
    assert sorted(used) == re.findall(rf"^\| ({letter}\d\d) \|", room.__doc__ or "", re.MULTILINE)
