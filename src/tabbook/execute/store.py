"""Outputs by key on disk: each key one file, written whole or not at all, never changed, checked when read."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tabbook.execute.key import Key


@dataclass(frozen=True, slots=True)
class Ran:
    """What a program printed when every cell had run without error."""

    outputs: Sequence[Sequence[Mapping[str, Any]]]
    """For each cell its cleaned nbformat outputs, stderr among them."""
    seconds: float
    """How long the run took, the kernel's start included."""
    versions: Mapping[str, str]
    """The exact packages it ran with."""
    text: str = ""
    """The only text it holds for, as in `Key.text`, because it shows lines of it; empty: for any."""

    def fits(self, key: Key) -> bool:
        """Whether these are the outputs of a program with `key`, where the tree of both is the same."""
        return self.text in ("", key.text)


class Corrupted(Exception):
    """Raised where an entry is not what was once written."""


class Store:
    """The stored runs in one folder, by key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        return self.folder / name[:2] / f"{name}.json"

    def read(self, key: Key) -> Ran | None:
        """The run stored for `key`; `None` where there is none.

        Raises `Corrupted` where the entry is damaged, and drops it.
        """
        for name in (key.tree, key.exact):
            ran = self._read(name)
            if ran and ran.fits(key):
                return ran
        return None

    def _read(self, name: str) -> Ran | None:
        try:
            told = self.path(name).read_bytes()
        except FileNotFoundError:
            return None
        checksum, _, body = told.partition(b"\n")
        if checksum.decode("ascii", "replace") != _checksum(name, body):
            self.path(name).unlink(missing_ok=True)
            raise Corrupted("its checksum does not match")
        return Ran(**json.loads(body))

    def write(self, key: Key, ran: Ran) -> None:
        """Keep a run for `key`; what is there already stays, and a run that holds for another text stands beside it.

        Raises `OSError` where it cannot be written, and then leaves nothing behind.
        """
        name = key.exact if self.path(key.tree).exists() else key.tree
        path = self.path(name)
        if path.exists():
            return
        entry = dataclasses.asdict(ran) | {"seconds": round(ran.seconds, 3)}
        body = json.dumps(entry, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f"{name}.{os.getpid()}")
        try:
            aside.write_bytes(_checksum(name, body).encode() + b"\n" + body)
            os.replace(aside, path)
        finally:
            aside.unlink(missing_ok=True)


def _checksum(name: str, body: bytes) -> str:
    """Also the name counts: an entry under another's is damaged."""
    return hashlib.sha256(name.encode() + body).hexdigest()
