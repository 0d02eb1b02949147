"""Numbered books and outputs in, a folder of zips out, each with all that a newcomer needs to run the book."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tabbook.config import Config
from tabbook.document import Book, Outputs, Program
from tabbook.edition import title_of
from tabbook.errors import Problem
from tabbook.execute import Declared, find_declared
from tabbook.files import packed, write_whole
from tabbook.notebooks.drawings import Drawings
from tabbook.notebooks.notebook import Kernel
from tabbook.notebooks.packages.readme import readme
from tabbook.notebooks.packages.requirements import requirements_for
from tabbook.notebooks.plan import ALL, Plan, plans
from tabbook.notebooks.publish import beside_each_other
from tabbook.notebooks.services.binder import python_of
from tabbook.notebooks.words import words_of
from tabbook.notebooks.written import written

_KERNEL = Kernel("python3", "Python 3 (ipykernel)")
"""The one that an environment with ipykernel has by itself."""
_PAGES = "notebooks"


def publish_packages(books: Mapping[str, Book], outputs: Outputs, config: Config, folder: Path) -> tuple[Problem, ...]:
    """Write a package for each language and framework to `folder`, and give what was wrong with them."""
    problems: list[Problem] = []
    names: set[str] = set()
    for book in books.values():
        planned = [replace(plan, kernel=_KERNEL) for plan in plans(book, outputs, config) if plan.variant != ALL]
        texts = dict(written(book, planned, beside_each_other(planned), config, problems, Drawings(config)))
        for framework in dict.fromkeys(plan.variant for plan in planned):
            name = f"{config.project.name}-{book.language}-{framework}"
            own = [plan for plan in planned if plan.variant == framework]
            files = _files(book, framework, own, texts, outputs, config, problems)
            write_whole(folder / f"{name}.zip", packed({f"{name}/{file}": files[file] for file in sorted(files)}))
            names.add(f"{name}.zip")
    for file in folder.glob("*.zip"):
        if file.name not in names:
            file.unlink()
    return tuple(dict.fromkeys(problems))


def _files(
    book: Book,
    framework: str,
    planned: Sequence[Plan],
    texts: Mapping[str, str],
    outputs: Outputs,
    config: Config,
    problems: list[Problem],
) -> dict[str, bytes]:
    """What lies in a package, by its path there."""
    found = (outputs.program(book.language, plan.page.path, framework) for plan in planned)
    programs = [program for program in found if program]
    files = dict(_resources(config))
    for program in programs:
        files |= _data(program, config, problems)
    module = _module(framework, config)
    files |= {f"{_PAGES}/{plan.page.path}.ipynb": texts[plan.file].encode() for plan in planned}
    files |= {module: (config.build_folder / "library" / module).read_bytes()} if module else {}
    files["requirements.txt"] = requirements_for(config, framework, programs).encode()
    files["README.md"] = readme(book.language, _facts(book, framework, planned, module, config)).encode()
    return files


def _resources(config: Config) -> Iterator[tuple[str, bytes]]:
    """The files of `resources` in [build], where the book has them."""
    for pattern in config.build.resources:
        for spot in sorted(config.root.glob(pattern.rstrip("/"))):
            for file in sorted(spot.rglob("*")) if spot.is_dir() else [spot]:
                if file.is_file() and file.resolve().is_relative_to(config.root.resolve()):
                    yield file.relative_to(config.root).as_posix(), file.read_bytes()


def _data(program: Program, config: Config, problems: list[Problem]) -> dict[str, bytes]:
    """The files that a page declares with `#@depends`, where its notebook finds them."""
    declared, _ = find_declared(program, config)
    folder = posixpath.dirname(posixpath.join(_PAGES, program.path))
    found: dict[str, bytes] = {}
    for one in declared:
        spot = posixpath.normpath(posixpath.join(folder, one.path))
        if spot.startswith(".."):
            problems.append(_unreached(one, program))
            continue
        found |= {posixpath.join(spot, name) if name else spot: file.read_bytes() for name, file in one.files.items()}
    return found


def _unreached(one: Declared, program: Program) -> Problem:
    what = f"`{one.path}` leads out of the package, so its notebook does not find it"
    place = next(cell.place for cell in program.cells if one.path in cell.source)
    return Problem("B04", place, what, "keep data below the folder of the book's pages, or one above", "warning")


def _module(framework: str, config: Config) -> str:
    """The file of the framework's helper library, where the book has one."""
    section = config.library_of(framework)
    file = section.lib_file if section else ""
    return file if file and (config.build_folder / "library" / file).is_file() else ""


def _facts(book: Book, framework: str, planned: Sequence[Plan], module: str, config: Config) -> dict[str, str]:
    words = words_of(book.language)
    pages = {plan.page.path for plan in planned}
    index = config.build.index if config.build.index in pages else next(iter(pages), "")
    return {
        "title": title_of(book, config),
        "framework": config.framework(framework).label,
        "python": python_of(config, framework),
        "start": f"{_PAGES}/{index}.ipynb",
        "more": f"- `{module}`: {words['library']}\n" if module else "",
        "rights": config.language(book.language).copyright,
    }
