"""A framework and files of pages in; the files with its cells on and those of others off, out."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from tabbook.config import Config
from tabbook.errors import BookError, Place, Problem
from tabbook.files import write_whole
from tabbook.source import switch


def activate(settings: Config, tab: str, files: Sequence[Path]) -> Iterator[Path]:
    """Switch the cells of `files` and write those that change; gives their paths.

    `tab` is a framework, `default` for the first one, or `all`. Raises `BookError` where it, or a file, is not there.
    """
    frameworks = settings.frameworks
    wanted = {"all": "", "default": next(iter(frameworks), "")}.get(tab, tab)
    if not frameworks or (wanted and wanted not in frameworks):
        known = ", ".join(("all", "default", *frameworks)) if frameworks else "no tabs; set `tabs` in config.ini"
        raise _fault("config.ini", f"the book has no tab `{tab}`", f"known: {known}")
    if missing := [file for file in files if not file.is_file()]:
        raise _fault(str(missing[0]), "there is no such file", "name a page, such as chapter/page.md")
    for file in files:
        before = file.read_bytes()
        try:
            after = switch(before.decode("utf-8"), os.fspath(file), frameworks, wanted).encode()
        except UnicodeDecodeError:
            raise _fault(str(file), "the page is not UTF-8", "save it as UTF-8")
        if after != before:
            write_whole(file, after)
            yield file


def _fault(file: str, what: str, cure: str) -> BookError:
    return BookError([Problem("M06", Place(file, 1), what, cure)])
