"""Programs, environments, libraries and files in; all that each program's outputs are made from, and its key, out."""

from __future__ import annotations

import glob
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tabbook.config import Config
from tabbook.document import Address, Program
from tabbook.errors import Problem
from tabbook.execute.data import Declared, digest_of, find_declared
from tabbook.execute.key import key_of
from tabbook.execute.marks import find_faulty_marks
from tabbook.kernels import Environment
from tabbook.library import Module, Uses, find_uses
from tabbook.store import Key


@dataclass(frozen=True, slots=True)
class Material:
    """What one program's outputs are made from."""

    key: Key
    """Names all of it."""
    program: Program
    environment: Environment
    uses: Uses
    """What counts of the helper library."""
    declared: tuple[Declared, ...]
    """The data files that the page declares."""
    shared: Mapping[str, str]
    """The files that count for every page, and the names of their contents."""


def gather(
    programs: Sequence[Program], environments: Mapping[str, Environment], modules: Sequence[Module], config: Config
) -> tuple[dict[Address, Material], list[Problem]]:
    """The material of each program with cells, an environment and all its files; a Problem for each missing file
    and each mark that is not as it must be."""
    shared = _read_dependencies(config)
    gathered: dict[Address, Material] = {}
    problems: list[Problem] = []
    for program in programs:
        declared, missing = find_declared(program, config)
        faults = (*missing, *find_faulty_marks([program]))
        problems += faults
        environment = environments.get(program.framework)
        if program.cells and environment and not faults:
            uses = find_uses(program, modules, [file for one in declared for file in one.files.values()])
            extra = [*_extra(shared), *(part for one in declared for part in (one.path.encode(), *_extra(one.digests)))]
            key = key_of(program, environment, extra, uses)
            gathered[program.address] = Material(key, program, environment, uses, declared, shared)
    return gathered, list(dict.fromkeys(problems))


def find_faults(programs: Sequence[Program], config: Config) -> tuple[Problem, ...]:
    """A Problem for each declared data file that is not there, and each mark that is not as it must be."""
    missing = (problem for program in programs for problem in find_declared(program, config)[1])
    return tuple(dict.fromkeys((*missing, *find_faulty_marks(programs))))


def _read_dependencies(config: Config) -> dict[str, str]:
    """The files that the config says count for every page, and the names of their contents."""
    names: set[str] = set()
    for pattern in config.build.dependencies:
        names.update(glob.glob(pattern, root_dir=config.root, recursive=True))
    files = {name: config.root / name for name in sorted(names)}
    return {name: digest_of(file) for name, file in files.items() if file.is_file()}


def _extra(digests: Mapping[str, str]) -> list[bytes]:
    """What counts of files, the end of the list included."""
    return [part.encode() for pair in (*digests.items(), ("", "")) for part in pair]
