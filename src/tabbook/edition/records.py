"""A bound book's name in; whether it is made from what the book holds now, and what was told when it was made, out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from tabbook.config import Config
from tabbook.document import Book, Outputs
from tabbook.document.tree import walk
from tabbook.edition import pictures
from tabbook.errors import Place, Problem
from tabbook.files import write_whole

FOLDER = ".made"
_OURS = Path(__file__).parents[1]


@cache
def salt_of(room: str, versions: str) -> bytes:
    """What every key of `room` begins with: its files, pandoc's door, this room's, and the versions it depends on."""
    rooms = (room, "pandoc", "edition")
    files = sorted(file for name in rooms for file in (_OURS / name).rglob("*") if file.is_file())
    return versions.encode() + b"".join(file.read_bytes() for file in files if file.suffix != ".pyc")


def key_of(book: Book, outputs: Outputs, config: Config, framework: str, salt: bytes) -> str:
    """A hash of everything that goes into `book` as it is bound for `framework`."""
    key = hashlib.sha256(salt)
    key.update(_json([asdict(config.project), asdict(config.pdf), framework, config.framework(framework).label]))
    key.update(_json([asdict(config.language(book.language)), config.frameworks]))
    for page in book.pages:
        key.update(_json([page.path, page.file, page.parent, page.tree.blocks if page.tree else ()]))
        for name in outputs.frameworks_of(page.language, page.path):
            program = outputs.program(page.language, page.path, name)
            key.update(name.encode())
            for cell in program.cells if program else ():
                key.update(_json([cell.block, cell.place.line, cell.source, cell.outputs, bool(program)]))
            key.update(b"run" if program and program.was_run else b"bare")
        for target in _pictures(page.tree.blocks if page.tree else ()):
            key.update(pictures.read(config.root, target) or b"none")
    if config.pdf.latex_logo:
        key.update(pictures.read(config.root, config.pdf.latex_logo) or b"none")
    return key.hexdigest()


def _pictures(blocks: Any) -> list[str]:
    return [node["c"][2][0] for node in walk(list(blocks), "Image")]


def _json(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, default=str).encode()


def is_made(folder: Path, name: str, key: str) -> bool:
    """Whether the file there is the one of `key`, whole."""
    record, file = _read(folder, name), folder / name
    return record.get("key") == key and file.is_file() and _digest(file) == record.get("digest")


def problems_of(folder: Path, name: str) -> tuple[Problem, ...]:
    """What was told when the file was made."""
    return tuple(
        Problem(told["code"], Place(**told["place"]), told["what"], told["cure"], told["severity"])
        for told in _read(folder, name).get("problems", ())
    )


def keep(folder: Path, name: str, key: str, problems: Collection[Problem]) -> None:
    record = {"key": key, "digest": _digest(folder / name), "problems": [asdict(problem) for problem in problems]}
    write_whole(folder / FOLDER / f"{name}.json", json.dumps(record, ensure_ascii=False).encode())


def remove_others(folder: Path, names: Collection[str], ending: str) -> None:
    """Remove the files of languages and frameworks that are gone."""
    for file in folder.glob(f"*.{ending}"):
        if file.name not in names:
            file.unlink()
            (folder / FOLDER / f"{file.name}.json").unlink(missing_ok=True)


def _read(folder: Path, name: str) -> dict[str, Any]:
    try:
        record = json.loads((folder / FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
