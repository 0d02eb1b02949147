"""A program and the libraries in; the program with the code that it takes from its library, as modules, out.

So a notebook that is read alone can bring with it what other pages of the book define.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from tabbook.config import Config
from tabbook.document import Program
from tabbook.library.modules import Module
from tabbook.library.notes import for_readers
from tabbook.library.rewrite import rewrite
from tabbook.library.uses import find_uses


def apply(program: Program, modules: Sequence[Module], config: Config) -> Program:
    """`program` as its framework's readers run it: aliases rewritten, and with what it takes from the library."""
    section = config.library_of(program.framework)
    return carry(rewrite(program, section) if section else program, modules)


def carry(program: Program, modules: Sequence[Module]) -> Program:
    """`program` with what it uses of `modules`: whole modules where it cannot be seen what it uses."""
    uses = find_uses(program, modules)
    if uses.parts == uses.whole:
        return dataclasses.replace(program, library={part.name: for_readers(part.source) for part in uses.whole})
    text = for_readers("\n\n".join(part.source for part in uses.parts)) + "\n"
    return dataclasses.replace(program, library={part.name: text for part in uses.whole})
