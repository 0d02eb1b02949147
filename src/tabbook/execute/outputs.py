"""The programs of all languages in; `Outputs` out, from the store, or run where they are wanted and not there."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from rich.console import Console

from tabbook import forks, kernels, warm
from tabbook.config import Config
from tabbook.document import Address, Outputs, Program
from tabbook.errors import Place, Problem
from tabbook.execute import scratch
from tabbook.execute.expected import Expected
from tabbook.execute.gpus import count_needed, defer, find_gpus
from tabbook.execute.jobs import Done, Job, Runner, Surroundings, problems_of
from tabbook.execute.material import Material
from tabbook.execute.prepared import Prepared, find_wanted, prepare
from tabbook.execute.recall import fill
from tabbook.execute.records import read_record, record_of, write_records
from tabbook.execute.sharing import Sharing
from tabbook.execute.telling import Progress
from tabbook.execute.warmth import start_of
from tabbook.execute.why import Cause, find_cause
from tabbook.library import Module
from tabbook.store import Corrupted, Key, Ran, Store


@dataclass(frozen=True, slots=True)
class Workshop:
    """What programs are run with."""

    config: Config
    store: Store
    """Takes what is finished."""
    progress: Progress
    expected: Expected
    at_once: int | None = None
    """How many run at a time; as many as there are cores, or workers have room for, where not said."""
    cluster: str | None = None
    """The address of the Dask scheduler whose workers run them; this machine where there is none."""


def run_all(
    programs: Sequence[Program],
    config: Config,
    *,
    jobs: int | None = None,
    cluster: str | None = None,
    progress: Progress,
    runs: Callable[[Program], bool] = lambda program: True,
    modules: Sequence[Module] = (),
    writes_shared: bool = False,
) -> Outputs:
    """Give every program its outputs, from the store or by running it, `jobs` at once; all cores where not said.

    With `cluster`, the address of a Dask scheduler, they run on its workers.

    Only programs that `runs` names are run, none where the config says so; of the others, what is not in the
    store stays empty. `modules` are the helper libraries, as they lie in `build/library`; of them counts what a page
    uses. With `writes_shared` the outputs are put into the shared store too, where the config names one.
    Raises `KeyboardInterrupt` when interrupted; what is finished is then in the store.
    """
    prepared = prepare(programs, find_wanted(programs, config, runs), config, modules)
    return run_prepared(prepared, config, jobs=jobs, cluster=cluster, progress=progress, writes_shared=writes_shared)


def run_prepared(
    prepared: Prepared,
    config: Config,
    *,
    jobs: int | None = None,
    cluster: str | None = None,
    progress: Progress,
    writes_shared: bool = False,
) -> Outputs:
    """The same for programs of which is known what their outputs are made from."""
    scratch.clear_leftovers()
    programs, materials = prepared.programs, prepared.materials
    keys = {address: material.key for address, material in materials.items()}
    store = Store.of(config)
    given, damaged = _read_stored(programs, keys, store, progress)
    sharing = Sharing(config, writes=writes_shared)
    given |= _take_shared(programs, keys, given, sharing, progress, store)
    expected = Expected(config.build_folder / "cache" / "seconds.json")
    expected.learn({(path, framework): ran.seconds for (_, path, framework), ran in given.items()})
    missing = [program for program in programs if program.address in keys and program.address not in given]
    try:
        workshop = Workshop(config, store, progress, expected, jobs, cluster)
        done, deferred = run_missing(missing, materials, prepared.wanted, given, workshop)
    finally:
        write_records(config, [materials[address] for address in given])
    sharing.put({keys[address]: ran for address, ran in given.items()}, store)
    filled = {program.address: fill(program, given.get(program.address)) for program in programs}
    return Outputs(filled, (*prepared.problems, *damaged, *deferred, *sharing.problems(), *problems_of(done)))


def run_missing(
    missing: Sequence[Program],
    materials: Mapping[Address, Material],
    wanted: Container[Address],
    given: dict[Address, Ran],
    workshop: Workshop,
) -> tuple[list[Done], list[Problem]]:
    """Run what is wanted of the programs `missing`, each key once; what is finished goes into `given` at once.

    Gives what became of all that ran, and a warning for each page that was deferred.
    """
    keys = {address: material.key for address, material in materials.items()}
    done: list[Done] = []
    deferred: list[Problem] = []
    try:
        while jobs := _jobs(missing, materials, wanted, is_first=not done):
            # A cluster says itself what its workers lack.
            todo, warnings = (jobs, ()) if workshop.cluster else defer(jobs, workshop.config)
            deferred += warnings
            workshop.progress.begin(len(todo))
            latest = _run(todo, workshop)
            done += latest
            missing = _share(latest, keys, given, workshop.progress)
    finally:
        warm.close_all()
        workshop.progress.end()
    return done, deferred


def find_causes(
    programs: Sequence[Program], config: Config, runs: Callable[[Program], bool], modules: Sequence[Module]
) -> tuple[list[tuple[Program, Cause]], tuple[Problem, ...]]:
    """Each program that `run_all` would run first, and why; nothing is run. Deferred ones are among the Problems."""
    prepared = prepare(programs, find_wanted(programs, config, runs), config, modules)
    materials = prepared.materials
    keys = {address: material.key for address, material in materials.items()}
    progress, sharing = Progress(Console(quiet=True)), Sharing(config, writes=False)
    given, damaged = _read_stored(programs, keys, Store.of(config), progress)
    given |= _take_shared(programs, keys, given, sharing, progress)
    missing = [program for program in programs if program.address in keys and program.address not in given]
    todo, deferred = defer(_jobs(missing, materials, prepared.wanted, is_first=True), config)
    first = [job.program.address for job in todo]
    causes = [find_cause(read_record(config, address), record_of(materials[address])) for address in first]
    found = [(materials[address].program, cause) for address, cause in zip(first, causes, strict=True)]
    return found, (*prepared.problems, *damaged, *deferred, *sharing.problems())


def used_names(
    programs: Sequence[Program], config: Config, modules: Sequence[Module]
) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """What the store's entries for these programs are stored under, and why that cannot be known of all."""
    prepared = prepare(programs, {program.address for program in programs}, config, modules)
    keys = [material.key for material in prepared.materials.values()]
    return frozenset(name for key in keys for name in (key.tree, key.exact)), prepared.problems


