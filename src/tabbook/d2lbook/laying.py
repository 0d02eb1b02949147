"""What was built, in; d2lbook's folders out: `_build/eval`, `_build/eval_jax`, `_build/html`, `_build/book.zip`.

Each is written aside and swapped in whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tabbook.config import Config
from tabbook.d2lbook.settings import frameworks_of
from tabbook.files import packed, write_whole
from tabbook.library import Module
from tabbook.website import swap


def lay(settings: Config, kind: str, made: str, tabs: Sequence[str]) -> None:
    """What `made` has for each of `tabs`, with the book's resources beside it as pages expect them."""
    for tab in tabs:
        files = _made(settings, made, tab)
        if files:
            _put(_folder(settings, kind, tab), {**_resources(settings), **files})


def lay_site(settings: Config) -> None:
    """The site, with every framework on each page."""
    folder = settings.build.html_dir
    target = settings.root / folder if folder else _output(settings) / "html"
    _put(target, _files_in(settings.build_folder / "website"))


def lay_slides(settings: Config) -> None:
    """The slides of every framework: they share their style and scripts."""
    if files := _files_in(settings.build_folder / "slides"):
        _put(_output(settings) / "slides", files)


def lay_pdfs(settings: Config, tabs: Sequence[str]) -> None:
    """`pdf/book.pdf` of the first framework, `pdf_jax/book-jax.pdf` of another."""
    name = settings.project.name
    for tab in tabs:
        made = settings.build_folder / "pdf" / f"{name}-{settings.source_language}-{tab}.pdf"
        if made.is_file():
            title = name if _is_first(settings, tab) else f"{name}-{tab}"
            write_whole(_folder(settings, "pdf", tab) / f"{title}.pdf", made.read_bytes())


def write_zip(settings: Config) -> None:
    """All notebooks and resources as one file; those of each framework in a folder of its name."""
    members: dict[str, bytes] = {}
    for tab in frameworks_of(settings):
        above = f"{tab}/" if settings.frameworks else ""
        files = {**_resources(settings), **_made(settings, "notebooks", tab)}
        members |= {above + name: path.read_bytes() for name, path in sorted(files.items())}
    write_whole(_output(settings) / f"{settings.project.name}.zip", packed(members))


def write_modules(settings: Config, modules: Sequence[Module]) -> Iterator[Path]:
    """Each module where the book keeps it; gives the files."""
    for module in modules:
        write_whole(settings.root / module.file, module.text.encode())
        yield settings.root / module.file


def write_version(settings: Config) -> Iterator[Path]:
    """The release on the `__version__` line of the file that the config names; gives that file."""
    file = settings.root / settings.library.version_file
    if settings.library.version_file and file.is_file():
        text = file.read_text(encoding="utf-8")
        line = f'__version__ = "{settings.project.release}"'
        write_whole(file, re.sub(r"^.*__version__.*$", lambda _: line, text, flags=re.MULTILINE).encode())
        yield file


# ---------------------------------------------------------------------------------------------------------------------


def _output(settings: Config) -> Path:
    """The folder that d2lbook writes to; ours lies in it."""
    return settings.build_folder.parent


def _is_first(settings: Config, tab: str) -> bool:
    return tab == frameworks_of(settings)[0]


def _folder(settings: Config, kind: str, tab: str) -> Path:
    return _output(settings) / (kind if _is_first(settings, tab) else f"{kind}_{tab}")


def _made(settings: Config, made: str, tab: str) -> dict[str, Path]:
    """What a writer of ours has made for a framework."""
    return _files_in(settings.build_folder / made / settings.source_language / tab)


def _files_in(folder: Path) -> dict[str, Path]:
    """Every file below `folder`, by its path in it; names that begin with a dot are left out."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    names = {path.relative_to(folder).as_posix(): path for path in files}
    return {name: path for name, path in names.items() if not re.search(r"(^|/)\.", name)}


def _resources(settings: Config) -> dict[str, Path]:
    """The files that `resources` and `non-notebooks` name, by their path in the book, but links that lead out of it."""
    folder = settings.pages_folder(settings.source_language)
    found: dict[str, Path] = {}
    for pattern in (*settings.build.resources, *settings.build.non_notebooks):
        for path in sorted(folder.glob(pattern.rstrip("/"))):
            inside = _files_in(path) if path.is_dir() else {"": path}
            prefix = path.relative_to(folder).as_posix()
            found |= {f"{prefix}/{name}".rstrip("/"): file for name, file in inside.items()}
    root = settings.root.resolve()
    return {name: file for name, file in found.items() if file.resolve().is_relative_to(root)}


def _put(target: Path, files: Mapping[str, Path]) -> None:
    swap.recover(target)
    swap.fill(target, files)
