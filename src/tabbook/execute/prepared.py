"""Programs and the helper library in; what the outputs of each program are made from, and which are to be run, out.

Nothing is run and nothing is looked up in a store, so another process can do it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from tabbook.config import Config
from tabbook.document import Address, Program
from tabbook.errors import Problem
from tabbook.execute.material import Material, gather
from tabbook.execute.recall import find_environments
from tabbook.library import Module


@dataclass(frozen=True, slots=True)
class Prepared:
    """Programs that can be run."""

    programs: tuple[Program, ...]
    wanted: frozenset[Address]
    """Those that are to be run where the store has nothing."""
    materials: Mapping[Address, Material]
    """Of each that has cells, an environment and all its files."""
    problems: tuple[Problem, ...]


def find_wanted(
    programs: Sequence[Program], config: Config, runs: Callable[[Program], bool] = lambda program: True
) -> frozenset[Address]:
    """Those that `runs` names; none where the config says so."""
    return frozenset(program.address for program in programs if config.build.eval_notebook and runs(program))


def prepare(
    programs: Sequence[Program], wanted: Collection[Address], config: Config, modules: Sequence[Module]
) -> Prepared:
    """What the outputs of `programs` are made from."""
    environments, problems = find_environments(programs, config, wanted)
    materials, faults = gather(programs, environments, modules, config)
    return Prepared(tuple(programs), frozenset(wanted), materials, (*problems, *faults))
