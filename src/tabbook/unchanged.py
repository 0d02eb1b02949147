"""A book's settings and what is asked of a build in; whether the last one did just that, and nothing has changed, out.

Looked at are the times and sizes of files, never what is in them: it takes less than reading one page.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from tabbook import __version__
from tabbook.config import Config
from tabbook.errors import Place, Problem
from tabbook.files import read_sealed, write_sealed

FILE = "unchanged.json"
"""In the build folder."""
LOCK = "writing.lock"
"""In the build folder, while a build writes there."""
_MADE_ALONE = frozenset({"kernels", "cache", "pandoc", "translation", "again", "search", FILE, LOCK})
"""What lies in the build folder and is no output: environments, stored runs, what pandoc answered, how pages stand; and
what is sealed for the next build, the indexes of the search among it, whose files are those of the site."""
_OF_GIT = ("HEAD", "FETCH_HEAD", "packed-refs", "shallow", "logs/HEAD", "objects", "objects/pack")
"""What changes when git has other blobs: translations tell from them how old they are."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a build depends on, as it was before it began."""

    sources: str
    """Everything but the Markdown."""
    pages: dict[str, str]
    """When each Markdown file of the book was changed, and how large it is, by its path in the book."""
    asked: str


@dataclass(frozen=True, slots=True)
class Last:
    """A build that would be made again, but for some pages."""

    problems: tuple[Problem, ...]
    """What it said."""
    edited: frozenset[str]
    """The Markdown files that have changed since, by their paths in the book; none where nothing has."""


def look(config: Config, asked: Sequence[object]) -> Seen:
    """Take down the state of everything a build reads; to be called before it reads."""
    environment = {name: value for name, value in os.environ.items() if name.startswith(("TABBOOK_", "SOURCE_DATE"))}
    told = [*map(repr, asked), __version__, sys.version, str(config), str(sorted(environment.items()))]
    pages: dict[str, str] = {}
    return Seen(_digest(_without_pages(_sources(config), config, pages)), pages, _digest(iter(told)))


def _without_pages(stamps: Iterator[str], config: Config, pages: dict[str, str]) -> Iterator[str]:
    """`stamps` without those of the book's Markdown files, which are put into `pages`."""
    start = f"{config.root}{os.sep}"
    for stamp in stamps:
        file, when, size = stamp.rsplit(" ", 2) if stamp[-1] != "-" else (stamp, "", "")
        if file.endswith(".md") and file.startswith(start):
            pages[Path(file[len(start) :]).as_posix()] = f"{when} {size}"
        else:
            yield stamp


def note(config: Config, seen: Seen, problems: Sequence[Problem]) -> None:
    """A build has ended well: keep what it saw, what it said, and how its outputs look.

    To be called while it holds `LOCK`: else it may look while another writes, and have the last word.
    """
    found = {
        **asdict(seen),
        "stored": _digest(_stored(config)),
        "outputs": _digest(_outputs(config)),
        "problems": [asdict(problem) for problem in problems],
    }
    with suppress(OSError):  # Then the next build looks at everything again.
        write_sealed(config.build_folder / FILE, json.dumps(found, ensure_ascii=False).encode())


def recall(config: Config, seen: Seen) -> Last | None:
    """The last build, if this one would say and write the same, but for pages that were edited; else `None`."""
    try:
        last = json.loads(read_sealed(config.build_folder / FILE) or b"")
        if (last["sources"], last["asked"]) != (seen.sources, seen.asked) or last["pages"].keys() != seen.pages.keys():
            return None
        if (last["stored"], last["outputs"]) != (_digest(_stored(config)), _digest(_outputs(config))):
            return None
        problems = (Problem(**problem | {"place": Place(**problem["place"])}) for problem in last["problems"])
        edited = frozenset(file for file, stamp in seen.pages.items() if last["pages"][file] != stamp)
        return Last(tuple(problems), edited)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _sources(config: Config) -> Iterator[str]:
    """The book's files, its environments, and tabbook's own."""
    yield from _below(config.root, skipped={config.build_folder.name}, skips_hidden=True)
    for name in config.frameworks:
        folder = config.build_folder / "kernels" / name
        packages = (*folder.glob("env/lib/python*/site-packages"), folder / "env" / "Lib" / "site-packages")
        for part in (folder / "stamp", folder / "env" / "bin" / "python", *packages):
            yield _stamp(part)
    for spec in (config.build_folder / "kernels" / "share").glob("**/kernel.json"):
        yield from map(_stamp, (spec, *_packages_of(spec)))
    yield from _below(Path(__file__).parent)
    yield _stamp(Path(sysconfig.get_path("purelib")))
    for folder in _git_folders(config.root):
        yield from (_stamp(folder / name) for name in _OF_GIT)


def _packages_of(spec: Path) -> Iterator[Path]:
    """Where the packages of a kernel lie, which need not be an environment of the book."""
    with suppress(OSError, ValueError, KeyError, IndexError):
        python = Path(json.loads(spec.read_text(encoding="utf-8"))["argv"][0])
        yield from python.parent.parent.glob("lib/python*/site-packages")


def _stored(config: Config) -> Iterator[str]:
    """The stored runs; a build adds to them, so they are looked at when it has ended."""
    return _below(config.build_folder / "cache")


def _outputs(config: Config) -> Iterator[str]:
    return _below(config.build_folder, skipped=_MADE_ALONE)


def _below(folder: Path, skipped: frozenset[str] | set[str] = frozenset(), skips_hidden: bool = False) -> Iterator[str]:
    """The stamp of each file below `folder`; `skipped` names entries at its top."""
    waiting, passed = [os.fspath(folder)], set[tuple[int, int]]()
    while waiting:
        current = waiting.pop()
        is_top = not passed
        with suppress(OSError):
            found = os.stat(current)
            if (found.st_dev, found.st_ino) in passed:  # A link may lead back.
                continue
            passed.add((found.st_dev, found.st_ino))
            for entry in os.scandir(current):
                is_left = is_top and (entry.name in skipped or (skips_hidden and entry.name[0] == "."))
                if entry.is_dir() and not is_left and entry.name != "__pycache__":
                    waiting.append(entry.path)
                elif not is_left:
                    yield _stamp(entry)


def _stamp(file: Path | os.DirEntry[str]) -> str:
    try:  # There are thousands of files: `suppress` would take a tenth of the time.
        found = file.stat()
    except OSError:
        return f"{os.fspath(file)} -"
    return f"{os.fspath(file)} {found.st_mtime_ns} {found.st_size}"


def _git_folders(root: Path) -> Iterator[Path]:
    """The folder that git keeps of this checkout, and the one it shares with others."""
    for above in (root.resolve(), *root.resolve().parents):
        entry = above / ".git"
        if entry.is_dir():
            yield entry
            return
        if entry.is_file():
            with suppress(OSError):
                own = above / entry.read_text(encoding="utf-8").removeprefix("gitdir:").strip()
                yield own
                yield own / (own / "commondir").read_text(encoding="utf-8").strip()
            return


def _digest(lines: Iterator[str]) -> str:
    return hashlib.sha256("\n".join(sorted(lines)).encode("utf-8", "surrogateescape")).hexdigest()
