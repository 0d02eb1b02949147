"""A run in; the bytes of its entry and the pictures that stand in files of their own, out; and back, all of it checked.

A picture's file is called by the SHA-256 of what is in it, so equal ones are one, and a wrong one is found out.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tabbook.store.ran import Ran

KINDS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/svg+xml": "svg"}
"""What is a picture, and how its file ends."""
SHORT = 2000
"""A drawing of fewer letters stays in the entry."""
PICTURE = re.compile(r"[0-9a-f]{64}\.(?:png|jpg|gif|svg)")
"""What a picture's file may be called: an entry that others wrote must not name a file elsewhere."""


class Corrupted(Exception):
    """Raised where an entry is not what was once written."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A run as it is stored."""

    told: bytes
    """The entry: its checksum, then JSON."""
    pictures: Mapping[str, bytes]
    """By the name of the file."""


def pack(name: str, ran: Ran) -> Packed:
    """A run as it is stored under `name`."""
    entry = dataclasses.asdict(ran) | {"seconds": round(ran.seconds, 3)}  # a copy, all the way down
    pictures: dict[str, bytes] = {}
    places: list[tuple[int, int, str, str]] = []
    for cell, outputs in enumerate(entry["outputs"]):
        for number, output in enumerate(outputs):
            for kind, value in output.get("data", {}).items():
                if cut := _cut(kind, value):
                    file = f"{hashlib.sha256(cut[0]).hexdigest()}.{KINDS[kind]}"
                    pictures[file] = cut[0]
                    output["data"][kind] = cut[1]
                    places.append((cell, number, kind, file))
    if places:
        entry["pictures"] = places
    body = json.dumps(entry, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")
    return Packed(_checksum(name, body).encode() + b"\n" + body, pictures)


def unpack(name: str, told: bytes, read: Callable[[str], bytes]) -> Ran:
    """The run in an entry; `read` gives what is in the file of a picture.

    Raises `Corrupted` where the entry or a picture is damaged, or a picture is not there.
    """
    entry = opened(name, told)
    # A later tabbook may say more of a run than this one knows.
    told_of = {field.name: entry[field.name] for field in dataclasses.fields(Ran) if field.name in entry}
    try:
        for cell, number, kind, file in entry.get("pictures", ()):
            data = told_of["outputs"][cell][number]["data"]
            data[kind] = _joined(kind, _checked(file, read), data[kind])
        return Ran(**told_of | {"languages": tuple(entry.get("languages", ()))})
    except (TypeError, ValueError, LookupError, AttributeError):
        raise Corrupted("it is not the entry of a run")


def opened(name: str, told: bytes) -> dict[str, Any]:
    """What an entry says, its pictures aside.

    Raises `Corrupted` where it is damaged.
    """
    checksum, _, body = told.partition(b"\n")
    if checksum.decode("ascii", "replace") != _checksum(name, body):
        raise Corrupted("its checksum does not match")
    try:
        entry = json.loads(body)
    except (ValueError, RecursionError):
        raise Corrupted("it is not JSON")
    if not isinstance(entry, dict):
        raise Corrupted("it is not the entry of a run")
    return entry


def is_whole(file: str, content: bytes) -> bool:
    """Whether this is what a picture's file says it is."""
    return hashlib.sha256(content).hexdigest() == file.partition(".")[0]


def _checked(file: str, read: Callable[[str], bytes]) -> bytes:
    if not PICTURE.fullmatch(file):
        raise Corrupted(f"`{file}` is no name of a picture")
    try:
        content = read(file)
    except FileNotFoundError:
        raise Corrupted(f"its picture {_short(file)} is missing")
    if not is_whole(file, content):
        raise Corrupted(f"its picture {_short(file)} is damaged")
    return content


def _short(file: str) -> str:
    return f"{file[:12]}….{file.partition('.')[2]}"


def _cut(kind: str, value: object) -> tuple[bytes, str] | None:
    """What goes into a file of its own and what stays, so that both give the same text again; `None`: all stays."""
    if not isinstance(value, str) or kind not in KINDS:
        return None
    if kind == "image/svg+xml":
        return (value.encode("utf-8", "surrogatepass"), "") if len(value) > SHORT else None
    try:
        content, rest = base64.b64decode(value), "\n" if value.endswith("\n") else ""
    except (binascii.Error, ValueError):
        return None
    return (content, rest) if content and _joined(kind, content, rest) == value else None


def _joined(kind: str, content: bytes, rest: str) -> str:
    text = content.decode("utf-8", "surrogatepass") if kind == "image/svg+xml" else base64.b64encode(content).decode()
    return text + rest


def _checksum(name: str, body: bytes) -> str:
    """Also the name counts: an entry under another's is damaged."""
    return hashlib.sha256(name.encode() + body).hexdigest()
