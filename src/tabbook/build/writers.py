"""Books and outputs in, files out: what can be made, which room makes it, and what is told when that fails."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from pkgutil import resolve_name

from tabbook import edits, execute, lock, timeline
from tabbook.config import Config, repositories
from tabbook.document import Book, Outputs
from tabbook.errors import BookError, Place, Problem

Writer = Callable[..., tuple[Problem, ...]]
"""Called with the books, the outputs, the config and the folder to write; that of the site with what was begun too."""
Row = tuple[Writer, str]
"""A writer, and its folder below the build's."""


def _writer(name: str) -> Writer:
    """A room's writer, imported when it writes: most builds need one of them."""
    return lambda *given, **more: resolve_name(f"tabbook.{name}")(*given, **more)


WRITERS: dict[str, Row] = {
    "notebooks": (_writer("notebooks:publish"), "notebooks"),
    "colab": (_writer("notebooks:publish_colab"), "colab"),
    "sagemaker": (_writer("notebooks:publish_sagemaker"), "sagemaker"),
    "pdf": (_writer("pdf:publish"), "pdf"),
    "slides": (_writer("slides:publish"), "slides"),
    "epub": (_writer("epub:publish"), "epub"),
    "package": (_writer("notebooks:publish_packages"), "package"),
    "html": (_writer("website:publish"), "website"),
}
"""What can be made: the name on the command line, the writer, its folder. The site is last: it offers the others."""
LATEX: Row = (_writer("latex:publish"), "latex")
"""What `pdf` is with `--engine latex`."""


def named(output: str, config: Config) -> tuple[Row, ...]:
    """The rows of the outputs that `output` names, commas between. Raises `BookError` for one that is unknown."""
    if output == "all":
        # Without a repository no reader could open the notebooks for a service.
        idle = {name for name in ("colab", "sagemaker") if not repositories(config, name)}
        return tuple(writer for name, writer in WRITERS.items() if name not in idle)
    if output == "latex":
        return (LATEX,)
    names = output.split(",")
    if unknown := [name for name in names if name not in WRITERS]:
        what, known = f"there is no output `{unknown[0]}`", ", ".join(["all", *WRITERS])
        raise BookError([Problem("A01", Place("config.ini", 1), what, f"known: {known}")])
    return tuple(writer for name, writer in WRITERS.items() if name in names)


def write_all(
    rows: Iterable[Row],
    books: Mapping[str, Book],
    outputs: Outputs,
    config: Config,
    progress: execute.Progress,
    keep: Callable[[], None],
) -> tuple[Problem, ...]:
    """Let each writer write, then `keep` what the next build takes over; gives what they found.

    What the system refuses, as on a full disk, is a Problem, and the other writers write all the same.
    """
    problems: tuple[Problem, ...] = ()
    with lock.held(edits.lock_of(config), progress.queueing):
        for publish, folder in rows:
            try:
                with progress.writing(folder), timeline.span(f"write {folder}"):
                    problems += publish(books, outputs, config, config.build_folder / folder)
            except OSError as error:
                problems += (_unwritten(config.build_folder / folder, error, config),)
        with suppress(OSError, RecursionError):  # Then the next build is a whole one.
            keep()
    return problems


def _unwritten(folder: Path, error: OSError, config: Config) -> Problem:
    """What the system said when `folder` was written: a full disk, a folder that is not ours."""
    # Of a copy that fails the first name is what was copied.
    file = error.filename2 or error.filename
    named = f" ({_in_book(file, config)})" if isinstance(file, str) else ""
    what = f"this folder could not be written: {error.strerror or error}{named}"
    cure = "mend that, then run again; what was there before is whole"
    return Problem("A03", Place(_in_book(folder, config), 1), what, cure)


def _in_book(path: Path | str, config: Config) -> str:
    return Path(os.path.relpath(path, config.root)).as_posix()
