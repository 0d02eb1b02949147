"""Books in; what is bound of them for each language and framework, where it is not made yet of what they hold, out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from tabbook.config import Config
from tabbook.document import Book, Outputs
from tabbook.document.tree import walk
from tabbook.edition import pictures
from tabbook.edition.sections import frameworks_of
from tabbook.errors import Place, Problem
from tabbook.files import read_sealed, write_sealed

FOLDER = ".made"
ByName = Mapping[str, str]
"""Something of each file, by its name: its framework, or its key."""
Make = Callable[[Book, ByName, ByName], Mapping[str, tuple[Problem, ...]]]
"""Binds the files of a book, by name the framework and the key; gives what was wrong with each."""
_OURS = Path(__file__).parents[1]


@cache
def salt_of(room: str, versions: str) -> bytes:
    """What every key of `room` begins with: its files, pandoc's door, this room's, and the versions it depends on."""
    rooms = (room, "pandoc", "edition")
    files = sorted(file for name in rooms for file in (_OURS / name).rglob("*") if file.is_file())
    return versions.encode() + b"".join(file.read_bytes() for file in files if file.suffix != ".pyc")


def renew(
    books: Mapping[str, Book], outputs: Outputs, config: Config, folder: Path, ending: str, salt: bytes, make: Make
) -> tuple[Problem, ...]:
    """Have what is not there yet made into `folder`; every Problem of all. A file with an error keeps its form."""
    problems: list[Problem] = []
    names: list[str] = []
    is_strict = config.build.warning_is_error
    for language, book in books.items():
        stem = f"{config.project.name}-{language}"
        wanted = {f"{stem}-{framework}.{ending}": framework for framework in frameworks_of(config)}
        names += wanted
        keys = {name: key_of(book, outputs, config, framework, salt) for name, framework in wanted.items()}
        stale = {name: framework for name, framework in wanted.items() if not is_made(folder, name, keys[name])}
        made = make(book, stale, keys)
        for name in wanted:
            told = made[name] if name in made else problems_of(folder, name)
            if name in made and not any(is_strict or problem.is_error for problem in told):
                keep(folder, name, keys[name], told)
            problems += told
    remove_others(folder, names, ending)
    return tuple(dict.fromkeys(problems))


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
    write_sealed(folder / FOLDER / f"{name}.json", json.dumps(record, ensure_ascii=False).encode())


def remove_others(folder: Path, names: Collection[str], ending: str) -> None:
    """Remove the files of languages and frameworks that are gone."""
    for file in folder.glob(f"*.{ending}"):
        if file.name not in names:
            file.unlink()
            (folder / FOLDER / f"{file.name}.json").unlink(missing_ok=True)


def _read(folder: Path, name: str) -> dict[str, Any]:
    try:
        record: dict[str, Any] = json.loads(read_sealed(folder / FOLDER / f"{name}.json") or b"{}")
    except ValueError:
        return {}
    return record


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
