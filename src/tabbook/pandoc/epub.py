"""The blocks of a book and what is said about it in, an EPUB as pandoc binds it out."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tabbook.document import Node
from tabbook.pandoc import program
from tabbook.pandoc.process import SECONDS
from tabbook.pandoc.texts import API_VERSION, PandocError

Said = str | Sequence[str]


def version() -> str:
    """What a book bound by pandoc depends on."""
    return f"pandoc {program.version()}"


def bind(
    blocks: Sequence[Node], metadata: Mapping[str, Said], folder: Path, *, template: Path, style: Path, cover: str
) -> bytes:
    """An EPUB with one file for each heading of the first level.

    `folder` holds the pictures and `cover`; `metadata` gives texts that are taken as they are.
    Raises `PandocError` where pandoc refuses.
    """
    document = {"pandoc-api-version": API_VERSION, "meta": _meta(metadata), "blocks": list(blocks)}
    command = [program.path(), "--from=json", "--to=epub3", "--output=-"]
    command += [f"--template={template}", f"--css={style}"]
    command += ["--split-level=1", "--toc", "--toc-depth=2", f"--epub-cover-image={cover}"]
    # The moment of binding would stand in the file.
    environment = {"SOURCE_DATE_EPOCH": "315532800", **os.environ}
    try:
        done = subprocess.run(
            command,
            input=json.dumps(document, ensure_ascii=False).encode(),
            cwd=folder,
            env=environment,
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
    except subprocess.TimeoutExpired:
        raise PandocError(f"pandoc gave no answer within {SECONDS} s")
    except subprocess.CalledProcessError as error:
        raise PandocError(error.stderr.decode(errors="replace").strip())
    return done.stdout


def _meta(metadata: Mapping[str, Said]) -> dict[str, Any]:
    return {name: _value(value) for name, value in metadata.items() if value}


def _value(value: Said) -> Node:
    if isinstance(value, str):
        return {"t": "MetaString", "c": value}
    return {"t": "MetaList", "c": [_value(item) for item in value]}
