"""What a run is named by, and what it gave: the two sides of the store."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Key:
    """What a program's outputs are stored under."""

    tree: str
    """Names what the program means; programs that mean the same share their outputs."""
    text: str
    """Names its text, comments included; counts where the outputs turn out to show lines of it."""

    @property
    def exact(self) -> str:
        """Names meaning and text together."""
        return digest(self.tree.encode(), self.text.encode()).hex()


@dataclass(frozen=True, slots=True)
class Ran:
    """What a program printed when every cell had run without error."""

    outputs: Sequence[Sequence[Mapping[str, Any]]]
    """For each cell its cleaned nbformat outputs, stderr among them."""
    seconds: float
    """How long its cells took together, when the kernel had started."""
    versions: Mapping[str, str]
    """The exact packages it ran with."""
    text: str = ""
    """The only text it holds for, as in `Key.text`, because it shows lines of it; empty: for any."""
    page: str = ""
    """The page that was run, for people who look into the store; others may use it too."""
    framework: str = ""
    languages: Sequence[str] = ()
    """The languages that had this code when it ran."""
    day: str = ""
    """When it ran, such as 2026-11-20, by universal time; empty in what an older tabbook stored."""

    def fits(self, key: Key) -> bool:
        """Whether these are the outputs of a program with `key`, where the tree of both is the same."""
        return self.text in ("", key.text)


def digest(*parts: bytes) -> bytes:
    """One digest of all parts, their borders included."""
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).digest()
