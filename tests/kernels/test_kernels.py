"""Environments are made by the real uv from the pins, and a Problem says how to mend each fault."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from jupyter_client.kernelspec import KernelSpecManager

from kernels.little_wheels import write_pins
from tabbook import kernels
from tabbook.config import Config
from tabbook.errors import BookError, Problem


def prepare(book: Config, fresh: bool = False) -> tuple[tuple[Problem, ...], list[str]]:
    """The Problems of making the book's environment, and what was told."""
    told: list[str] = []
    return kernels.prepare(book, ("flat",), told.append, fresh=fresh), told


def fault_of(book: Config) -> Problem:
    """The one Problem of finding the environment."""
    with pytest.raises(BookError) as caught:
        kernels.find(book, "flat")
    (problem,) = caught.value.problems
    return problem


def import_in(environment: kernels.Environment, name: str) -> bool:
    """Whether the environment's Python can import a package."""
    command = [str(environment.python), "-I", "-c", f"import {name}"]
    return subprocess.run(command, capture_output=True).returncode == 0


@pytest.mark.parametrize("framework", ["pytorch", "tensorflow", "jax", "mxnet"])
def test_the_books_own_environments_hold_what_is_pinned(repository: Config, framework: str) -> None:
    """Each of the four environments has exactly the versions of its pin file."""
    assert kernels.prepare(repository, (framework,), print) == ()
    versions = kernels.find(repository, framework).versions
    pins = (repository.root / "kernels" / f"{framework}.txt").read_text(encoding="utf-8")
    for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", pins, re.MULTILINE):
        assert versions[name.replace("_", "-")].partition("+")[0] == version.partition("+")[0], name


def test_an_environment_is_made_and_found(book: Config) -> None:
    """What is pinned can be imported afterwards, and nothing else."""
    problems, told = prepare(book)
    assert problems == ()
    assert told[0] == "kernels: installing flat from kernels/flat.txt"
    environment = kernels.find(book, "flat")
    assert {name: environment.versions[name] for name in ("flat", "ipykernel")} == {"flat": "1.0", "ipykernel": "1.0"}
    assert import_in(environment, "flat")
    assert not import_in(environment, "round")


def test_a_second_time_nothing_is_done(book: Config) -> None:
    """An environment that is whole and of the present pins is left alone, in silence."""
    prepare(book)
    before = {path: path.stat().st_mtime_ns for path in book.build_folder.rglob("*")}
    assert prepare(book) == ((), [])
    assert {path: path.stat().st_mtime_ns for path in book.build_folder.rglob("*")} == before


def test_changed_pins_make_the_environment_anew(book: Config, wheels: Path) -> None:
    """After a change of the pins the environment is told to be old, and made anew without what is no longer pinned."""
    write_pins(book.root, wheels, "ipykernel==1.0", "flat==1.0", "round==1.0")
    prepare(book)
    old = kernels.find(book, "flat")
    write_pins(book.root, wheels, "ipykernel==1.0", "flat==2.0")
    assert str(fault_of(book)) == (
        "kernels/flat.txt:1: the environment of flat was made from other pins; "
        "run `make kernels` (or `tabbook kernels`) [K03]"
    )
    assert prepare(book)[0] == ()
    new = kernels.find(book, "flat")
    assert new.versions["flat"] == "2.0"
    assert "round" not in new.versions
    assert new.digest != old.digest


def test_a_missing_pin_file_is_named(book: Config) -> None:
    """Without its pin file a framework has no environment, and the config says which file it is."""
    (book.root / "kernels" / "flat.txt").unlink()
    (problem,), _ = prepare(book)
    assert problem == fault_of(book)
    assert str(problem).startswith("kernels/flat.txt:1: the pinned requirements of flat cannot be read: No such file")
    assert problem.code == "K01"


def test_an_environment_that_was_never_made(book: Config) -> None:
    """Looking for an environment before it was made says which command makes it."""
    assert str(fault_of(book)) == (
        "kernels/flat.txt:1: the environment of flat has not been made; run `make kernels` (or `tabbook kernels`) [K02]"
    )


