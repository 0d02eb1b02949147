"""How a page stands in, the file that a later build reads it from out; and back."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

from tabbook.document import Behind, Standing, Words
from tabbook.errors import Place, Problem
from tabbook.files import read_sealed


def write(standing: Standing, name: str) -> bytes:
    """The content of a file; `name` says what texts it speaks of."""
    return json.dumps({"name": name, "standing": standing}, default=_fields, ensure_ascii=False).encode()


def _fields(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}


def read(file: Path, name: str) -> Standing | None:
    """What stands in `file`; `None` where it speaks of other texts, or cannot be read."""
    try:
        found = json.loads(read_sealed(file) or b"")
        return _standing(found["standing"]) if found["name"] == name else None
    except (ValueError, KeyError, TypeError):
        return None


def _standing(data: dict[str, Any]) -> Standing:
    behind = tuple(
        Behind(**{**one, "words": tuple(Words(**words) for words in one["words"])}) for one in data["behind"]
    )
    errors = tuple(Problem(**{**one, "place": Place(**one["place"])}) for one in data["errors"])
    return Standing(**{**data, "behind": behind, "errors": errors})
