"""A folder and a language in; the desk's pages out, each made from the files as they are when it is asked for."""

from __future__ import annotations

import dataclasses
import hashlib
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tabbook import config
from tabbook.config import Config
from tabbook.config.read import FILE
from tabbook.desk import pages as written
from tabbook.desk.pages import Looked, Setting, address_of
from tabbook.desk.places import Map, require_editor
from tabbook.desk.rendering import Renderer
from tabbook.desk.sheet import Sheet, sheet_of
from tabbook.errors import BookError, Place, Problem
from tabbook.files import file_in
from tabbook.kept import Stamps
from tabbook.translation import Shelf, choose_task, in_order, open_shelf, pages, state

Show = Callable[[Mapping[str, str]], object]
"""Takes the version of each page of the desk, by its address."""
Found = tuple[Sheet | None, tuple[Problem, ...]]
_OPENED = 4
"""So many pages are kept as they were found: those that are open, more or less."""


class Desk:
    """Looks at the pages of a language, and remembers of those that did not change what it saw."""

    def __init__(self, root: Path, language: str, editor: str = "") -> None:
        """Raises `BookError` where the book has no such translation, or `editor` is no address with `{path}`."""
        self.root, self.language, self.editor = root, language, require_editor(editor)
        self._guard = threading.RLock()
        self._shelf = _open(root, language)
        self._problems: tuple[Problem, ...] = ()
        """What is wrong with the settings; the last good ones hold until that is mended."""
        self._looked: dict[str, tuple[str, Looked | None]] = {}
        """By path: the version of the page that was looked at, and what was found; nothing where it cannot be read."""
        self._sheets: dict[str, tuple[str, Found]] = {}
        self._versions: dict[str, str] = {}
        """By path, as of the last look."""
        self._begun, self._turn = time.time_ns(), 0
        """What tells this desk from another one, and its list of pages from an earlier one."""
        self._renderer = Renderer()
        self._reopen()

    def look(self, show: Show) -> None:
        """Tell which pages changed, then look at these; tells again whenever one of them is known."""
        with self._guard:
            self._reopen()
            changed = [path for path in self._paths if self._looked.get(path, ("",))[0] != self._version(path)]
            self._looked = {path: found for path, found in self._looked.items() if path in self._paths}
            show(self._told())
        for path in changed:
            with self._guard:
                self._look_at(path)
                show(self._told())

    def _look_at(self, path: str) -> None:
        sheet, _ = self._found(path)
        looked = None
        if sheet:
            errors = sum(finding.severity == "error" for finding in sheet.findings)
            looked = Looked(sheet.state, errors, len(sheet.findings) - errors)
        self._looked[path] = self._version(path), looked
        self._turn += 1

    def _told(self) -> dict[str, str]:
        own = {address_of(self.language, path): version for path, version in self._versions.items()}
        return {**own, self.home: self._whole}

    def answer(self, path: str, language: str) -> tuple[str, bool]:
        """The desk's page for the book's page at `path`, in the desk's `language`, and whether there is one."""
        with self._guard:
            setting = self._setting(path, language)
            if not path:
                return self._list(setting), True
            sheet, problems = self._found(path) if path in self._paths else (None, ())
            if sheet is None:
                setting = dataclasses.replace(setting, problems=(*setting.problems, *problems))
                return written.write_lost(path, setting), False
            return written.write_page(sheet, self._renderer, self._map, setting), True

    def picture(self, path: str) -> Path | None:
        """A file of the book that a page may show; `None` for any other."""
        file = file_in(self.root, path)
        return file if file and file.suffix.lower() in _PICTURES else None

    # -----------------------------------------------------------------------------------------------------------------

    @property
    def _paths(self) -> Mapping[str, Path]:
        return self._shelf.files[self._shelf.config.source_language]

    @property
    def _map(self) -> Map:
        settings = self._shelf.config
        prefix = self._shelf.repository.prefix if self._shelf.repository else ""
        return Map(self.root, self.editor, _web(settings, prefix))

    def _reopen(self) -> None:
        """The settings, the glossary and the list of files as they are now."""
        try:
            self._shelf, self._problems = _open(self.root, self.language), ()
        except BookError as error:
            self._problems = tuple(error.problems)
        stamps, language = Stamps(), self.language
        same = _hash(repr((self._shelf.config, self._shelf.glossaries.get(language), self._problems)))
        self._versions = {
            path: _hash(repr((same, stamps[file], stamps[self._file(path)]))) for path, file in self._paths.items()
        }

    def _file(self, path: str) -> Path:
        return self._shelf.config.pages_folder(self.language) / f"{path}.md"

    def _version(self, path: str) -> str:
        """Another one where either text, the settings or the glossary has changed since the last look."""
        return self._versions.get(path, "")

    @property
    def _whole(self) -> str:
        """Another one where the list of pages has changed."""
        return _hash(repr((self._begun, self._turn, self._problems, tuple(self._paths))))

    def _setting(self, path: str, language: str) -> Setting:
        version = self._version(path) if path else self._whole
        return Setting(self._shelf.config, self.language, language, version, self._problems)

    @property
    def home(self) -> str:
        """Where the desk begins."""
        return address_of(self.language)

    def _list(self, setting: Setting) -> str:
        looked = [found for _, found in self._looked.values() if found]
        by_path = {one.state.path: one for one in looked}
        states = [by_path[path].state for path in self._paths if path in by_path]
        opened = in_order(states)
        ordered = [*opened, *(one for one in states if one not in opened)]
        unread = len(self._paths) - len([path for path in self._looked if path in self._paths])
        total = len(ordered) + unread
        return written.write_list([by_path[one.path] for one in ordered], choose_task(states), total, setting)

    def _found(self, path: str) -> Found:
        version = self._version(path)
        known = self._sheets.pop(path, ("", (None, ())))
        found = known[1] if known[0] == version else self._read(path)
        self._sheets[path] = version, found
        while len(self._sheets) > _OPENED:
            del self._sheets[next(iter(self._sheets))]
        return found

    def _read(self, path: str) -> Found:
        """A page that is not there yet stands beside nothing."""
        shelf = self._shelf
        try:
            if path in shelf.files[self.language]:
                found, problems = pages.read_pages(shelf, [(self.language, path)])
                return (sheet_of(found[0]) if found else None), tuple(problems)
            return _unbegun(shelf, self.language, path), ()
        except BookError as error:
            return None, tuple(error.problems)
        except OSError as error:
            place = Place(shelf.relative(self._file(path)), 1)
            return None, (Problem("T31", place, f"this page cannot be read: {error.strerror}", "save it again"),)


