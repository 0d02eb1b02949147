"""Every file of a site goes in; the site in one file comes out, for readers who take it away and read it from a folder.

What the last one has is taken over from there as it was compressed.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tabbook.config import Config
from tabbook.website.to_take import NOT_IN_ZIP, without_downloads

_DIGITS = 64
"""Of a digest in a zip's comment."""
_LEVEL = 4
"""Of compression: a twentieth larger than the usual one, in three fifths of the time."""

Files = Mapping[str, bytes | Path]
Digests = Mapping[str, str]
"""Of what a zip holds, by the paths in the site."""


def zip_name(config: Config) -> str:
    """Where the zip lies in the site."""
    return f"{config.project.name}.zip"


@dataclass(frozen=True, slots=True)
class Packed:
    """A site in one file."""

    content: bytes | Path
    """The last good one where nothing changed."""
    digests: Digests


def pack(site: Files, config: Config, last_good: Path, digests: Digests) -> Packed:
    """The whole site in one file.

    `digests` are of the zip in the folder of the last good site, if they are known: what `site` takes from that folder,
    this zip takes from that one.
    """
    left_out = re.compile(rf"assets/search/[^/]+/ | {' | '.join(NOT_IN_ZIP)}", re.VERBOSE)
    names = [name for name in sorted(site) if not left_out.match(name)]
    file = last_good / zip_name(config)
    last = file.read_bytes() if file.is_file() else b""
    known = digests if _is_whole(last, _comment(digests)) else {}
    changed = {
        name: _for_zip(name, site[name]) for name in names if name not in known or site[name] != last_good / name
    }
    now = {name: _digest(changed[name]) if name in changed else known[name] for name in names}
    if _is_whole(last, _comment(now)):
        return Packed(file, now)
    result, taken = io.BytesIO(), _entries(last) if known else {}
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = _comment(now) + b"0" * _DIGITS
        for name in names:
            path = f"{config.project.name}/{name}"
            if name in changed:
                _add(archive, path, _content(changed[name]))
            else:
                _take_over(archive, taken[path], last)
    with result.getbuffer() as content:
        content[-_DIGITS:] = _seal_of(content)
    return Packed(result.getvalue(), now)


def _add(archive: zipfile.ZipFile, path: str, content: bytes) -> None:
    # A fixed time: the same site gives the same bytes.
    entry = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    archive.writestr(entry, content, compresslevel=_LEVEL)


def _entries(archive: bytes) -> dict[str, zipfile.ZipInfo]:
    # With an encoding given it imports none; of names that are no ASCII each tells its own.
    with zipfile.ZipFile(io.BytesIO(archive), metadata_encoding="utf-8") as opened:
        return {entry.filename: entry for entry in opened.infolist()}


def _take_over(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, last: bytes) -> None:
    """Add an entry of the zip `last`, which `_add` made, as it lies there: to compress takes most of the time."""
    assert archive.fp
    start = entry.header_offset
    entry.header_offset = archive.start_dir
    archive.fp.write(last[start : start + len(entry.FileHeader()) + entry.compress_size])
    archive.filelist.append(entry)
    archive.NameToInfo[entry.filename] = entry
    archive.start_dir = archive.fp.tell()


def _comment(digests: Digests) -> bytes:
    """What tells what a zip holds."""
    return hashlib.sha256(json.dumps(digests).encode()).hexdigest().encode()


def _seal_of(archive: bytes | memoryview) -> bytes:
    """What tells damage of a zip, as the last part of its comment; megabytes are not copied for it."""
    return hashlib.sha256(memoryview(archive)[:-_DIGITS]).hexdigest().encode()


def _is_whole(archive: bytes, comment: bytes) -> bool:
    return archive[-_DIGITS - len(comment) : -_DIGITS] == comment and archive[-_DIGITS:] == _seal_of(archive)


def _for_zip(name: str, content: bytes | Path) -> bytes | Path:
    """A page offers in the zip only what is there with it."""
    return without_downloads(_content(content)) if name.endswith(".html") else content


def _content(content: bytes | Path) -> bytes:
    return content.read_bytes() if isinstance(content, Path) else content


def _digest(content: bytes | Path) -> str:
    return hashlib.sha256(_content(content)).hexdigest()
