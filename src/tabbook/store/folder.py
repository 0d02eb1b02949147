"""Outputs by key on disk: each key one file, each picture another; written whole or not at all, checked when read.

An entry is never changed. It is removed only where it is damaged, or by `tabbook store prune`.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from tabbook.config import Config
from tabbook.files import write_whole
from tabbook.store.packed import PICTURE, Corrupted, is_whole, pack, unpack
from tabbook.store.ran import Key, Ran


class Store:
    """The stored runs in one folder, by key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def of(cls, config: Config) -> Store:
        """The store of a book."""
        return cls(config.build_folder / "cache" / "outputs")

    def path(self, name: str) -> Path:
        return self.folder / entry_path(name)

    def picture(self, file: str) -> Path:
        """Where the picture in the file of that name lies."""
        return self.folder / picture_path(file)

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

    def pictures(self) -> Iterator[Path]:
        """The files of all pictures, in order."""
        return (path for path in sorted(self.folder.glob("blobs/??/*")) if PICTURE.fullmatch(path.name))

    def told(self, name: str) -> bytes:
        """An entry as it lies there; raises `FileNotFoundError` where there is none."""
        return self.path(name).read_bytes()

    def content(self, file: str) -> bytes:
        """What is in the file of a picture; raises `FileNotFoundError` where there is none."""
        return self.picture(file).read_bytes()

    def written(self, name: str) -> float | None:
        """When an entry was written, in seconds since 1970; `None` where it has just been dropped."""
        with contextlib.suppress(FileNotFoundError):
            return self.path(name).stat().st_mtime
        return None

    def examine(self, name: str) -> Ran:
        """The entry of that name, damaged or not left where it is.

        Raises `Corrupted` where it is damaged, `FileNotFoundError` where there is none.
        """
        return unpack(name, self.told(name), self.content)

    def drop(self, name: str) -> None:
        """Forget an entry."""
        self.path(name).unlink(missing_ok=True)

    def write(self, key: Key, ran: Ran) -> None:
        """Keep a run for `key`; what is there already stays, and a run that holds for another text stands beside it.

        Raises `OSError` where it cannot be written, and then leaves nothing half written behind.
        """
        name = key.exact if self.path(key.tree).exists() else key.tree
        if self.path(name).exists():
            return
        packed = pack(name, ran)
        # First the pictures: an entry that is there is whole.
        for file, content in packed.pictures.items():
            self._keep_picture(file, content)
        write_whole(self.path(name), packed.told)

    def _keep_picture(self, file: str, content: bytes) -> None:
        path = self.picture(file)
        with contextlib.suppress(FileNotFoundError):
            if is_whole(file, path.read_bytes()):
                os.utime(path)  # Young again: no `prune` takes it before its new entry is there.
                return
        write_whole(path, content)


def entry_path(name: str) -> str:
    """Where the entry of that name lies in a store."""
    return f"{name[:2]}/{name}.json"


def picture_path(file: str) -> str:
    """Where a picture lies in a store."""
    return f"blobs/{file[:2]}/{file}"
