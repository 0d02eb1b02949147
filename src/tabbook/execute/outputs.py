"""The programs of all languages in; `Outputs` out, from the store, or run where they are wanted and not there."""

from __future__ import annotations

import glob
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import replace

from tabbook import kernels
from tabbook.config import Config
from tabbook.document import Cell, Outputs, Program
from tabbook.errors import BookError, Problem
from tabbook.execute.clean import without_stderr
from tabbook.execute.jobs import Done, Job, Surroundings, problems_of
from tabbook.execute.key import STDERR_MARK, Key, key_of
from tabbook.execute.progress import Progress
from tabbook.execute.store import Corrupted, Ran, Store

Address = tuple[str, str, str]
"""A program's language, page path and framework."""


def run_all(
    programs: Sequence[Program],
    config: Config,
    *,
    jobs: int | None = None,
    progress: Progress,
    runs: Callable[[Program], bool] = lambda program: True,
    libraries: Mapping[str, str] | None = None,
) -> Outputs:
    """Give every program its outputs, from the store or by running it, `jobs` at once; all cores where not said.

    Only programs that `runs` names are run, none where the config says so; of the others, what is not in the
    store stays empty. `libraries` has the text of each framework's helper library, whose module lies in
    `build/library`; it counts for every page of that framework. Raises `KeyboardInterrupt` when interrupted; what is
    finished is then in the store.
    """
    wanted = {_address(program) for program in programs if config.build.eval_notebook and runs(program)}
    environments, problems = _find_environments(programs, config, wanted)
    keys = _keys(programs, environments, _read_dependencies(config), libraries or {})
    store = Store(config.build_folder / "cache" / "outputs")
    given, damaged = _read_stored(programs, keys, store, progress)
    missing = [program for program in programs if _address(program) in keys and _address(program) not in given]
    done: list[Done] = []
    try:
        while todo := _jobs(missing, keys, wanted, environments, is_first=not done):
            progress.begin(len(todo))
            latest = _run(todo, jobs, config, store, progress)
            done += latest
            missing = _share(latest, keys, given, progress)
    finally:
        progress.end()
    filled = {_address(program): _fill(program, given.get(_address(program))) for program in programs}
    return Outputs(filled, (*problems, *damaged, *problems_of(done)))


def _address(program: Program) -> Address:
    return program.language, program.path, program.framework


def _find_environments(
    programs: Sequence[Program], config: Config, wanted: Container[Address]
) -> tuple[dict[str, kernels.Environment], list[Problem]]:
    """The environment of each framework that has cells; one Problem for each that cannot run and should."""
    environments: dict[str, kernels.Environment] = {}
    problems: list[Problem] = []
    frameworks: dict[str, bool] = {}
    for program in programs:
        if program.cells:
            frameworks[program.framework] = frameworks.get(program.framework, False) or _address(program) in wanted
    for framework, is_wanted in frameworks.items():
        try:
            environments[framework] = kernels.find(config, framework)
        except BookError as error:
            if is_wanted:
                problems += error.problems
            elif recalled := kernels.recall(config, framework):
                environments[framework] = recalled
    return environments, problems


def _read_dependencies(config: Config) -> list[bytes]:
    """Names and content of the files that count for every page."""
    names: set[str] = set()
    for pattern in config.build.dependencies:
        names.update(glob.glob(pattern, root_dir=config.root, recursive=True))
    files = [(name, config.root / name) for name in sorted(names)]
    return [part for name, file in files if file.is_file() for part in (name.encode(), file.read_bytes())]


def _keys(
    programs: Sequence[Program],
    environments: Mapping[str, kernels.Environment],
    files: Sequence[bytes],
    libraries: Mapping[str, str],
) -> dict[Address, Key]:
    """The key of each program that has cells and an environment."""
    extra = {name: [*files, libraries.get(name, "").encode()] for name in environments}
    return {
        _address(program): key_of(program, environments[program.framework], extra[program.framework])
        for program in programs
        if program.cells and program.framework in environments
    }


def _read_stored(
    programs: Sequence[Program], keys: Mapping[Address, Key], store: Store, progress: Progress
) -> tuple[dict[Address, Ran], list[Problem]]:
    """What the store has for each program; a damaged entry is told."""
    given: dict[Address, Ran] = {}
    problems: list[Problem] = []
    for program in programs:
        key = keys.get(_address(program))
        try:
            ran = store.read(key) if key else None
        except Corrupted as error:
            what = f"the stored outputs of this page in {program.framework} are damaged: {error}"
            cure = "they were dropped, and the page runs again"
            problems.append(Problem("X05", program.cells[0].place, what, cure, severity="warning"))
            continue
        if ran:
            given[_address(program)] = ran
            progress.finished(program, ran.seconds, from_store=True)
    return given, problems


def _jobs(
    missing: Sequence[Program],
    keys: Mapping[Address, Key],
    wanted: Container[Address],
    environments: Mapping[str, kernels.Environment],
    is_first: bool,
) -> list[Job]:
    """What has to run: at first one program of each meaning, later one of each text.

    It is the first that is wanted, for all others that mean the same.
    """
    groups: dict[str, list[Program]] = {}
    for program in missing:
        key = keys[_address(program)]
        groups.setdefault(key.tree if is_first else key.exact, []).append(program)
    jobs: list[Job] = []
    for group in groups.values():
        first = next((program for program in group if _address(program) in wanted), None)
        if first is not None:
            others = [program for program in group if program is not first]
            jobs.append(Job(keys[_address(first)], first, others, environments[first.framework]))
    return jobs


def _run(jobs: Sequence[Job], at_once: int | None, config: Config, store: Store, progress: Progress) -> list[Done]:
    # Here and not above: nbclient takes seconds to import, and most builds run nothing.
    from tabbook.execute.pool import run_jobs

    specs, modules = kernels.jupyter_path(config) / "kernels", config.build_folder / "library"
    return run_jobs(jobs, at_once, Surroundings(specs, modules, config.execute.timeout), store, progress)


def _share(
    done: Sequence[Done], keys: Mapping[Address, Key], given: dict[Address, Ran], progress: Progress
) -> list[Program]:
    """Give each run to the programs it fits; the programs left over, whose own lines the outputs would show."""
    left: list[Program] = []
    for one in done:
        if one.ran is None:
            continue
        given[_address(one.job.program)] = one.ran
        for other in one.job.others:
            if one.ran.fits(keys[_address(other)]):
                given[_address(other)] = one.ran
                progress.taken(other)
            else:
                left.append(other)
    return left


def _fill(program: Program, ran: Ran | None) -> Program:
    """The program with its outputs; one without cells is complete at once, one that did not run stays empty."""
    if not program.cells:
        return replace(program, was_run=True)
    if ran is None:
        return program
    cells = zip(program.cells, ran.outputs, strict=True)
    filled = tuple(_fill_cell(cell, tuple(outputs), number) for number, (cell, outputs) in enumerate(cells, 1))
    return replace(program, cells=filled, was_run=True)


def _fill_cell(cell: Cell, outputs: tuple[Mapping[str, object], ...], number: int) -> Cell:
    """A cell shows its stderr only where it asks for it with the comment `#@stderr`."""
    shown = outputs if STDERR_MARK.search(cell.source) else without_stderr(outputs)
    return replace(cell, outputs=shown, execution_count=number)
