"""Outputs by key on disk: each key one file, written whole or not at all, never changed, checked when read.

An entry is removed only where it is damaged, or by `tabbook store prune`.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from tabbook.config import Config
from tabbook.store.ran import Key, Ran


class Corrupted(Exception):
    """Raised where an entry is not what was once written."""


class Store:
    """The stored runs in one folder, by key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def of(cls, config: Config) -> Store:
        """The store of a book."""
        return cls(config.build_folder / "cache" / "outputs")

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
            return self.examine(name)
        except FileNotFoundError:
            return None
        except Corrupted:
            self.drop(name)
            raise

    def names(self) -> Iterator[str]:
        """What the entries are stored under, in order."""
        return (path.stem for path in sorted(self.folder.glob("??/*.json")))

    def examine(self, name: str) -> Ran:
        """The entry of that name, damaged or not left where it is.

        Raises `Corrupted` where it is damaged, `FileNotFoundError` where there is none.
        """
        told = self.path(name).read_bytes()
        checksum, _, body = told.partition(b"\n")
        if checksum.decode("ascii", "replace") != _checksum(name, body):
            raise Corrupted("its checksum does not match")
        entry = json.loads(body)
        # A later tabbook may say more of a run than this one knows.
        told_of = {field.name: entry[field.name] for field in dataclasses.fields(Ran) if field.name in entry}
        return Ran(**told_of | {"languages": tuple(entry.get("languages", ()))})

    def drop(self, name: str) -> None:
        """Forget an entry."""
        self.path(name).unlink(missing_ok=True)

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
