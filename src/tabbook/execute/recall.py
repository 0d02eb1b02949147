"""Programs in; `Outputs` out, from the store alone: nothing is run, nothing is asked of other machines.

So it can be done beside a run of the same programs, as often as an author saves a page.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tabbook import kernels
from tabbook.config import Config
from tabbook.document import Address, Cell, Outputs, Program
from tabbook.errors import BookError, Problem
from tabbook.execute.clean import without_stderr
from tabbook.execute.key import STDERR_MARK
from tabbook.execute.material import Material, gather
from tabbook.kept import Kept, ask
from tabbook.kernels import Environment
from tabbook.library import Module
from tabbook.store import Corrupted, Ran, Store


def recall(
    programs: Sequence[Program], config: Config, modules: Sequence[Module] = (), kept: Kept | None = None
) -> Outputs:
    """Each program with the outputs that are stored for it, or as it is; what `kept` has is not looked up again."""
    environments, _ = find_environments(programs, config, ())
    store = Store.of(config)
    problems: list[Problem] = []
    recalled: dict[Address, Program] = {}
    for program in programs:
        address = program.address
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
    return materials.get(program.address), problems


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


def find_environments(
    programs: Sequence[Program], config: Config, wanted: Container[Address]
) -> tuple[dict[str, Environment], list[Problem]]:
    """The environment of each framework that has cells; one Problem for each that cannot run and should."""
    environments: dict[str, Environment] = {}
    problems: list[Problem] = []
    frameworks: dict[str, bool] = {}
    for program in programs:
        if program.cells:
            frameworks[program.framework] = frameworks.get(program.framework, False) or program.address in wanted
    for framework, is_wanted in frameworks.items():
        try:
            environments[framework] = kernels.find(config, framework)
        except BookError as error:
            if is_wanted:
                problems += error.problems
            elif recalled := kernels.recall(config, framework):
                environments[framework] = recalled
    return environments, problems


def fill(program: Program, ran: Ran | None) -> Program:
    """The program with its outputs; one without cells is complete at once, one that did not run stays empty."""
    if not program.cells:
        return replace(program, was_run=True)
    if ran is None:
        return program
    cells = zip(program.cells, ran.outputs, strict=True)
    filled = tuple(_fill_cell(cell, tuple(outputs), number) for number, (cell, outputs) in enumerate(cells, 1))
    return replace(program, cells=filled, was_run=True, ran_on=ran.day, versions=ran.versions)


def _fill_cell(cell: Cell, outputs: tuple[Mapping[str, object], ...], number: int) -> Cell:
    return replace(cell, outputs=shown_by(cell, outputs), execution_count=number)


def shown_by(cell: Cell, outputs: Sequence[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    """What the page shows of a cell's outputs: stderr only where it asks for it with the comment `#@stderr`."""
    return tuple(outputs) if STDERR_MARK.search(cell.source) else without_stderr(outputs)
