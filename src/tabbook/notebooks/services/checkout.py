"""Built notebooks for a service and a checkout of the repository that keeps them in; what changes there out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tabbook.config import Config, place_of, repositories
from tabbook.errors import BookError, Problem
from tabbook.files import write_whole
from tabbook.notebooks.services.binder import files_for


@dataclass(frozen=True, slots=True)
class Change:
    """A file of the checkout that will be another."""

    deed: str
    """`added`, `changed` or `removed`."""
    file: str
    """Its path in the checkout."""
    text: bytes = b""
    """What it will hold; empty where it goes."""


def changes_in(checkout: Path, service: str, config: Config, frameworks: Sequence[str]) -> tuple[Change, ...]:
    """What differs between the checkout and the notebooks that were built; of what is there, only tabbook's own goes.

    Raises `BookError` where `checkout` is none, or the frameworks have no repository or several.
    """
    named = _framework_names(checkout, service, config, frameworks)
    wanted = {file: text for framework in named for file, text in _wanted(service, config, framework).items()}
    found = [
        Change("changed" if (checkout / file).exists() else "added", file, text)
        for file, text in sorted(wanted.items())
        if not _holds(checkout / file, text)
    ]
    own = (path.relative_to(checkout).as_posix() for path in sorted(checkout.rglob("*.ipynb")) if _is_ours(path))
    return (*found, *(Change("removed", file) for file in own if file not in wanted))


def put_into(checkout: Path, changes: Sequence[Change]) -> None:
    """Do the changes; nothing is committed."""
    for change in changes:
        if change.deed == "removed":
            (checkout / change.file).unlink()
            continue
        write_whole(checkout / change.file, change.text)
        if change.file == "binder/postBuild":
            (checkout / change.file).chmod(0o755)


def _framework_names(checkout: Path, service: str, config: Config, frameworks: Sequence[str]) -> list[str]:
    """The frameworks whose notebooks belong into the checkout: those of one repository."""
    known = repositories(config, service)
    named = [name for name in frameworks or known if name in known]
    place = place_of(config, service, "github_repo")
    if not (checkout / ".git").exists():
        raise BookError(
            [Problem("B03", place, f"{checkout} is no checkout of git", "clone the repository there first")]
        )
    if not named:
        cure = "write `github_repo` there: a line for each framework, its name and the repository"
        raise BookError([Problem("B03", place, f"[{service}] names no repository for these notebooks", cure)])
    if len({known[name].name for name in named}) > 1:
        what = f"{', '.join(named)} have repositories of their own"
        raise BookError([Problem("B03", place, what, "say which one this is, with `--framework`")])
    return [name for name in known if known[name].name == known[named[0]].name]


def _wanted(service: str, config: Config, framework: str) -> Mapping[str, bytes]:
    """What the repository has of a framework, by path: its notebooks and, where it is its own, what Binder needs."""
    repository, folder = repositories(config, service)[framework], config.build_folder / service
    wanted: dict[str, bytes] = {}
    for language in config.all_languages:
        own = folder / language / framework
        for path in sorted(own.rglob("*.ipynb")):
            page = path.relative_to(own).as_posix().removesuffix(".ipynb")
            wanted[repository.file_of(config, language, page)] = path.read_bytes()
    if service == "colab" and not repository.folder:
        wanted |= {file: text.encode() for file, text in files_for(config, framework).items()}
    return wanted


def _holds(path: Path, text: bytes) -> bool:
    return path.is_file() and path.read_bytes() == text


def _is_ours(path: Path) -> bool:
    """Whether tabbook wrote this notebook for a service; what others put beside ours stays."""
    try:
        told = json.loads(path.read_bytes())
        return "service" in told["metadata"]["tabbook"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
