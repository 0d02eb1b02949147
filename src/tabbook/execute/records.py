"""What a page's outputs were made from, in and out of a small file for each page, framework and language.

It only serves to say why a page runs: where a record is lost, no page runs for that.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tabbook.config import Config
from tabbook.document import Address
from tabbook.execute.material import Material
from tabbook.files import write_whole


@dataclass(frozen=True, slots=True)
class Record:
    """What one page's outputs were made from."""

    key: str
    """`Key.exact` of it all."""
    cells: tuple[tuple[int, str], ...]
    """The line that each cell's fence opens at, and its code."""
    saved: tuple[tuple[str, str], ...]
    """Names and source of each statement of the library that counts."""
    whole: Mapping[str, str]
    """The library's files, and the names of their contents."""
    pins: str
    """The file that names the packages."""
    versions: Mapping[str, str]
    declared: Mapping[str, str]
    """The data files that the page declares, and the names of their contents."""
    shared: Mapping[str, str]
    """The files that count for every page."""
    tree: str = ""
    text: str = ""
    """The two sides of the key, by which the outputs are found again; records of an older tabbook lack them."""


def record_of(material: Material) -> Record:
    return Record(
        material.key.exact,
        tuple((cell.place.line, cell.source) for cell in material.program.cells),
        tuple((part.name, part.source) for part in material.uses.parts),
        {part.name: hashlib.sha256(part.source.encode()).hexdigest() for part in material.uses.whole},
        material.environment.place.file,
        material.environment.versions,
        {
            f"{one.path}/{name}".removesuffix("/"): text
            for one in material.declared
            for name, text in one.digests.items()
        },
        material.shared,
        material.key.tree,
        material.key.text,
    )


def read_record(config: Config, address: Address) -> Record | None:
    """What the page's last good outputs were made from; `None` where that is not known."""
    try:
        told = json.loads(_file(config, address).read_bytes())
        told |= {name: tuple((first, second) for first, second in told[name]) for name in ("cells", "saved")}
        return Record(**told)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def write_records(config: Config, materials: Iterable[Material]) -> None:
    """Remember what good outputs were made from; where that cannot be written it is forgotten."""
    for material in materials:
        told = json.dumps(dataclasses.asdict(record_of(material)), ensure_ascii=False, indent=1)
        with contextlib.suppress(OSError):
            write_whole(_file(config, material.program.address), told.encode("utf-8", "surrogatepass"))


def _file(config: Config, address: Address) -> Path:
    language, path, framework = address
    return config.build_folder / "cache" / "records" / language / framework / f"{path}.json"