def _read_stored(
    programs: Sequence[Program], keys: Mapping[Address, Key], store: Store, progress: Progress
) -> tuple[dict[Address, Ran], list[Problem]]:
    """What the store has for each program; a damaged entry is told."""
    given: dict[Address, Ran] = {}
    problems: list[Problem] = []
    for program in programs:
        key = keys.get(program.address)
        try:
            ran = store.read(key) if key else None
        except Corrupted as error:
            what = f"the stored outputs of this page in {program.framework} are damaged: {error}"
            cure = "they were dropped, and the page runs again"
            problems.append(Problem("X05", program.cells[0].place, what, cure, severity="warning"))
            continue
        if ran:
            given[program.address] = ran
            progress.finished(program, ran.seconds, from_store=True)
    return given, problems


def _take_shared(
    programs: Sequence[Program],
    keys: Mapping[Address, Key],
    given: Mapping[Address, Ran],
    sharing: Sharing,
    progress: Progress,
    store: Store | None = None,
) -> dict[Address, Ran]:
    """What the shared store has for the programs that are not `given`; kept in `store`, if any."""
    lacking = [program for program in programs if program.address in keys and program.address not in given]
    taken = sharing.take({keys[program.address]: len(program.cells) for program in lacking})
    if store:
        for key, ran in taken.items():
            with contextlib.suppress(OSError):  # It is kept elsewhere.
                store.write(key, ran)
    found = [program for program in lacking if keys[program.address] in taken]
    for program in found:
        progress.finished(program, taken[keys[program.address]].seconds, from_store=True)
    return {program.address: taken[keys[program.address]] for program in found}


def _jobs(
    missing: Sequence[Program],
    materials: Mapping[Address, Material],
    wanted: Container[Address],
    is_first: bool,
) -> list[Job]:
    """What has to run: at first one program of each meaning, later one of each text.

    It is the first that is wanted, for all others that mean the same.
    """
    groups: dict[str, list[Program]] = {}
    for program in missing:
        key = materials[program.address].key
        groups.setdefault(key.tree if is_first else key.exact, []).append(program)
    jobs: list[Job] = []
    for group in groups.values():
        first = next((program for program in group if program.address in wanted), None)
        if first is not None:
            others = [program for program in group if program is not first]
            made_from = materials[first.address]
            sources = (*(cell.source for cell in first.cells), *(part.source for part in made_from.uses.parts))
            environment, declared = made_from.environment, made_from.declared
            start, needed = start_of(sources), count_needed(first)
            jobs.append(Job(made_from.key, first, others, environment, declared, start, needed))
    return jobs


def _run(jobs: Sequence[Job], workshop: Workshop) -> list[Done]:
    if not jobs:
        return []
    # Here and not above: nbclient takes seconds to import, and most builds run nothing.
    from tabbook.execute.pool import run_jobs
    from tabbook.execute.run import Run

    config, store, progress, expected = workshop.config, workshop.store, workshop.progress, workshop.expected
    specs, modules = kernels.jupyter_path(config) / "kernels", config.build_folder / "library"
    around = Surroundings(specs, modules, config.execute.timeout, config.execute.warm, progress.starts_cold)
    if workshop.cluster:
        if not (find_spec("dask") and find_spec("distributed")):
            return [Done(job, problem=_no_dask()) for job in jobs]
        from tabbook.execute.cluster.scheduler import run_jobs_on

        return run_jobs_on(workshop.cluster, jobs, around, workshop.at_once, store, progress, expected)
    runner = Runner(
        lambda job: Run(job, around), workshop.at_once or forks.cores(), around.limit, find_gpus(config, jobs)
    )
    return run_jobs(jobs, runner, store, progress, expected)


def _no_dask() -> Problem:
    cure = 'install it with `pip install "tabbook[cluster]"`'
    return Problem("X13", Place("config.ini", 1), "--cluster needs Dask, which is not installed here", cure)


def _share(
    done: Sequence[Done], keys: Mapping[Address, Key], given: dict[Address, Ran], progress: Progress
) -> list[Program]:
    """Give each run to the programs it fits; the programs left over, whose own lines the outputs would show."""
    left: list[Program] = []
    for one in done:
        if one.ran is None:
            continue
        given[one.job.program.address] = one.ran
        for other in one.job.others:
            if one.ran.fits(keys[other.address]):
                given[other.address] = one.ran
                progress.taken(other)
            else:
                left.append(other)
    return left
