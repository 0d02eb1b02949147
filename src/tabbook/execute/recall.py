"""Programs in; `Outputs` out, from the store alone: nothing is run, nothing is asked of other machines.

So it can be done beside a run of the same programs, as often as an author saves a page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tabbook.config import Config
from tabbook.document import Outputs, Program
from tabbook.errors import Problem
from tabbook.execute.material import Address, Material, address_of, gather
from tabbook.execute.outputs import fill, find_environments
from tabbook.kept import Kept, ask
from tabbook.kernels import Environment
from tabbook.library import Module
from tabbook.store import Corrupted, Store


def recall(
    programs: Sequence[Program], config: Config, modules: Sequence[Module] = (), kept: Kept | None = None
) -> Outputs:
    """Each program with the outputs that are stored for it, or as it is; what `kept` has is not looked up again."""
    environments, _ = find_environments(programs, config, ())
    store = Store.of(config)
    problems: list[Problem] = []
    recalled: dict[Address, Program] = {}
    for program in programs:
        address = address_of(program)
        given = (program, environments.get(program.framework), tuple(modules), config)
        material, faults = ask(kept, ("material", *address), _material, *given, keeps=_depends_on_nothing_else)
        filled = ask(kept, ("recalled", *address), _filled, program, material, store.folder, keeps=_was_run)
        recalled[address] = filled
        problems += faults
    return Outputs(recalled, tuple(dict.fromkeys(problems)))


def _material(
    program: Program, environment: Environment | None, modules: Sequence[Module], config: Config
) -> tuple[Material | None, list[Problem]]:
    environments: Mapping[str, Environment] = {program.framework: environment} if environment else {}
    materials, problems = gather([program], environments, modules, config)
    return materials.get(address_of(program)), problems


def _depends_on_nothing_else(found: tuple[Material | None, list[Problem]]) -> bool:
    """Whether no file of the book counts, whose content may change though the page does not."""
    material, problems = found
    return not problems and not (material and (material.declared or material.shared))


def _filled(program: Program, material: Material | None, store: Path) -> Program:
    if material is None:
        return fill(program, None)
    try:
        return fill(program, Store(store).read(material.key))
    except Corrupted:
        return program


def _was_run(program: Program) -> bool:
    return program.was_run
