"""`[colab] github_repo` and its like in; where on GitHub the notebooks of a framework are kept, out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tabbook.config.sections import Config

BRANCH = "master"
"""What d2lbook's books call the branch that readers get."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository of notebooks."""

    name: str
    """Owner and name, such as `d2l-ai/d2l-pytorch-colab`."""
    branch: str
    folder: str
    """The framework, and a slash, where several frameworks share the repository; else empty."""

    def file_of(self, config: Config, language: str, path: str) -> str:
        """Where the notebook of a page lies: those of a translation in a folder named by its language."""
        own = "" if language == config.source_language else f"{language}/"
        return f"{self.folder}{own}{path}.ipynb"


def repositories(config: Config, service: str) -> dict[str, Repository]:
    """By framework, the repository that `[colab]` or `[sagemaker]` names for it."""
    lines = dict(fields_of(getattr(config, service).github_repo, config))
    named = [fields[0] for fields in lines.values()]
    return {
        framework: Repository(name, branch[0] if branch else BRANCH, f"{framework}/" if named.count(name) > 1 else "")
        for framework, (name, *branch) in lines.items()
    }


def fields_of(value: str, config: Config) -> Iterator[tuple[str, list[str]]]:
    """Framework and the fields behind it of each line; one line alone without a comma counts for every framework."""
    frameworks = config.frameworks or ("python",)
    lines = [[field.strip() for field in line.split(",")] for line in value.splitlines() if line.strip()]
    if len(lines) == 1 and len(lines[0]) == 1:
        yield from ((framework, list(lines[0])) for framework in frameworks)
        return
    yield from ((line[0].lower(), line[1:]) for line in lines if len(line) > 1 and line[1])