_PICTURES = frozenset((".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp"))


def _open(root: Path, language: str) -> Shelf:
    settings = config.read(root)
    if language not in settings.languages.translations:
        known = ", ".join(settings.languages.translations) or "none"
        what = f"the book has no translation into `{language}`"
        raise BookError([Problem("T30", Place(FILE, 1), what, f"name one of [languages] translations: {known}")])
    return open_shelf(settings)


def _unbegun(shelf: Shelf, language: str, path: str) -> Sheet:
    english = pages.read_text(shelf, shelf.files[shelf.config.source_language][path])
    file = f"{shelf.relative(shelf.config.pages_folder(language))}/{path}.md"
    made = pages.Text(file, "", "")
    sheet = sheet_of(pages.compare(shelf, language, path, made, english, pages.cut(shelf, made), {}))
    lines = tuple(dataclasses.replace(line, states=(), findings=()) for line in sheet.lines)
    missing = state.missing(language, path, file, english.file, english.blob, len(english.text))
    return Sheet(sheet.page, missing, lines, 0)


def _web(settings: Config, prefix: str) -> str:
    """Where GitHub edits the files of the book; empty where the book names no repository."""
    address = settings.website.repository.rstrip("/")
    return f"{address}/edit/{settings.website.branch}/{prefix}" if address.startswith("https://") else ""


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
