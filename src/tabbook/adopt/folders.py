"""Folders made for d2lbook in; their languages, pages and other files out. Nothing in them is changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tabbook import config
from tabbook.config import Config, Found
from tabbook.errors import BookError, Place, Problem
from tabbook.source import find_pages

_ORIGIN = "_origin"
"""What d2lbook's `translate` ends the name of the original's copy with."""


@dataclass(frozen=True, slots=True)
class Source:
    """What was named on the command line."""

    root: Path
    language: str = ""
    """As `[project] lang` says where empty."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A book as d2lbook has it, in one language."""

    language: str
    root: Path
    settings: Config
    found: Found
    """What its `config.ini` says, word for word."""
    pages: Mapping[str, Path]
    """By path, without extension."""
    origins: Mapping[str, Path]
    """By path of the page: the copy of the original it was made from."""
    resources: Mapping[str, Path]
    """Every other file that the config names, by its path in the folder of the pages."""
    commit: str = ""
    """The commit of the original that the translation was made from; empty where its own files say so, or nobody."""

    @property
    def name(self) -> str:
        return self.root.name


def read(sources: Sequence[Source]) -> tuple[Folder, ...]:
    """The folders, the original first.

    Raises `BookError` where one is no book of d2lbook, or its language cannot be told.
    """
    folders: list[Folder] = []
    for source in sources:
        folders.append(_read(source, is_original=not folders))
        if folders[-1].language in [folder.language for folder in folders[:-1]]:
            what = f"two folders are in `{folders[-1].language}`"
            raise _fault("M11", folders[-1].root, what, "write the language before one of them, as in ja=FOLDER")
    return tuple(folders)


def _read(source: Source, is_original: bool) -> Folder:
    root = source.root.resolve()
    try:
        found = config.read_found(root)
        settings, _ = config.read_as_d2lbook(root)
    except BookError as error:
        raise BookError(_in_folder(root, error.problems))
    if settings.is_multilingual:
        raise _fault("M12", root, "this is a book of tabbook already", "name a folder without [languages]")
    language = source.language or settings.project.lang or ("en" if is_original else "")
    if not language:
        cure = "write it before the folder, as in ja=FOLDER, or set `lang` in [project]"
        raise _fault("M11", root, "the language of this folder is not known", cure)
    files = find_pages(settings, language)
    copies = {path: file.with_name(f"{file.stem}{_ORIGIN}.md") for path, file in files.items()}
    origins = {path: file for path, file in copies.items() if file.is_file()}
    pages = {path: file for path, file in files.items() if file not in origins.values()}
    resources = dict(_resources(settings))
    return Folder(language, root, settings, found, pages, origins, resources)


def _resources(settings: Config) -> Iterator[tuple[str, Path]]:
    folder = settings.pages_folder(settings.source_language)
    named = (settings.pdf.bibfile, settings.html.favicon, settings.html.html_logo, settings.pdf.latex_logo)
    modules = (settings.library.version_file, *(section.lib_file for section in settings.library_sections))
    style = (*settings.html.include_css, *settings.html.include_js)
    for pattern in (*settings.build.resources, *named, *modules, *style):
        for path in sorted(folder.glob(pattern.rstrip("/"))) if pattern.strip("./") else ():
            yield from _files(path, folder, settings.root)


def _files(path: Path, folder: Path, root: Path) -> Iterator[tuple[str, Path]]:
    """The file, or every file below the folder; links that lead out of the book, and hidden ones, are left out."""
    for file in sorted(path.rglob("*")) if path.is_dir() else (path,):
        name = file.relative_to(folder)
        is_hidden = any(part.startswith(".") and part != ".." for part in name.parts)
        if file.is_file() and not is_hidden and file.resolve().is_relative_to(root):
            yield name.as_posix(), file


def _in_folder(root: Path, problems: Sequence[Problem]) -> list[Problem]:
    return [
        replace(problem, place=Place(f"{root.name}/{problem.place.file}", problem.place.line)) for problem in problems
    ]


def _fault(code: str, root: Path, what: str, cure: str) -> BookError:
    return BookError([Problem(code, Place(f"{root.name}/{config.FILE}", 1), what, cure)])