def test_an_interrupted_install_is_done_again(book: Config) -> None:
    """An environment whose install never ended does not count as one."""
    prepare(book)
    (book.build_folder / "kernels" / "flat" / "stamp").unlink()
    assert fault_of(book).what == "the environment of flat was not finished"
    problems, told = prepare(book)
    assert (problems, len(told)) == ((), 2)
    assert kernels.find(book, "flat")


def damage_python(folder: Path) -> None:
    (folder / "env" / "bin" / "python").unlink()


def damage_packages(folder: Path) -> None:
    for path in folder.glob("env/lib/*/site-packages/ipykernel*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def damage_kernelspec(folder: Path) -> None:
    (folder.parent / "share/jupyter/kernels/tabbook-flat/kernel.json").write_text("{}", encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        (damage_python, "its Python is gone"),
        (damage_packages, "ipykernel is not in it"),
        (damage_kernelspec, "its kernelspec is missing or of another place"),
    ],
)
def test_a_broken_environment_is_told_and_mended(book: Config, damage, what: str) -> None:  # type: ignore[no-untyped-def]
    """A damage is found without starting Python, and the command that the Problem names mends it."""
    prepare(book)
    damage(book.build_folder / "kernels" / "flat")
    problem = fault_of(book)
    assert problem.what == f"the environment of flat is broken: {what}"
    assert (problem.code, problem.cure) == ("K04", "run `make kernels` (or `tabbook kernels`)")
    assert prepare(book)[0] == ()
    assert kernels.find(book, "flat")


def test_a_requirement_that_cannot_be_had_is_named_with_its_line(book: Config, wheels: Path) -> None:
    """uv's complaint becomes a Problem at the line of the requirement, with uv's own last words."""
    write_pins(book.root, wheels, "ipykernel==1.0", "flat==3.0")
    (problem,), _ = prepare(book)
    assert str(problem).startswith("kernels/flat.txt:4: uv could not install the requirements of flat; ")
    assert problem.code == "K05"
    assert "flat==3.0" in problem.detail
    assert fault_of(book).code == "K02"


def test_a_pin_file_that_uv_cannot_read_is_named_with_its_line(book: Config, wheels: Path) -> None:
    """A line that is no requirement is found by its line."""
    write_pins(book.root, wheels, "ipykernel==1.0", "flat=1.0")
    (problem,), _ = prepare(book)
    assert (problem.code, problem.place.line) == ("K05", 4)


def test_an_environment_needs_ipykernel(book: Config, wheels: Path) -> None:
    """Pins without ipykernel are refused when the environment is made, not when a page runs."""
    write_pins(book.root, wheels, "flat==1.0")
    (problem,), _ = prepare(book)
    assert problem.what == "ipykernel is not among the pinned requirements of flat"


def test_a_folder_that_cannot_be_written_is_a_problem(book: Config) -> None:
    """What the system refuses is a Problem and no traceback."""
    book.build_folder.mkdir()
    (book.build_folder / "kernels").write_text("a file", encoding="utf-8")
    (problem,), _ = prepare(book)
    assert problem.code == "K06"


def test_one_bad_environment_does_not_keep_the_others_away(book: Config) -> None:
    """Problems are gathered; every framework that can be prepared is."""
    problems = kernels.prepare(book, ("absent", "flat"), lambda told: None)
    assert [(problem.code, problem.place.file) for problem in problems] == [("K01", "kernels/absent.txt")]
    assert kernels.find(book, "flat")


def test_two_builds_at_once_install_once(book: Config) -> None:
    """The second of two builds waits for the first and then has nothing to do."""
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda _: prepare(book), range(2)))
    assert [problems for problems, _ in results] == [(), ()]
    assert sorted(len(told) for _, told in results) == [0, 2]


