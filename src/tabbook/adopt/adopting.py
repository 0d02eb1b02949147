"""Folders made for d2lbook in; the book made of them on disk, whole or not at all, and what was found, out."""

from __future__ import annotations

import posixpath
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from tabbook import build, config
from tabbook.adopt import history, origins
from tabbook.adopt.folders import Folder
from tabbook.adopt.origins import Origin
from tabbook.adopt.report import Adopted, Translated, report
from tabbook.adopt.settings import rewrite
from tabbook.errors import BookError, Place, Problem
from tabbook.source import mark_cells
from tabbook.translation import git, pages

REPORT = "ADOPTED.md"
_PICTURES = frozenset({".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".pdf"})
Files = dict[str, bytes | Path]
"""By path in the new book: bytes, or the file to copy."""


def adopt(folders: Sequence[Folder], target: Path) -> Adopted:
    """Write the book made of `folders`, the original first, to `target`, with a report; the folders stay as they are.

    Raises `BookError` where there is something at `target`, or a commit that was named is not there.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        cure = "name a folder that is not there yet"
        raise BookError([Problem("M10", Place(target.name, 1), "there is something in this folder already", cure)])
    original, *others = folders
    known = {folder.language: origins.find(original, folder) for folder in others}
    files, adopted = _files(folders, known)
    aside = target.with_name(f".{target.name}.next")
    shutil.rmtree(aside, ignore_errors=True)
    try:
        _write(files, aside)
        settings = config.read(aside)
        adopted = replace(adopted, problems=build.check(settings))
        shutil.rmtree(settings.build_folder, ignore_errors=True)
        adopted = _with_history(adopted, aside, original, known)
        if target.exists():
            target.rmdir()
        aside.rename(target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return adopted


def _write(files: Mapping[str, bytes | Path], folder: Path) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            shutil.copyfile(content, path)
        else:
            path.write_bytes(content)


def _with_history(
    adopted: Adopted, aside: Path, original: Folder, known: Mapping[str, Mapping[str, Origin]]
) -> Adopted:
    """The report written and everything in a repository; one that the book's new place lies in is left alone."""
    if git.find(aside.parent):
        adopted = replace(adopted, no_history="the folder lies in a clone already")
        (aside / REPORT).write_text(report(adopted), encoding="utf-8")
        return adopted
    (aside / REPORT).write_text(report(adopted), encoding="utf-8")
    try:
        history.begin(aside, _old_texts(original, known))
    except history.NoGit as error:
        shutil.rmtree(aside / ".git", ignore_errors=True)
        adopted = replace(adopted, no_history=str(error).partition("\n")[0])
        (aside / REPORT).write_text(report(adopted), encoding="utf-8")
    return adopted


def _old_texts(original: Folder, known: Mapping[str, Mapping[str, Origin]]) -> dict[str, list[bytes]]:
    """By file of the new book, the texts of the original that translations were made from and that it has no more."""
    old: dict[str, dict[bytes, None]] = {}
    for found in known.values():
        for path, origin in found.items():
            page = original.pages.get(path)
            if page and git.hash_of(page.read_bytes()) != origin.blob:
                old.setdefault(f"chapters/{original.language}/{path}.md", {})[origin.content] = None
    return {file: list(texts) for file, texts in old.items()}


# ---------------------------------------------------------------------------------------------------------------------


def _files(folders: Sequence[Folder], known: Mapping[str, Mapping[str, Origin]]) -> tuple[Files, Adopted]:
    original, *others = folders
    files, left = _other_files(original)
    written = _index_of(original)
    files |= {f"chapters/{original.language}/{path}.md": file for path, file in original.pages.items()}
    files |= {f"chapters/{original.language}/{path}.md": text.encode() for path, text in written.items()}
    translated = []
    for folder in others:
        own, told = _translated(original, folder, known[folder.language], written)
        files |= _pictures(original, folder.language) | _pictures(folder, folder.language) | own
        translated.append(told)
    bibliography = original.settings.pdf.bibfile
    if bibliography in original.resources:
        bibliography = f"chapters/{posixpath.basename(bibliography)}"
        files[bibliography] = original.resources[original.settings.pdf.bibfile]
    text = rewrite(folders, left, bibliography, _redirects(original))
    files[config.FILE] = text.encode()
    files.setdefault(".gitignore", b"build/\n")
    _, warnings = config.read_as_d2lbook(original.root)
    stays = tuple(_left_behind(original))
    return files, Adopted(
        original.language, original.name, len(original.pages), tuple(written), tuple(translated), warnings, stays
    )


def _other_files(original: Folder) -> tuple[Files, list[str]]:
    """The resources at their new places, and what `resources` is to name: the folders and files that did not move."""
    files = _pictures(original, original.language)
    bibliography = original.settings.pdf.bibfile
    html, pdf = original.settings.html, original.settings.pdf
    named = {html.favicon, html.html_logo, pdf.latex_logo}
    stay = {
        name: file
        for name, file in original.resources.items()
        if name in named or not (_is_picture(name) or name == bibliography)
    }
    tops = [pattern for pattern in original.settings.build.resources if _holds(pattern, stay.keys() - named)]
    return {**files, **stay}, tops


def _holds(pattern: str, names: set[str]) -> bool:
    top = pattern.rstrip("/")
    return any(name == top or name.startswith(f"{top}/") or PurePosixPath(name).match(top) for name in names)


def _pictures(folder: Folder, language: str) -> Files:
    """Where a page reaches them by the path it has."""
    return {f"chapters/{language}/{name}": file for name, file in folder.resources.items() if _is_picture(name)}


def _is_picture(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in _PICTURES


def _index_of(original: Folder) -> dict[str, str]:
    """The page that a book begins with, where the folder has none: it lists every page."""
    index = str(PurePosixPath(original.settings.build.index).with_suffix(""))
    if index in original.pages:
        return {}
    folder = posixpath.dirname(index)
    listed = "\n".join(posixpath.relpath(path, folder or ".") for path in sorted(original.pages))
    title = original.settings.project.title or original.settings.project.name
    return {index: f"# {title}\n\n```toc\n{listed}\n```\n"}


def _translated(
    original: Folder, folder: Folder, known: Mapping[str, Origin], written: Mapping[str, str]
) -> tuple[Files, Translated]:
    """The pages of a translation, each below the line that names what it was made from."""
    files: Files = {}
    unmatched, unknown = [], []
    is_other_default = folder.settings.frameworks[:1] != original.settings.frameworks[:1]
    for path, file in folder.pages.items():
        if path not in original.pages and path not in written:
            unmatched.append(path)
            files[f"unmatched/{folder.language}/{path}.md"] = file
            continue
        content = file.read_bytes().removeprefix(b"\xef\xbb\xbf")
        if is_other_default and folder.settings.frameworks:
            content = _marked(content, path, folder.settings.frameworks)
        if path in known:
            content = f"{pages.marker(known[path].blob)}\n".encode() + content
        else:
            unknown.append(path)
        files[f"chapters/{folder.language}/{path}.md"] = content
    lacking = [path for path in original.pages if path not in folder.pages]
    told = Translated(
        folder.language,
        folder.name,
        sum(path in original.pages for path in folder.pages),
        sum(origin.how == "copy" for path, origin in known.items() if path in original.pages),
        folder.commit,
        tuple(unmatched),
        tuple(unknown),
        tuple(lacking),
        folder.settings.frameworks if is_other_default else (),
        tuple(name for name in folder.settings.frameworks if name not in original.settings.frameworks),
    )
    return files, told


def _marked(content: bytes, path: str, frameworks: Sequence[str]) -> bytes:
    """The page with its unmarked cells marked: the first framework of the new book is another one."""
    try:
        return mark_cells(content.decode("utf-8"), f"{path}.md", frameworks).encode()
    except UnicodeDecodeError:
        return content


def _redirects(original: Folder) -> list[str]:
    index = str(PurePosixPath(original.settings.build.index).with_suffix(""))
    return [f"{path}.html -> {original.language}/{path}.html" for path in original.pages if path != index]


def _left_behind(original: Folder) -> list[str]:
    """What lies in the folder and in no way belongs to the book, by its topmost name."""
    taken = {path.partition("/")[0] for path in (*original.resources, *(f"{page}.md" for page in original.pages))}
    output = original.settings.build_folder.parent.relative_to(original.root).parts[:1]
    passed = {config.FILE, ".git", *output}
    return sorted(path.name for path in original.root.iterdir() if path.name not in taken | passed)
