"""A book's folder and word of its changes in; the site on the board, built anew after each, out.

A page whose prose alone was edited is on the board before all that follows from it; that is built when there is time.
"""

from __future__ import annotations

import gc
import queue
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tabbook import build, config
from tabbook.config import Config
from tabbook.config.read import FILE
from tabbook.document import Program
from tabbook.errors import BookError, Place, Problem
from tabbook.kept import Kept, Stamps, ask
from tabbook.preview.board import Board, stamp_of
from tabbook.preview.edited import edited
from tabbook.preview.failures import Failure, code_of, failures_of, still_true
from tabbook.preview.watching import Change

Say = Callable[[str], None]
Tell = Callable[[Sequence[Problem]], object]


@dataclass(frozen=True, slots=True)
class Ran:
    """A run of cells is over."""

    problems: tuple[Problem, ...]
    """What went wrong."""
    programs: tuple[Program, ...]
    """The programs of the book as it was then."""


QUIET = 2
"""After so many seconds without a save there is time for what was put off."""
Word = Ran | Change
"""What there is word of."""


class Rounds:
    """Builds the site again and again, in one thread; `words` may be put from any."""

    def __init__(self, root: Path, board: Board, say: Say, tell: Tell, run: Callable[[], None] | None) -> None:
        self.root, self.board, self.say, self.tell, self.run = root, board, say, tell, run
        """`run` asks for a run of cells, where that is to be done without being asked."""
        self.tried: set[object] = set()
        self.words: queue.SimpleQueue[Word] = queue.SimpleQueue()
        self.kept = Kept()
        self.site: build.Site | None = None
        self.saved: set[Path] | None = None
        """The files saved since the site was built; `None` where something else may have changed."""
        self.bare: tuple[Program, ...] = ()
        self.failures: tuple[Failure, ...] = ()

    def go_on(self) -> None:
        """Build now, then after each change."""
        while True:
            begun = time.monotonic()
            self.kept.hurries = True
            if not self.show_edited():
                self.build()
            # What is kept of a large book would be looked through for minutes in all; it holds no circles.
            gc.freeze()
            self.say(f"built in {time.monotonic() - begun:.2f} s")
            self.take(self.wait())
            while not self.words.empty():
                self.take(self.words.get())

    def wait(self) -> Word:
        """The next word; while there is none, what the last build put off is done."""
        try:
            return self.words.get(timeout=QUIET if self.kept.owes else None)
        except queue.Empty:
            self.kept.hurries = self.kept.owes = False
            self.build()
            return self.words.get()

    def take(self, word: Word) -> None:
        files = frozenset[Path]() if isinstance(word, Ran) else word.files
        self.saved = self.saved | files if files and self.saved is not None else None
        if isinstance(word, Ran):
            self.failures = failures_of(word.problems, word.programs)
        elif word.is_of_templates:
            self.kept = Kept()

    def show_edited(self) -> bool:
        """Put the one page whose prose was edited on the board; whether that was all that had to be done at once."""
        # Some editors save a file aside first, and take that away.
        files = [file for file in self.saved or () if file.exists()]
        if len(files) != 1 or not self.site:
            return False
        try:
            site = edited(self.site, files[0], self.settings(), self.kept)
        except (OSError, BookError):
            return False
        if site:
            self.site, self.saved = site, set()
            self.kept.owes = True
            self.board.change(files=site.files, stamp=stamp_of(site.files))
        return site is not None

    def build(self) -> None:
        """One round: a good site goes on the board, and in any case what is wrong."""
        self.site, self.saved = None, set()
        try:
            site = self.site = build.make_site(self.settings(), self.kept)
        except BookError as error:
            return self.show(error.problems)
        except OSError as error:
            return self.show([_unread(error, self.root)])
        self.bare = site.bare
        if site.files:
            self.board.change(files=site.files, stamp=stamp_of(site.files))
        self.show(tuple(dict.fromkeys((*site.problems, *still_true(self.failures, site.bare)))))
        self.ask_run()

    def ask_run(self) -> None:
        """Ask for a run where there is code that was not tried yet: what fails is not run for ever."""
        codes = {code_of(program) for program in self.bare}
        if self.run and not codes <= self.tried:
            self.tried |= codes
            self.run()

    def settings(self) -> Config:
        file = self.root / FILE
        return ask(self.kept, "config", lambda root, _: config.read(root), self.root, Stamps()[file])

    def show(self, problems: Sequence[Problem]) -> None:
        if tuple(problems) != self.board.state.problems:
            self.tell(problems)
        waiting = len({program.path for program in self.bare})
        self.board.change(problems=tuple(problems), waiting=waiting, is_ready=True)


def _unread(error: OSError, root: Path) -> Problem:
    """A file that went while it was read, or may not be read."""
    file = Path(str(error.filename or "."))
    name = file.relative_to(root).as_posix() if file.is_relative_to(root) else str(file)
    what = f"this file could not be read: {error.strerror or error}"
    return Problem("V01", Place(name, 1), what, "mend that, or save it again")
