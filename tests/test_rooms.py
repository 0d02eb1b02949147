"""The shape of the house: who may import whom, how long a file may be, which names are taken."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "tabbook"
FLOORS = {
    10: ("cli",),
    9: ("preview", "d2lbook", "adopt"),
    8: ("build", "desk"),
    7: ("edits", "slides"),
    6: ("website", "pdf", "latex", "epub", "notebooks", "translation"),
    5: ("execute", "numbering", "edition"),
    4: ("source", "frameworks", "library", "prose"),
    3: ("kernels", "pandoc", "store", "typesetting", "unchanged", "warm"),
    2: ("config", "document", "magics", "timeline"),
    1: ("errors", "files", "forks", "kept", "lazily", "lock"),
    0: ("pickled",),
}
FLOOR_OF = {room: floor for floor, rooms in FLOORS.items() for room in rooms}
DOORS = {
    "pypandoc": "pandoc",
    "math_core": "pandoc",
    "fsspec": "store",
    "nbclient": "execute",
    "PIL": "execute website/cards.py",
    "dask": "execute/cluster/scheduler.py",
    "distributed": "execute/cluster/scheduler.py",
    "uv": "kernels",
    "jinja2": "website desk",
    "pygments": "website pdf/colours.py",
    "click": "cli",
    "starlette": "preview",
    "uvicorn": "preview",
    "watchfiles": "preview",
    "typst": "typesetting",
}
"""Packages that only one room, or one file of it, may know; Pillow compares pictures in one and draws in another."""
VAGUE = {"utils", "util", "common", "helpers", "misc", "base", "core", "manager", "handler"}
FILES = sorted(PACKAGE.rglob("*.py"))


def room_of(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_imports_look_down(file: Path) -> None:
    """A room imports itself and rooms on lower floors, never a neighbour."""
    room = room_of(file)
    rooms = {name.split(".")[1] for name in imports_of(file) if name.startswith("tabbook.")}
    for other in rooms & set(FLOOR_OF) - {room}:
        assert FLOOR_OF[other] < FLOOR_OF.get(room, 0), f"{room} imports {other}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_every_file_stands_in_a_known_room(file: Path) -> None:
    """No file lies outside the rooms, has a vague name or the name of a standard module, or is too long."""
    assert room_of(file) in FLOOR_OF or file.name == "__init__.py"
    assert file.stem not in VAGUE
    assert file.stem not in sys.stdlib_module_names or file.stem == "__init__"
    assert len(file.read_text(encoding="utf-8").splitlines()) < 400


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_heavy_package_has_one_door(file: Path) -> None:
    """Pandoc, nbclient, uv and the template engine are each known to one room only, Dask to one file."""
    for name in imports_of(file):
        door = DOORS.get(name.split(".")[0])
        assert door is None or {room_of(file), file.relative_to(PACKAGE).as_posix()} & set(door.split()), (
            f"{name} is not for this room"
        )


def test_a_module_says_what_comes_in_and_goes_out() -> None:
    """Each module begins with a docstring."""
    assert [file for file in FILES if not ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))] == []
