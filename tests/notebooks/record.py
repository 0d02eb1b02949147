"""A file that was run in; whether it ran so before out, from one run of the tests to the next."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from conftest import REPOSITORY


@dataclass(frozen=True, slots=True)
class Record:
    """The files of one kind that ran as they should; pytest keeps them, and `--cache-clear` forgets them."""

    cache: pytest.Cache
    kind: str

    def has(self, file: Path) -> bool:
        """Whether these very bytes ran with these very pins."""
        return bool(self.cache.get(self._key(file), ""))

    def add(self, file: Path) -> None:
        """From now on it has run."""
        self.cache.set(self._key(file), str(file))

    def _key(self, file: Path) -> str:
        pins = b"".join(path.read_bytes() for path in sorted((REPOSITORY / "kernels").glob("*.txt")))
        return f"tabbook/{self.kind}/{sha256(file.read_bytes() + pins).hexdigest()}"