def test_fresh_makes_a_whole_environment_anew(book: Config) -> None:
    """`fresh` helps where a damage cannot be seen from outside."""
    prepare(book)
    (stray,) = [path / "stray.py" for path in book.build_folder.glob("kernels/flat/env/lib/*/site-packages")]
    stray.write_text("", encoding="utf-8")
    prepare(book)
    assert stray.exists()
    prepare(book, fresh=True)
    assert not stray.exists()


def test_pips_folder_of_wheels_is_uvs_too(book: Config, wheels: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PIP_FIND_LINKS counts for uv where UV_FIND_LINKS is not set."""
    (book.root / "kernels" / "flat.txt").write_text("--no-index\nipykernel==1.0\n", encoding="utf-8")
    monkeypatch.delenv("UV_FIND_LINKS", raising=False)
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    assert prepare(book)[0] == ()


def test_uvs_settings_beside_the_pins_are_used(book: Config, wheels: Path) -> None:
    """A uv.toml beside the pin file counts, and a change of it makes the environment anew."""
    (book.root / "kernels" / "flat.txt").write_text("ipykernel==1.0\n", encoding="utf-8")
    settings = book.root / "kernels" / "uv.toml"
    settings.write_text(f"no-index = true\nfind-links = [{json.dumps(str(wheels))}]\n", encoding="utf-8")
    assert prepare(book)[0] == ()
    settings.write_text(settings.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    assert fault_of(book).code == "K03"


def test_jupyter_finds_the_kernel(book: Config) -> None:
    """The kernelspec stands where Jupyter looks, named for the framework, and keeps the user's own profile away."""
    prepare(book)
    specs = KernelSpecManager(kernel_dirs=[str(kernels.jupyter_path(book) / "kernels")], ensure_native_kernel=False)
    assert list(specs.find_kernel_specs()) == ["tabbook-flat"]
    spec = specs.get_kernel_spec(kernels.find(book, "flat").kernelspec)
    assert spec.display_name == "Flat (tabbook)"
    assert spec.argv[0] == str(kernels.find(book, "flat").python)
    assert spec.env["IPYTHONDIR"] == str(book.build_folder / "kernels/flat/ipython").replace("$", "$$")


def test_a_new_label_changes_the_kernelspec_only(book: Config) -> None:
    """Renaming a framework for the readers installs nothing."""
    prepare(book)
    renamed = replace(book, framework_sections=(replace(book.framework_sections[0], label="Even"),))
    assert prepare(renamed) == ((), [])
    assert "Even (tabbook)" in (kernels.jupyter_path(book) / "kernels/tabbook-flat/kernel.json").read_text("utf-8")


def test_a_package_installed_by_hand_counts(book: Config, wheels: Path) -> None:
    """The versions are what is there, not what was pinned: a page must not take outputs of another version."""
    prepare(book)
    before = kernels.find(book, "flat")
    (packages,) = book.build_folder.glob("kernels/flat/env/lib/*/site-packages")
    (packages / "round-9.dist-info").mkdir()
    (packages / "round-9.dist-info" / "METADATA").write_text("Name: round\nVersion: 9\n", encoding="utf-8")
    after = kernels.find(book, "flat")
    assert after.versions["round"] == "9"
    assert after.digest != before.digest


def test_an_environment_that_is_gone_is_recalled(book: Config, wheels: Path) -> None:
    """To look stored outputs up it is enough to know what was installed, unless the pins are others now."""
    assert kernels.recall(book, "flat") is None
    prepare(book)
    found = kernels.find(book, "flat")
    shutil.rmtree(book.build_folder / "kernels" / "flat" / "env")
    assert fault_of(book).code == "K04"
    assert kernels.recall(book, "flat") == found
    write_pins(book.root, wheels, "ipykernel==1.0", "flat==2.0")
    assert kernels.recall(book, "flat") is None


def test_a_builders_own_environment_is_not_installed_into(book: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    """A virtual environment that happens to be active stays as it is."""
    monkeypatch.setenv("VIRTUAL_ENV", os.devnull)
    assert prepare(book)[0] == ()
